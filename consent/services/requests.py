"""Requests: proposed to everybody who holds consent, answered use by use, withdrawn.

propose ──▶ open ── answer ──▶ decisions of the log, which keep this request as their occasion
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from artistportal.accounts.models import User
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, Organisation, Work
from artistportal.roster.models.batches import among_ids
from consent import permissions
from consent.domain import requests as rules
from consent.domain.acts import Cause
from consent.domain.authorities import Authority
from consent.domain.requests import Ask, Part
from consent.models import Decision, Request, RequestLeg, RequestPart, RequestWork, Terms, Tool
from consent.queries import request_plans
from consent.queries import requests as found
from consent.queries.request_plans import Found, Plan
from consent.services import bulk, decisions, request_letters
from consent.services.choices import Choice
from consent.services.decisions import Occasion

BATCH = 2_000


class NotToBeAsked(ValueError):
    """The request cannot be made as it is; the sentences say why."""


class NotToBeAnswered(ValueError):
    """The request takes no answer, or not this one; the sentence says why."""


class NotToBeWithdrawn(ValueError):
    """There is nothing left to withdraw; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Words:
    """What people read: for whom it is asked, why, and what came of it elsewhere."""

    title: str
    message: str = ""
    sample_url: str = ""
    example_units: int = 1_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is asked under one version of terms, and by whom: the tool or the organisation."""

    terms: Terms
    proposer: Tool | Organisation
    words: Words
    ask: Ask
    works: Found


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody answers for some uses, and the newest decision their form showed.

    `prepared_by` is who chose it, where another person approves it and so answers.
    """

    answers: Mapping[Use, bool]
    seen: int | None = None
    prepared_by: User | None = None


@transaction.atomic
def propose(*, by: User, proposal: Proposal, now: datetime) -> Request:
    """Ask everybody who holds consent over a leg of the works, and write to them."""
    permissions.check_can_propose(by, proposal.proposer, now)
    licence = proposal.terms.licence
    if proposal.proposer not in (licence.tool, licence.organisation):
        raise PermissionDenied(f"{licence.code} is between others.")
    plan = request_plans.plan(proposal.terms, proposal.ask, proposal.works, now)
    if plan.refusals:
        raise NotToBeAsked(" ".join(plan.refusals))
    # Locks the tool on PostgreSQL, so that two requests never take one number.
    Tool.objects.select_for_update().order_by("pk").first()
    _check_pace(proposal.proposer, now)
    request = _stored(proposal, by, now)
    _store_parts(request, plan)
    request_letters.ask(request, now)
    return request


def withdraw(*, by: User, request: Request, now: datetime) -> Request:
    """Take a request back; what was answered stays as it is."""
    permissions.check_can_propose(by, request.proposer, now)
    with transaction.atomic():
        held = _held(request, now)
        if not held.standing.takes_answers:
            raise NotToBeWithdrawn(held.standing.refusal)
        held.request.withdrawn_at = now
        held.request.save(update_fields=["withdrawn_at"])
    return held.request


def answer(  # who, for whom, what, to what, when, and in whose name
    *,
    by: User,
    artist: Artist,
    request: Request,
    given: Given,
    now: datetime,
    organisation: Organisation | None = None,
) -> list[Decision]:
    """Record a yes or a no for each use, over every work that the artist is asked about.

    A yes takes all of a use that is left to the person; all parts or none are saved. Raises
    `Stale` when something that touches it was decided after `seen`, and `NeedsSecondPerson` for a
    yes over more works than the organisation lets one person answer for.
    """
    with transaction.atomic():
        taken = _taken(by, artist, request, organisation, list(given.answers), now)
        choices = _choices(taken.request, artist, taken.parts, given.answers)
        if organisation is not None and given.prepared_by in (None, by):
            bulk.check_one_may(_works(choices), organisation)
        saved = decisions.record_all(
            by=by,
            artist=artist,
            choices=choices,
            now=now,
            organisation=organisation,
            seen=given.seen,
            occasion=Occasion(Cause.REQUEST, request=taken.request, prepared_by=given.prepared_by),
        )
        _check_heard(taken.request, artist, saved, organisation, now)
        for part in taken.parts:
            part.is_yes, part.given_by, part.given_at = given.answers[Use(part.use)], by, now
        RequestPart.objects.bulk_update(taken.parts, ["is_yes", "given_by", "given_at"])
        request_letters.report_when_answered(taken.request, now)
    return saved


def works_allowed(  # what `answer` takes
    *,
    by: User,
    artist: Artist,
    request: Request,
    organisation: Organisation,
    uses: Collection[Use],
    now: datetime,
) -> int:
    """For how many works this person's yes to these uses would be; refused as `answer` refuses."""
    with transaction.atomic():
        taken = _taken(by, artist, request, organisation, uses, now)
        return _works(_choices(taken.request, artist, taken.parts, dict.fromkeys(uses, True)))


def hold(request: int | None) -> None:
    """Hold a request's row until the transaction ends; it is held before the pen is taken."""
    if request is not None:
        Request.objects.select_for_update().get(pk=request)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A request that takes answers, and the parts of it that this person may answer."""

    request: Request
    parts: list[RequestPart]


def _taken(
    by: User,
    artist: Artist,
    request: Request,
    organisation: Organisation | None,
    uses: Collection[Use],
    now: datetime,
) -> _Taken:
    authority = permissions.authority(by, artist, organisation, now)
    held = _held(request, now)
    if held.standing.refusal:
        raise NotToBeAnswered(held.standing.refusal)
    if organisation not in (None, held.request.licence.organisation):
        raise PermissionDenied(f"{organisation} is no party to {held.request.licence.code}.")
    return _Taken(held.request, _answered(held.request, artist, uses, authority))


def _works(choices: Iterable[Choice]) -> int:
    return len({choice.work for choice in choices if choice.is_yes})


@dataclass(frozen=True, slots=True)
class _Held:
    """A request whose row this transaction holds, and where it stands."""

    request: Request
    standing: rules.Standing


def _held(request: Request, now: datetime) -> _Held:
    hold(request.pk)
    held = found.with_moments(Request.objects.filter(pk=request.pk)).get()
    return _Held(held, rules.standing(found.moments(held), now))


def _check_pace(proposer: Tool | Organisation, now: datetime) -> None:
    """Withdrawn requests count too: their letters are written."""
    by = {"by_tool" if isinstance(proposer, Tool) else "by_organisation": proposer}
    of_today = Request.objects.filter(made_at__gt=now - rules.A_DAY, made_at__lte=now, **by)
    if of_today.count() >= rules.MOST_A_DAY:
        raise NotToBeAsked(
            f"{proposer} has asked {rules.MOST_A_DAY} times within a day, and each time people are"
            " written to: ask about more works at once, or tomorrow."
        )


def _stored(proposal: Proposal, by: User, now: datetime) -> Request:
    newest = Request.objects.aggregate(newest=Max("number"))["newest"] or 0
    ask, words, proposer = proposal.ask, proposal.words, proposal.proposer
    return Request.objects.create(
        number=newest + 1,
        terms=proposal.terms,
        by_tool=proposer if isinstance(proposer, Tool) else None,
        by_organisation=proposer if isinstance(proposer, Organisation) else None,
        made_by=by,
        made_at=now,
        deadline_at=ask.deadline_at,
        title=words.title,
        message=words.message,
        sample_url=words.sample_url,
        uses=[use.value for use in Use if use in ask.uses],
        territories=None if ask.territories is None else sorted(ask.territories),
        ends_at=ask.ends_at,
        example_units=words.example_units,
    )


def _store_parts(request: Request, plan: Plan) -> None:
    asking = plan.asking
    RequestWork.objects.bulk_create(
        [RequestWork(request=request, work_id=work) for work in asking.works], batch_size=BATCH
    )
    order = sorted(asking.parts, key=lambda part: (part.artist, part.use, part.kind))
    parts = RequestPart.objects.bulk_create([_part(request, part) for part in order])
    RequestLeg.objects.bulk_create(
        [
            RequestLeg(part=stored, work_id=leg)
            for stored, part in zip(parts, order, strict=True)
            for leg in sorted(asking.parts[part])
        ],
        batch_size=BATCH,
    )


def _part(request: Request, part: Part) -> RequestPart:
    return RequestPart(
        request=request, artist_id=part.artist, use=part.use.value, kind=part.kind.value
    )


def _answered(
    request: Request, artist: Artist, uses: Collection[Use], authority: Authority
) -> list[RequestPart]:
    """The parts that the answers are about and the person may decide."""
    about = request.parts.of_artist(artist).filter(use__in=[use.value for use in uses])
    asked = list(about.order_by("pk"))
    if not asked:
        raise NotToBeAnswered(f"{artist} is not asked about this.")
    refusals = [authority.refusal(Use(part.use), WorkKind(part.kind)) for part in asked]
    left = [part for part, refusal in zip(asked, refusals, strict=True) if refusal is None]
    if not left:
        raise PermissionDenied(next(filter(None, refusals)))
    return left


def _choices(
    request: Request, artist: Artist, parts: list[RequestPart], answers: Mapping[Use, bool]
) -> list[Choice]:
    """One choice for each use and work over which the artist still holds consent."""
    legs = found.legs_held([part.pk for part in parts], artist.pk)
    rows = list(legs.order_by("part", "work").values_list("part", "work").distinct())
    works = Work.objects.filter(pk__in=among_ids({work for _, work in rows})).in_bulk()
    use_of = {part.pk: Use(part.use) for part in parts}
    limits = None if request.territories is None else frozenset(request.territories)
    tool = request.licence.tool
    return [
        Choice(True, works[work], tool, use, limits, request.terms, ends_at=request.ends_at)
        if answers[use := use_of[part]]
        else Choice(False, works[work], tool, use)
        for part, work in rows
    ]


def _check_heard(
    request: Request,
    artist: Artist,
    saved: list[Decision],
    organisation: Organisation | None,
    now: datetime,
) -> None:
    """A yes under a mandate never answers a no that the artist gave in person."""
    if organisation is None or not any(decision.is_yes for decision in saved):
        return
    said_yes = [(d.work_id, Use(d.use)) for d in saved if d.is_yes]
    if not request_plans.are_allowed(request, artist, said_yes, now):
        raise NotToBeAnswered(
            f"{artist} has said no to some of this in person; only {artist} answers that."
        )
