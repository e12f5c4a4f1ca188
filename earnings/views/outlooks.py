"""What an answer would do to models and money: a part of the review, and a page of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal import htmx
from artistportal.roster.domain.uses import Use
from artistportal.roster.middleware import AccountRequest
from consent.forms import AnswersForm
from consent.models import Tool
from consent.queries import requests
from consent.views import subjects
from consent.views.subjects import Page
from earnings import permissions
from earnings.queries import outlooks
from earnings.queries.outlooks import Asked


@require_safe
def page(
    request: AccountRequest, artist: UUID | None = None, work: UUID | None = None
) -> HttpResponse:
    """Which model versions keep the works, what they still pay, what a year may be worth."""
    now = timezone.now()
    about = subjects.page(request, artist, work, now)
    back = f"{about.base}review/?{request.GET.urlencode()}"
    return _show(request, about, _asked(request, about), back, now)


@require_safe
def of_request(
    request: AccountRequest, public_id: UUID, artist: UUID | None = None
) -> HttpResponse:
    """The same for what a request asks: its tool, its uses, and its works that are the artist's."""
    now = timezone.now()
    about = subjects.page(request, artist, None, now)
    found = requests.to_artist(public_id, about.subject, now)
    if found is None:
        raise Http404("No such request to this artist.")
    asked = Asked(
        artist=about.subject.id,
        tool=found.request.licence.tool_id,
        uses=tuple(each.use for each in found.uses),
        works=frozenset(requests.works_of(found, about.subject.id).values_list("pk", flat=True)),
    )
    return _show(request, about, asked, request.path.removesuffix("outlook/"), now)


def _show(
    request: AccountRequest, about: Page, asked: Asked, back: str, now: datetime
) -> HttpResponse:
    sees_money = about.is_theirs and permissions.sees_money(request.account)
    context: dict[str, Any] = {
        "page": about,
        "outlook": outlooks.outlook(asked, sees_money=sees_money, now=now),
        "back": back,
    }
    if not htmx.wants_partial(request):
        context["title"] = "Models and money"
    return htmx.render(request, "earnings/outlook.html", "earnings/_outlook.html", context)


def _asked(request: AccountRequest, about: Page) -> Asked:
    """The same choices as the review's: no single use answered means all of them."""
    form = AnswersForm(request.GET)
    if not form.is_valid():
        raise Http404("No such choice.")
    slug = form.cleaned_data["tool"]
    is_about_all = form.cleaned_data["everything"] or not slug
    tool = None if is_about_all else get_object_or_404(Tool, slug=slug).pk
    uses = tuple(Use) if form.cleaned_data["all"] else tuple(form.answers)
    works = frozenset({about.work.pk}) if about.work else None
    return Asked(about.subject.id, tool, uses or tuple(Use), works)
