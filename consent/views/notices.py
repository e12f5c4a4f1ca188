"""Notices as the artist sees them: who was told of each decision, and who obeys it."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal import htmx
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Artist
from consent.domain.notices import NoticeState
from consent.forms.notices import NoticesForm
from consent.models import Tool
from consent.queries import notices
from consent.views import subjects

PAGE_SIZE = 20


@require_safe
def listed(request: AccountRequest, artist: UUID | None = None) -> HttpResponse:
    """Each decision with the tools that were told of it, those with a late one first."""
    now = timezone.now()
    page = subjects.page(request, artist, None, now)
    form = NoticesForm(request.GET, tools=list(Tool.objects.order_by("name")))
    found = notices.of_artist(
        Artist(pk=page.subject.id), now, wanted=form.state_wanted, tool=form.tool_wanted
    )
    shown = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    total = shown.paginator.count
    summary = f"{total:,} {'decision' if total == 1 else 'decisions'} sent"
    context = {
        "title": page.titled("Notices to tools"),
        "page": page,
        "form": form,
        "shown": shown,
        "sent": notices.of_decisions(shown, now),
        "late": notices.tools_not_obeying(page.subject.id, now),
        "states": NoticeState,
        "summary": summary,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return htmx.render(
        request,
        "consent/notices.html",
        "consent/_notices.html",
        context,
        announcement=summary,
    )
