"""Cases, to those who opened them: the list, the form, one case and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artistportal import htmx
from artistportal.accounts import tasks
from artistportal.accounts.views import downloads
from artistportal.cases import permissions
from artistportal.cases.domain import deadlines, moves
from artistportal.cases.domain.kinds import HAS_APPEARANCES, CaseKind
from artistportal.cases.domain.states import OVER, CaseState, Party
from artistportal.cases.forms.cases import AppearanceForm, CaseForm, CasesForm, WithdrawForm
from artistportal.cases.forms.files import SayForm
from artistportal.cases.middleware import VisitedRequest
from artistportal.cases.models import Attachment, Case
from artistportal.cases.queries import appearances, releases, subjects
from artistportal.cases.queries import cases as found
from artistportal.cases.queries.subjects import Subject, UnknownSubject
from artistportal.cases.services import cases as services
from artistportal.cases.services import evidence as packs
from artistportal.cases.services.cases import NO_LINE, Opening, TooLate
from artistportal.cases.services.moves import NotThere


@require_safe
def listed(request: VisitedRequest) -> HttpResponse:
    """The cases of the account in view, with who answered last and when an answer is due."""
    form = CasesForm(request.GET)
    mine = found.visible_to(request.user, request.account)
    chosen = found.chosen(mine, form.selection)
    page = found.page(chosen, request.GET.get("page", "1"), timezone.now())
    count = page.paginator.count
    summary = f"{count:,} case{'' if count == 1 else 's'}"
    context = {
        "title": "Cases",
        "form": form,
        "cases": page,
        "summary": summary,
        "has_releases": releases.has_page(request.account),
    }
    return htmx.render(
        request,
        "cases/list.html",
        "cases/_list.html",
        context,
        announcement=f"{summary} found.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: VisitedRequest) -> HttpResponse:
    """The form, with the line it is about filled in; its page once it is sent."""
    now = timezone.now()
    permissions.check_can_open(request.user, request.account, now)
    said = request.POST if request.method == "POST" else request.GET
    subject = _subject(request, said.get("subject", ""), now)
    form = _case_form(request, subject)
    if form.is_bound and form.is_valid():
        case = services.open_case(
            Opening(
                kind=form.case_kind,
                title=form.cleaned_data["title"],
                said=form.said,
                account=request.account,
                line=form.cleaned_data["subject"],
            ),
            by=request.user,
            now=now,
        )
        messages.success(request, f"Your case has the number {case.code}.")
        return redirect("cases:case", case.public_id)
    context = {"title": "Ask about this", "form": form, "subject": subject}
    if subject is NO_LINE:
        context["title"] = "Open a case"
    status = 422 if form.errors else 200
    return htmx.render(request, "cases/new.html", "cases/_new.html", context, status=status)


@require_safe
def page(request: VisitedRequest, public_id: UUID) -> HttpResponse:
    """One case: what was said, where it stands, what happens to the money, what may be done."""
    case = _case(request, public_id)
    response = show(request, case)
    now = timezone.now()
    is_new = request.visit is None and found.is_unread(case)
    if is_new and permissions.can_answer(request.user, case, now):
        services.mark_seen(case, now=now)
    return response


@require_POST
def answer(request: VisitedRequest, public_id: UUID) -> HttpResponse:
    """Write to support."""
    case, form = _case(request, public_id), SayForm(request.POST, request.FILES)
    return _done(
        request,
        case,
        {"say": form},
        lambda now: services.answer(case, form.said, by=request.user, now=now),
        "Sent to support.",
    )


@require_POST
def withdraw(request: VisitedRequest, public_id: UUID) -> HttpResponse:
    """Take the case back."""
    case, form = _case(request, public_id), WithdrawForm(request.POST, prefix="back")
    return _done(
        request,
        case,
        {"back": form},
        lambda now: services.withdraw(
            case, reason=form.cleaned_data["reason"], by=request.user, now=now
        ),
        f"{case.code} is withdrawn.",
    )


@require_POST
def appeal(request: VisitedRequest, public_id: UUID) -> HttpResponse:
    """Ask that a decision be looked at again."""
    case, form = _case(request, public_id), SayForm(request.POST, request.FILES)
    return _done(
        request,
        case,
        {"say": form},
        lambda now: services.appeal(case, form.said, by=request.user, now=now),
        "Your appeal is with support; somebody else looks at it where there is somebody else.",
    )


@require_POST
def evidence(request: VisitedRequest, public_id: UUID) -> HttpResponse:
    """Order everything that is known of the case as one file."""
    case = _case(request, public_id)
    order = packs.order(case, account=request.account, by=request.user, now=timezone.now())
    tasks.ring_downloads([order.pk])
    messages.success(request, "The evidence is being packed. You are told when it is ready.")
    return redirect("accounts:downloads")


@require_safe
def attachment(request: VisitedRequest, public_id: UUID, file: UUID) -> FileResponse:
    """A file as it was received, to be saved and never shown in the page."""
    case = _case(request, public_id)
    said = Attachment.objects.filter(message__case=case, message__is_note=False)
    kept = get_object_or_404(said, public_id=file)
    return downloads.to_save(kept.file, kept.name)


def show(
    request: VisitedRequest, case: Case, bound: dict[str, forms.Form] | None = None
) -> HttpResponse:
    """The case's page, with a form that was refused and why."""
    now = timezone.now()
    state, kind = CaseState(case.state), CaseKind(case.kind)
    may_write = request.visit is None and permissions.can_answer(request.user, case, now)
    may = moves.verbs(Party.OPENER, state) if may_write else ()
    has_places = kind in HAS_APPEARANCES
    invalid = next(iter((bound or {}).values()), None)
    context: dict[str, Any] = {
        "title": case.title,
        "case": case,
        "said": found.conversation(case, with_notes=False),
        "state": state,
        "is_overdue": found.is_overdue(case, now),
        "is_over": state in OVER,
        "expects_answer": state in deadlines.SUPPORT_IS_TO_ANSWER,
        "can_write": may_write and (state in moves.OPENER_WRITES or "answer" in may),
        "can_withdraw": "withdraw" in may,
        "can_appeal": "appeal" in may and bool(case.appeal_until and now < case.appeal_until),
        "can_evidence": request.visit is None,
        "can_add": may_write and has_places and state not in OVER,
        "has_places": has_places,
        "places": appearances.of_case(case) if has_places else [],
        "form": invalid,
        "say": SayForm(),
        "back": WithdrawForm(prefix="back"),
        "place": AppearanceForm(prefix="place"),
        **(bound or {}),
    }
    status = 422 if invalid is not None else 200
    return htmx.render(request, "cases/case.html", "cases/_case.html", context, status=status)


def _done(
    request: VisitedRequest,
    case: Case,
    bound: dict[str, forms.Form],
    act: Callable[[datetime], object],
    success: str,
) -> HttpResponse:
    """Do it and go back to the case, or show the case with why it was not done."""
    (form,) = bound.values()
    if not form.is_valid():
        return show(request, case, bound)
    try:
        act(timezone.now())
    except (NotThere, TooLate) as why:
        messages.warning(request, str(why))
    else:
        messages.success(request, success)
    return redirect("cases:case", case.public_id)


def _case(request: VisitedRequest, public_id: UUID) -> Case:
    mine = found.visible_to(request.user, request.account)
    named = mine.select_related("artist", "organisation", "opened_by", "answerer")
    return get_object_or_404(named, public_id=public_id)


def _subject(request: VisitedRequest, reference: str, now: datetime) -> Subject:
    if not reference:
        return NO_LINE
    try:
        return subjects.find(reference, request.account, now)
    except UnknownSubject as why:
        raise Http404(str(why)) from why


def _case_form(request: VisitedRequest, subject: Subject) -> CaseForm:
    if request.method == "POST":
        return CaseForm(request.POST, request.FILES)
    asked = request.GET.get("kind", "")
    kind = asked if asked in set(CaseKind) else subject.case_kind.value
    reference = f"{subject.kind}:{subject.key}" if subject.key else ""
    return CaseForm(initial={"kind": kind, "subject": reference})
