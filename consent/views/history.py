"""The history: every decision ever given, newest first; never edited."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal import htmx, spreadsheets
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Artist
from consent.forms import HistoryForm
from consent.models import Decision, Tool
from consent.queries import decisions, notices
from consent.views import subjects

PAGE_SIZE = 50
HEADER = (
    "number",
    "given_at_utc",
    "answer",
    "tool",
    "use",
    "work",
    "work_id",
    "territories",
    "terms",
    "reaches_later_works",
    "ends_at_utc",
    "given_by",
    "capacity",
    "on_behalf_of",
    "row_hash",
)


@require_safe
def history(request: AccountRequest, artist: UUID | None = None) -> HttpResponse:
    """The list, filtered and page by page."""
    now = timezone.now()
    page = subjects.page(request, artist, None, now)
    tools = list(Tool.objects.order_by("name"))
    form = HistoryForm(request.GET, tools=tools)
    found = decisions.history(Artist(pk=page.subject.id), form.wanted)
    shown = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    total = shown.paginator.count
    summary = f"{total:,} {'decision' if total == 1 else 'decisions'}"
    context = {
        "title": page.titled("History of consent"),
        "page": page,
        "form": form,
        "decisions": shown,
        "sent": notices.of_decisions(shown, now),
        "summary": summary,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return htmx.render(
        request,
        "consent/history.html",
        "consent/_history.html",
        context,
        announcement=summary,
    )


@require_safe
def history_csv(request: AccountRequest, artist: UUID | None = None) -> HttpResponse:
    """The same list, whole, as a file."""
    now = timezone.now()
    page = subjects.page(request, artist, None, now)
    form = HistoryForm(request.GET, tools=list(Tool.objects.order_by("name")))
    found = decisions.history(Artist(pk=page.subject.id), form.wanted)
    text = spreadsheets.csv_text(HEADER, rows(found.iterator(chunk_size=2_000)))
    response = HttpResponse(text, content_type=spreadsheets.CONTENT_TYPE)
    name = f"consent-history-{now:%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def rows(found: Iterable[Decision]) -> Iterable[tuple[str, ...]]:
    for decision in found:
        yield (
            decision.code,
            decision.given_at.isoformat(),
            "yes" if decision.is_yes else "no",
            decision.tool.name if decision.tool else "all",
            decision.use or "all",
            decision.work.title if decision.work else "all",
            str(decision.work.public_id) if decision.work else "",
            " ".join(decision.territories) if decision.territories else "all",
            str(decision.terms) if decision.terms else "",
            "yes" if decision.reaches_later_works else "no",
            decision.ends_at.isoformat() if decision.ends_at else "",
            decision.given_by.name,
            decision.capacity,
            decision.mandate.organisation.name if decision.mandate else "",
            decision.row_hash,
        )
