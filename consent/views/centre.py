"""The consent centre: where an artist stands, what saving would do, and saving it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from artistportal import htmx
from artistportal.roster.domain.uses import Use
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Artist, Organisation
from consent import permissions, tasks
from consent.forms import AnswersForm, LimitsForm, SeenForm
from consent.models import Decision, Tool
from consent.queries import centre as centres
from consent.queries import proposals
from consent.queries.centre import Known
from consent.queries.proposals import Limits, Saying
from consent.services import bulk, choices, decisions
from consent.views import subjects
from consent.views.saved import told
from consent.views.subjects import Page


@require_safe
def centre(
    request: AccountRequest, artist: UUID | None = None, work: UUID | None = None
) -> HttpResponse:
    """Every tool with its state in words, and the uses of the one that is chosen."""
    now = timezone.now()
    page = subjects.page(request, artist, work, now)
    known = centres.known(page.subject.id, page.work, now, request.user.pk)
    return _show(request, page, known, request.GET.get("tool", ""))


@require_safe
def review(
    request: AccountRequest, artist: UUID | None = None, work: UUID | None = None
) -> HttpResponse:
    """What saving would do, before anything is saved."""
    now = timezone.now()
    page = subjects.page(request, artist, work, now)
    known = centres.known(page.subject.id, page.work, now, request.user.pk)
    form = AnswersForm(request.GET)
    said, answers, tool = _proposed(page, known, form, None)
    if not said:
        return _nothing_said(request, page, known, answers, tool.slug if tool else "")
    context = _reviewed(page, known, tool, answers, said)
    context |= {"form": LimitsForm(), "chosen": _chosen(form)}
    return htmx.render(request, "consent/review.html", "consent/_review.html", context)


@require_POST
def decide(
    request: AccountRequest, artist: UUID | None = None, work: UUID | None = None
) -> HttpResponse:
    """Save what was reviewed; where something came between, show what stands now instead."""
    now = timezone.now()
    page = subjects.page(request, artist, work, now)
    known = centres.known(page.subject.id, page.work, now, request.user.pk)
    form, seen, limits = AnswersForm(request.POST), SeenForm(request.POST), LimitsForm(request.POST)
    if not limits.is_valid() or not seen.is_valid():
        said, answers, tool = _proposed(page, known, form, None)
        context = _reviewed(page, known, tool, answers, said)
        context |= {"form": limits, "chosen": _chosen(form)}
        return htmx.render(
            request, "consent/review.html", "consent/_review.html", context, status=422
        )
    said, answers, tool = _proposed(page, known, form, limits.limits)
    slug = tool.slug if tool else ""
    if not said:
        for use in answers:
            permissions.check_can_decide(page.subject.authority, use, None)
        return _nothing_said(request, page, known, answers, slug)
    if {each.terms for each in said if each.terms} - seen.terms_seen:
        sentence = "The terms changed while you read, so nothing was saved. Look at the new ones."
        return _show(request, page, known, slug, refusal=sentence)
    try:
        saved = _record(request, page, said, seen.cleaned_data["seen"], now)
    except (decisions.Stale, decisions.NotToBeSaid, bulk.NeedsSecondPerson) as refusal:
        fresh = centres.known(page.subject.id, page.work, now, request.user.pk)
        return _show(request, page, fresh, slug, refusal=str(refusal))
    tasks.tell_tools()
    messages.success(request, told(saved))
    return redirect(f"{page.base}?tool={slug}" if slug else page.base)


def _nothing_said(
    request: AccountRequest, page: Page, known: Known, answers: dict[Use, bool], slug: str
) -> HttpResponse:
    """Nothing was chosen, or nothing that this person may decide: the sentence says which."""
    refusals = (page.subject.authority.refusal(use, None) for use in answers)
    nothing = "Nothing was chosen, so there is nothing to save."
    messages.info(request, next(filter(None, refusals), nothing))
    return _show(request, page, known, slug)


def _record(
    request: AccountRequest, page: Page, said: list[Saying], seen: int, now: datetime
) -> list[Decision]:
    label = page.subject.organisation
    artist = Artist.objects.get(pk=page.subject.id)
    organisation = Organisation.objects.get(pk=label) if label else None
    if organisation is not None:
        bulk.check_one_may_say(said, artist, organisation)
    return decisions.record_all(
        by=request.user,
        artist=artist,
        choices=choices.from_sayings(said),
        organisation=organisation,
        seen=seen,
        now=now,
    )


def _proposed(
    page: Page, known: Known, form: AnswersForm, limits: Limits | None
) -> tuple[list[Saying], dict[Use, bool], Tool | None]:
    """The decisions that were chosen, the uses they answer, and the tool they are about."""
    if not form.is_valid():
        raise Http404("No such choice.")
    authority = page.subject.authority
    if form.cleaned_data["everything"] and page.work is None:
        return proposals.refusal_of_everything(authority), {}, None
    tool = next((t for t in known.tools if t.slug == form.cleaned_data["tool"]), None)
    if tool is None:
        raise Http404("No such tool.")
    lines = centres.use_lines(known, tool, authority)
    if form.cleaned_data["all"] == "no":
        answers = {line.use: False for line in lines if not line.why_not}
        return proposals.refusal_of_all(known, tool, authority), answers, tool
    if form.cleaned_data["all"] == "yes":
        answers = {line.use: True for line in lines if line.may_say_yes}
    else:
        answers = form.answers
    return proposals.sayings(known, tool, answers, authority, limits), answers, tool


def _reviewed(
    page: Page, known: Known, tool: Tool | None, answers: dict[Use, bool], said: list[Saying]
) -> dict[str, Any]:
    authority = page.subject.authority
    effects = proposals.effects(known, tool, answers, said, authority) if tool else []
    losing = [] if tool else [line for line in centres.tool_lines(known) if line.allowing]
    return {
        "title": "Before you save",
        "page": page,
        "tool": tool,
        "effects": effects,
        "losing": losing,
        "says_yes": any(each.is_yes for each in said),
        "seen": known.newest_number,
        "terms": " ".join(str(each.terms) for each in said if each.terms),
        "count": len(said),
    }


def _chosen(form: AnswersForm) -> list[tuple[str, str]]:
    return [(name, value) for name, value in form.cleaned_data.items() if value]


def _show(
    request: AccountRequest, page: Page, known: Known, slug: str, *, refusal: str = ""
) -> HttpResponse:
    lines = centres.tool_lines(known)
    tool = next((line.tool for line in lines if line.tool.slug == slug), None)
    if tool is None and lines:
        tool = lines[0].tool
    authority = page.subject.authority
    context = {
        "title": page.title,
        "page": page,
        "tools": lines,
        "tool": tool,
        "uses": centres.use_lines(known, tool, authority) if tool else [],
        "exceptions": known.works_with_own_answers(tool) if tool and not page.work else 0,
        "can_decide_all": bool(authority.decidable_uses),
        "holds_consent": bool(known.legs),
        "refusal": refusal,
    }
    return htmx.render(
        request,
        "consent/centre.html",
        "consent/_centre.html",
        context,
        status=409 if refusal else 200,
    )
