"""The list of works of the artist in view, and the page of one work."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from artistportal import htmx
from artistportal.roster import permissions
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.forms import WorkFilterForm
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Work
from artistportal.roster.queries import works
from artistportal.roster.views import accounts, tables

PAGE_SIZE = 50
COLUMNS = (
    ("title", "Title"),
    ("kind", "Kind"),
    ("identifier", "ISRC or ISWC"),
    ("release", "Release"),
)


@require_safe
def work_list(request: AccountRequest) -> HttpResponse:
    """The works that the artist in view is credited on."""
    account = accounts.in_view(request, AccountKind.ARTIST)
    context = listed(request, works.visible_to(account), account.id)
    return htmx.render(
        request,
        "roster/work_list.html",
        "roster/_work_list.html",
        {"title": "Works", **context},
        announcement=context["summary"],
    )


@require_safe
def work(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Everything about one work that the account in view may read."""
    visible = works.visible_to(request.account).select_related("rights_holder", "voice_of")
    found = get_object_or_404(visible, public_id=public_id)
    credited = works.credits_of(found)
    sheets = works.sheets_of(found)
    shows_splits = works.shows_splits(request.account, credited, sheets)
    context = {
        "title": found.title,
        "work": found,
        "credits": credited,
        "related": works.related_to(found, request.account),
        "sheets": sheets if shows_splits else [],
        "shows_splits": shows_splits,
        "may_propose_splits": request.account.role in permissions.PROPOSING,
        "history": works.history_of(found, credited, sheets if shows_splits else []),
    }
    return htmx.render(request, "roster/work.html", "roster/_work.html", context)


def listed(request: AccountRequest, visible: QuerySet[Work], artist_id: int) -> dict[str, Any]:
    """What a list of works shows: the page asked for, and the form that asks."""
    form = WorkFilterForm(request.GET)
    wanted = form.wanted
    found = works.of_artist(visible, artist_id, wanted)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    total = page.paginator.count
    return {
        "form": form,
        "wanted": wanted,
        "page": page,
        "columns": tables.columns(COLUMNS, wanted.order),
        "is_filtered": bool(wanted.text or wanted.kind or wanted.role or wanted.release),
        "summary": f"{total:,} {'work' if total == 1 else 'works'}",
    }
