"""An account on one screen; personal data is shown to who says why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from artistportal.accounts.models import User
from artistportal.desk.domain import masks
from artistportal.desk.queries import money_screens, screens
from artistportal.desk.queries.screens import Reader, Section
from artistportal.desk.services import looks
from artistportal.desk.services.looks import NoReason
from artistportal.roster.models import Artist, Organisation

MODELS: dict[str, type[Artist | Organisation]] = {"artist": Artist, "organisation": Organisation}


@dataclass(frozen=True, slots=True)
class Told:
    """Whether personal data is shown now, and if it was asked for in vain, why not."""

    reader: Reader
    problem: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, kind: str, public_id: UUID) -> HttpResponse:
    """An artist's or an organisation's screen."""
    model = MODELS.get(kind)
    if model is None:
        raise Http404("No such kind of account.")
    row = cast(Artist | Organisation, get_object_or_404(model, public_id=public_id))
    key = f"{kind}:{row.public_id}"
    told = _told(request, f"roster.view_{kind}", key, [key])
    now = timezone.now()
    people = screens.people_of(row, now)
    facts = [("Public id", str(row.public_id)), *_facts(row)]
    sections = [
        screens.team(row, told.reader),
        *(_identity(row) if isinstance(row, Artist) else ()),
        screens.cases(row),
        *(_money(row, told.reader, now) if told.reader.sees_money else ()),
        screens.mails(people, told.reader),
        screens.sign_ins(people, told.reader),
        screens.visits(people),
        screens.deeds(key),
    ]
    context = {"row": row, "facts": facts, "sections": sections}
    if isinstance(row, Artist):
        context |= _consent(request, row, now)
    return _page(request, row.name, told, context)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's screen."""
    row = get_object_or_404(User, pk=pk)
    told = _told(request, "accounts.view_user", f"user:{row.pk}", ())
    reader, now = told.reader, timezone.now()
    facts = [
        ("E-mail address", reader.mail(row.email)),
        ("May sign in", "Yes" if row.is_active else "No"),
        ("Support", "Yes" if row.is_staff else "No"),
        ("Last signed in", row.last_login or "Never"),
        ("Here since", row.date_joined),
    ]
    sections = [
        screens.accounts_of(row, now),
        screens.factors(row),
        screens.cases_of(row),
        screens.mails([row.pk], reader),
        screens.sign_ins([row.pk], reader),
        screens.visits([row.pk]),
    ]
    name = row.name or masks.mail(row.email)
    return _page(request, name, told, {"row": row, "facts": facts, "sections": sections})


def _told(request: HttpRequest, leave: str, subject: str, concerns: Iterable[str]) -> Told:
    """How much is shown: all, once the reason was sent and written down."""
    by = cast(User, request.user)
    if not by.has_perm(leave):
        raise PermissionDenied
    sees_money = by.has_perm("earnings.view_statement")
    if request.method != "POST":
        return Told(Reader(is_revealed=False, sees_money=sees_money))
    reason = request.POST.get("reason", "")
    try:
        looks.reveal(subject, concerns, reason=reason, by=by, now=timezone.now())
    except NoReason as odd:
        return Told(Reader(is_revealed=False, sees_money=sees_money), str(odd))
    return Told(Reader(is_revealed=True, sees_money=sees_money))


def _facts(row: Artist | Organisation) -> list[tuple[str, object]]:
    if isinstance(row, Artist):
        return [("ISNI", row.isni or "–"), ("IPI", row.ipi or "–"), ("Added", row.created_at)]
    return [
        ("Kind", row.get_kind_display()),
        ("DPID", row.dpid or "–"),
        ("Added", row.created_at),
    ]


def _identity(artist: Artist) -> tuple[Section, ...]:
    return (screens.identity(artist),)


def _money(row: Artist | Organisation, reader: Reader, now: datetime) -> tuple[Section, ...]:
    whole = screens.account_of(row)
    return (
        *money_screens.balances(whole, now),
        money_screens.statements_of(whole),
        money_screens.paid_to(whole, reader),
        money_screens.holds(whole),
    )


def _consent(request: HttpRequest, artist: Artist, now: datetime) -> dict[str, Any]:
    """Where the artist stood at the end of the day that was asked for, or stands now."""
    day = _day(request.GET.get("on", ""))
    at = datetime.combine(day, time(), UTC) + timedelta(days=1) if day else now
    sentence, said = money_screens.consent(artist, min(at, now))
    return {"stance": sentence, "said": said, "on": day}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(request: HttpRequest, name: str, told: Told, more: dict[str, Any]) -> HttpResponse:
    meta = more["row"]._meta
    change = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[more["row"].pk])
    context = {
        **admin.site.each_context(request),
        **more,
        "title": name,
        "change": change,
        "reader": told.reader,
        "problem": told.problem,
    }
    status = 422 if told.problem else 200
    return TemplateResponse(request, "desk/account.html", context, status=status)
