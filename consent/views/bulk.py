"""One answer for many works: choose them, see what it would change, save it, take it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from artistportal import htmx
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Artist, Organisation
from artistportal.roster.queries.works import visible_to
from consent import tasks
from consent.forms import SeenForm
from consent.forms.bulk import BulkForm, BulkLimitsForm
from consent.models import Decision, Tool
from consent.queries import bulk
from consent.services import approvals, decisions
from consent.services import bulk as services
from consent.services.approvals import Draft
from consent.views import subjects, trials
from consent.views.saved import told
from consent.views.subjects import Page
from consent.views.trials import PAGE_SIZE, Trial


@require_http_methods(["GET", "HEAD", "POST"])
def bulk_page(request: AccountRequest, artist: UUID | None = None) -> HttpResponse:
    """The form; once it is sent, the trial; once that is saved, its result in the same table."""
    now = timezone.now()
    page = subjects.page(request, artist, None, now)
    tools = list(Tool.objects.select_related("provider").order_by("name"))
    if request.method != "POST":
        asked = BulkForm(tools=tools)
        asked.offer(_releases(request, page))
        return _ask(request, page, asked)
    form = BulkForm(request.POST, request.FILES, tools=tools)
    limits = BulkLimitsForm(request.POST)
    if not form.is_valid():
        form.offer(_releases(request, page))
        return _ask(request, page, form)
    trial = trials.tried(request.account, page.subject, form, limits, now)
    if "csv" in request.POST:
        return trials.file(trial)
    if "save" in request.POST and limits.is_valid():
        return _save(request, page, trial)
    return _show(request, page, trial, status=422 if "save" in request.POST else 200)


def _save(request: AccountRequest, page: Page, trial: Trial) -> HttpResponse:
    """Save what was looked at; where something came between, show what stands now instead."""
    seen = SeenForm(request.POST)
    if not seen.is_valid():
        return _show(request, page, trial, status=422)
    if trial.terms - seen.terms_seen:
        sentence = "The terms changed while you read, so nothing was saved. Look at the new ones."
        return _show(request, page, trial, refusal=sentence, status=409)
    label = page.subject.organisation
    organisation = Organisation.objects.get(pk=label) if label is not None else None
    artist = Artist.objects.get(pk=page.subject.id)
    if organisation is not None and trial.needs_second_person:
        return _prepare(request, trial, artist, organisation, seen.cleaned_data["seen"])
    try:
        saved = services.save(
            by=request.user,
            artist=artist,
            lines=trial.lines,
            organisation=organisation,
            seen=seen.cleaned_data["seen"],
            now=trial.now,
        )
    except (decisions.Stale, decisions.NotToBeSaid) as refusal:
        return _show(request, page, trial, refusal=str(refusal), status=409)
    tasks.tell_tools()
    return _show(request, page, trial, saved=saved)


def _prepare(
    request: AccountRequest, trial: Trial, artist: Artist, organisation: Organisation, seen: int
) -> HttpResponse:
    """Keep it for a second person, as the form said it."""
    limits = {name: request.POST.get(name, "") for name in trial.limits.fields}
    draft = Draft(
        organisation, artist, dict(trial.form.kept) | limits, trial.lines, trial.sentence, seen
    )
    made = approvals.prepare(by=request.user, draft=draft, now=trial.now)
    messages.success(request, "Prepared. Nothing is in force until a second person approves it.")
    return redirect("consent:approval", public_id=made.public_id)


def _show(
    request: AccountRequest,
    page: Page,
    trial: Trial,
    *,
    refusal: str = "",
    saved: list[Decision] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = Paginator(trial.lines, PAGE_SIZE).get_page(request.POST.get("page"))
    context: dict[str, Any] = {
        "title": page.titled("What was saved" if saved else "What would change"),
        "page": page,
        "form": trial.form,
        "limits": trial.limits if "save" in request.POST else BulkLimitsForm(),
        "answer": trial.answer,
        "lines": shown,
        "counts": bulk.counts(trial.lines),
        "reasons": bulk.reasons(trial.lines),
        "seen": trial.known.newest_number,
        "terms": " ".join(str(each) for each in sorted(trial.terms)),
        "refusal": refusal,
        "saved": told(saved) if saved else "",
        "needs_second": trial.needs_second_person,
    }
    return htmx.render(
        request, "consent/bulk_trial.html", "consent/_bulk_trial.html", context, status=status
    )


def _ask(request: AccountRequest, page: Page, form: BulkForm) -> HttpResponse:
    context = {
        "title": page.titled("Many works at once"),
        "page": page,
        "form": form,
        "can_decide": bool(page.subject.authority.decidable_uses),
    }
    status = 422 if form.errors else 200
    return htmx.render(request, "consent/bulk.html", "consent/_bulk.html", context, status=status)


def _releases(request: AccountRequest, page: Page) -> list[str]:
    return bulk.releases(visible_to(request.account), page.subject.id)
