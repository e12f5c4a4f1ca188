"""Requests to an artist: what is asked, what an answer would do, and answering in a step."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from artistportal import htmx
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.domain.uses import Use
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Artist, Organisation
from consent import tasks
from consent.domain import worked_examples
from consent.forms import AnswersForm, SeenForm
from consent.models import Decision, RequestPart
from consent.queries import decisions as log
from consent.queries import request_effects, request_plans, requests
from consent.queries.approvals import waiting_answers
from consent.queries.requests import Asked
from consent.services import approvals, decisions
from consent.services import requests as services
from consent.services.bulk import NeedsSecondPerson
from consent.services.requests import Given
from consent.views import subjects
from consent.views.saved import told
from consent.views.subjects import Page

PAGE_SIZE = 20
WORKS_SIZE = 50
NOT_ASKED = "No such request to this artist."


@require_safe
def inbox(request: AccountRequest, artist: UUID | None = None) -> HttpResponse:
    """What waits for an answer, the nearest deadline first; then what is decided or closed."""
    now = timezone.now()
    page = subjects.page(request, artist, None, now)
    return _inbox(request, page, now)


@require_safe
def detail(request: AccountRequest, public_id: UUID, artist: UUID | None = None) -> HttpResponse:
    """One request with all that is asked, its price worked out, and the form to answer it."""
    now = timezone.now()
    if artist is not None or request.account.kind is AccountKind.ARTIST:
        page = subjects.page(request, artist, None, now)
        if asked := requests.to_artist(public_id, page.subject, now):
            return _detail(request, page, asked)
    if artist is None and (elsewhere := _elsewhere(request, public_id)):
        return elsewhere
    raise Http404(NOT_ASKED)


@require_safe
def review(request: AccountRequest, public_id: UUID, artist: UUID | None = None) -> HttpResponse:
    """What a yes would do, before it is saved."""
    now = timezone.now()
    page = subjects.page(request, artist, None, now)
    asked = _asked(page, public_id, now)
    _check_may_answer(asked)
    answers = _answers(asked, AnswersForm(request.GET))
    if not answers or not asked.may_answer:
        return _detail(request, page, asked, refusal=_why_not(asked))
    works = requests.works_to_allow(asked, answers, page.subject)
    context = {
        "title": "Before you save",
        "page": page,
        "asked": asked,
        "base": _base(page),
        "effects": request_effects.effects(asked, answers, page.subject, now),
        "chosen": [(use.value, "yes" if is_yes else "no") for use, is_yes in answers.items()],
        "fees": _fees(asked),
        "others": requests.others(asked, page.subject.id),
        "seen": log.newest_number(Artist(pk=page.subject.id)),
        "works": works,
        "needs_second": page.subject.needs_second_person(works),
    }
    return htmx.render(
        request, "consent/request_review.html", "consent/_request_review.html", context
    )


@require_POST
def answer(request: AccountRequest, public_id: UUID, artist: UUID | None = None) -> HttpResponse:
    """Save a no at once; a yes that was not reviewed goes by way of the review."""
    now = timezone.now()
    page = subjects.page(request, artist, None, now)
    asked = _asked(page, public_id, now)
    _check_may_answer(asked)
    answers, seen = _answers(asked, AnswersForm(request.POST)), SeenForm(request.POST)
    if not answers or not seen.is_valid():
        return _detail(request, page, asked, refusal=_why_not(asked))
    if any(answers.values()) and "reviewed" not in request.POST:
        chosen = "&".join(f"{use.value}={'yes' if said else 'no'}" for use, said in answers.items())
        return redirect(f"{_base(page)}{public_id}/review/?{chosen}")
    given = Given(answers, seen.cleaned_data["seen"])
    try:
        saved = _save(request, page, asked, given, now)
    except NeedsSecondPerson:
        return _prepare(request, page, asked, given, now)
    except (decisions.Stale, decisions.NotToBeSaid, services.NotToBeAnswered) as refusal:
        fresh = _asked(page, public_id, now)
        return _detail(request, page, fresh, refusal=str(refusal))
    tasks.tell_tools()
    messages.success(request, _receipt(saved, _asked(page, public_id, now), page))
    return redirect(f"{_base(page)}{public_id}/")


def _inbox(request: AccountRequest, page: Page, now: datetime) -> HttpResponse:
    waiting = requests.waiting(page.subject, now)
    settled = Paginator(requests.settled(page.subject, now), PAGE_SIZE)
    shown = settled.get_page(request.GET.get("page"))
    context = {
        "title": "Requests" if page.is_theirs else f"Requests to {page.subject.name}",
        "page": page,
        "base": _base(page),
        "waiting": waiting,
        "settled": requests.as_asked(shown.object_list, page.subject, now),
        "pages": shown,
        "seen": log.newest_number(Artist(pk=page.subject.id)),
    }
    return htmx.render(request, "consent/requests.html", "consent/_requests.html", context)


def _detail(
    request: AccountRequest, page: Page, asked: Asked, *, refusal: str = ""
) -> HttpResponse:
    waiting = waiting_answers(asked.request, page.subject, timezone.now())
    works = Paginator(requests.works_of(asked, page.subject.id), WORKS_SIZE)
    context = {
        "title": asked.request.title,
        "page": page,
        "base": _base(page),
        "asked": asked,
        "fees": _fees(asked),
        "waiting": waiting,
        "works": works.get_page(request.GET.get("page")),
        "others": requests.others(asked, page.subject.id),
        "seen": log.newest_number(Artist(pk=page.subject.id)),
        "refusal": refusal,
    }
    return htmx.render(
        request,
        "consent/request.html",
        "consent/_request.html",
        context,
        status=409 if refusal else 200,
    )


def _fees(asked: Asked) -> list[dict[str, str]]:
    """What each use pays, worked out for the units that the proposer chose."""
    terms = asked.request.terms
    price, units = request_plans.price_of(terms), asked.request.example_units
    name = asked.request.licence.organisation.name
    return [
        {
            "use": each.use.label,
            "fee": worked_examples.fee(price, each.use),
            "example": worked_examples.example(price, each.use, units),
            "division": worked_examples.division(price, each.use, name),
        }
        for each in asked.uses
    ]


def _answers(asked: Asked, form: AnswersForm) -> dict[Use, bool]:
    """The answers to what may be answered: all alike, or use by use."""
    if not form.is_valid():
        raise Http404("No such answer.")
    offered = [each.use for each in asked.uses if each.may_answer]
    if form.cleaned_data["all"]:
        return dict.fromkeys(offered, form.cleaned_data["all"] == "yes")
    return {use: said for use, said in form.answers.items() if use in offered}


def _check_may_answer(asked: Asked) -> None:
    """Raise the sentence for somebody who may answer no part of it, while answers are taken."""
    if asked.standing.takes_answers and not asked.may_answer:
        raise PermissionDenied(asked.uses[0].why_not)


def _why_not(asked: Asked) -> str:
    nothing = "Nothing was chosen, so nothing was saved. Choose an answer first."
    return asked.standing.refusal or nothing


def _save(
    request: AccountRequest, page: Page, asked: Asked, given: Given, now: datetime
) -> list[Decision]:
    organisation = page.subject.organisation
    return services.answer(
        by=request.user,
        artist=Artist.objects.get(pk=page.subject.id),
        request=asked.request,
        given=given,
        organisation=Organisation.objects.get(pk=organisation) if organisation else None,
        now=now,
    )


def _prepare(
    request: AccountRequest, page: Page, asked: Asked, given: Given, now: datetime
) -> HttpResponse:
    """Keep a yes for a second person, and save at once what is said no to."""
    try:
        made = approvals.prepare_answer(
            by=request.user,
            artist=Artist.objects.get(pk=page.subject.id),
            request=asked.request,
            given=given,
            organisation=asked.request.licence.organisation,
            now=now,
        )
    except (decisions.Stale, decisions.NotToBeSaid, services.NotToBeAnswered) as refusal:
        return _detail(request, page, asked, refusal=str(refusal))
    tasks.tell_tools()
    no = "" if all(given.answers.values()) else " What you said no to is saved."
    messages.success(
        request, f"Prepared. No yes is in force until a second person approves it.{no}"
    )
    return redirect("consent:approval", public_id=made.public_id)


def _receipt(saved: list[Decision], asked: Asked, page: Page) -> str:
    """What was saved, with the way to its receipts and back, and who is still to answer."""
    others = requests.others(asked, page.subject.id) if asked.says_yes else None
    still_open = f" Still open: {', '.join(others.open)}." if others and others.open else ""
    if not saved:
        return f"Saved: {asked.outcome.label.lower()}.{still_open}"
    return format_html("{}{}", told(saved), still_open)


def _asked(page: Page, public_id: UUID, now: datetime) -> Asked:
    asked = requests.to_artist(public_id, page.subject, now)
    if asked is None:
        raise Http404(NOT_ASKED)
    return asked


def _elsewhere(request: AccountRequest, public_id: UUID) -> HttpResponse | None:
    """From a mail: the request is to another of the artists for whom this person acts."""
    artists = {a.id: a for a in request.accounts if a.kind == AccountKind.ARTIST}
    parts = RequestPart.objects.filter(request__public_id=public_id, artist__in=artists)
    asked = [artists[pk] for pk in parts.values_list("artist", flat=True).distinct()]
    if not asked:
        return None
    context = {"title": "A request to somebody else", "asked": asked}
    return render(request, "consent/request_elsewhere.html", context)


def _base(page: Page) -> str:
    return reverse("consent:requests") if page.is_theirs else f"{page.artist_base}requests/"
