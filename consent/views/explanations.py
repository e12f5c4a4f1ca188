"""Why: the rule's answer for one tool, use, territory and moment, leg by leg."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal import htmx
from artistportal.roster.domain.uses import Use
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Work
from artistportal.roster.queries.works import matching
from consent.domain.clearances import Question
from consent.forms import WhyForm
from consent.models import Tool
from consent.queries import explanations
from consent.views import subjects
from consent.views.subjects import Page

MOST_WORKS = 20


@require_safe
def why(
    request: AccountRequest, artist: UUID | None = None, work: UUID | None = None
) -> HttpResponse:
    """The explanation for one work; without a work, the artist's works to choose from."""
    now = timezone.now()
    page = subjects.page(request, artist, work, now)
    tools = list(Tool.objects.order_by("name"))
    asked = request.GET.copy()
    asked.setdefault("tool", tools[0].slug if tools else "")
    asked.setdefault("use", Use.TRAINING.value)
    form = WhyForm(asked, tools=tools)
    context = {
        "title": page.titled(f"Why? {page.work.title}" if page.work else "Why?"),
        "page": page,
        "form": form,
        "query": _query(asked),
    }
    if form.is_valid():
        context |= _answer(page, form, {tool.slug: tool for tool in tools}, now)
    status = 200 if form.is_valid() else 422
    return htmx.render(request, "consent/why.html", "consent/_why.html", context, status=status)


def _answer(page: Page, form: WhyForm, tools: dict[str, Tool], now: datetime) -> dict[str, Any]:
    asked = form.cleaned_data
    tool, use, at = tools[asked["tool"]], Use(asked["use"]), asked["at"] or now
    told: dict[str, Any] = {"tool": tool, "use": use, "at": at.astimezone(UTC)}
    if page.work is None:
        return told | {"works": _works(page, asked["words"])}
    question = Question(tool.pk, use, asked["territory"], at)
    return told | {"explanation": explanations.of_work(page.work, question)}


def _works(page: Page, words: str) -> list[Work]:
    credited = Work.objects.filter(credits__artist=page.subject.id)
    if page.subject.organisation:
        credited = credited.filter(rights_holder=page.subject.organisation)
    found = credited.filter(matching(words)) if words else credited
    return list(found.distinct().order_by("title", "pk")[:MOST_WORKS])


def _query(asked: Any) -> str:
    kept = asked.copy()
    kept.pop("words", None)
    encoded: str = kept.urlencode()
    return encoded
