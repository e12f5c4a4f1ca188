"""Answers of an organisation that wait for a second person: prepared, approved once, or refused.

What is approved is saved as of then, by whoever approves it; until then nothing of it is in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import audit, notifications
from artistportal.accounts.services.audit import Fact
from artistportal.accounts.services.notifications import News
from artistportal.roster.models import Artist, Organisation
from consent import permissions
from consent.domain import approvals as rules
from consent.domain.acts import Cause
from consent.domain.approvals import ApprovalState
from consent.models import Approval, Decision, Request
from consent.queries import acts
from consent.queries.bulk import Line, Outcome
from consent.services import bulk, decisions, pen, requests
from consent.services.decisions import Occasion, Stale
from consent.services.requests import Given


class NotOpen(ValueError):
    """Nobody answers it any more; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody of an organisation would say, as their form said it, and after what."""

    organisation: Organisation
    artist: Artist
    asked: dict[str, Any]
    lines: Sequence[Line]
    sentence: str
    seen: int


@transaction.atomic
def prepare(*, by: User, draft: Draft, now: datetime) -> Approval:
    """Let an answer wait for a second person; the same form again is the same answer."""
    authority = permissions.authority(by, draft.artist, draft.organisation, now)
    for choice in bulk.choices_of(draft.lines):
        permissions.check_can_decide(authority, choice.use, choice.kind)
    pen.take()
    row = Approval(
        organisation=draft.organisation,
        artist=draft.artist,
        asked=draft.asked,
        works=sum(line.outcome is Outcome.CHANGES for line in draft.lines),
        seen=draft.seen,
        sentence=draft.sentence[:500],
        expires_at=now + rules.LASTS,
    )
    return _kept(row, by, now)


@transaction.atomic
def prepare_answer(  # whose yes, to what, for whom, in whose name, and when
    *,
    by: User,
    artist: Artist,
    request: Request,
    given: Given,
    organisation: Organisation,
    now: datetime,
) -> Approval:
    """Let a yes to a request wait for a second person; a no beside it is saved at once."""
    yes = {use: said for use, said in given.answers.items() if said}
    no = {use: said for use, said in given.answers.items() if not said}
    works = requests.works_allowed(
        by=by, artist=artist, request=request, organisation=organisation, uses=yes, now=now
    )
    seen = given.seen or 0
    if no:
        saved = requests.answer(
            by=by,
            artist=artist,
            request=request,
            given=Given(no, given.seen),
            organisation=organisation,
            now=now,
        )
        seen = max([seen, *(decision.number for decision in saved)])
    pen.take()
    tool = request.licence.tool
    row = Approval(
        organisation=organisation,
        artist=artist,
        request=request,
        asked={use.value: "yes" for use in yes},
        works=works,
        seen=seen,
        sentence=rules.answer_in_words(yes, tool.name, works, artist.name, request.code)[:500],
        expires_at=min(now + rules.LASTS, request.deadline_at),
    )
    return _kept(row, by, now)


def approve(
    *, by: User, approval: Approval, lines: Sequence[Line], seen: int, now: datetime
) -> list[Decision]:
    """Save what was prepared, as of now; a second time it changes nothing.

    Raises `Stale` where anything was decided for the artist after what this person saw, and
    `NotToBeAnswered` where the request takes the answer no more.
    """
    with transaction.atomic():
        requests.hold(approval.request_id)
        pen.take()
        row = _locked(approval)
        permissions.check_can_approve(by, row, now)
        if row.state(now) is ApprovalState.APPROVED:
            return list(row.act.decisions) if row.act else []
        _check_open(row, now)
        newest = Decision.objects.of_artist(row.artist).newest_first().first()
        if newest is not None and newest.number > seen:
            raise Stale(newest)
        saved = _said(row, lines, by, now)
        new = [d for d in saved if newest is None or d.number > newest.number]
        row.act = acts.of(new[0]) if new else None
        _answer(row, by, now, reason="")
        _record(
            row,
            "approval.approved",
            f"{by.name} approved what {row.prepared_by.name} prepared: {row.sentence}",
            by,
            now,
        )
    return saved


@transaction.atomic
def refuse(*, by: User, approval: Approval, reason: str, now: datetime) -> Approval:
    """Say no to what was prepared, and why; nothing is saved."""
    row = _locked(approval)
    permissions.check_can_approve(by, row, now)
    _check_open(row, now)
    reason = " ".join(reason.split())[: rules.LONGEST_REASON]
    if not reason:
        raise NotOpen("Say why not, for the person who prepared it.")
    _answer(row, by, now, reason=reason)
    _record(row, "approval.refused", f"{by.name} refused: {row.sentence}", by, now)
    return row


@transaction.atomic
def withdraw(*, by: User, approval: Approval, now: datetime) -> Approval:
    """Take back what one prepared oneself."""
    row = _locked(approval)
    permissions.check_can_withdraw_approval(by, row)
    _check_open(row, now)
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    _record(row, "approval.withdrawn", f"{by.name} took back: {row.sentence}", by, now)
    return row


@transaction.atomic
def ask_above(*, organisation: Organisation, above: int, by: User, now: datetime) -> None:
    """Set above how many works a second person is asked; everybody who approves is told."""
    permissions.check_can_set_second_person(by, organisation, now)
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = row.second_person_above
    if before == above:
        return
    row.second_person_above = above
    row.save(update_fields=["second_person_above"])
    key = f"organisation:{row.public_id}"
    sentence = f"{by.name} asks a second person above {above:,} works, not {before:,}"
    audit.record(
        Fact(
            "organisation.second_person",
            key,
            sentence,
            [key],
            before={"second_person_above": before},
            after={"second_person_above": above},
        ),
        by=by,
        now=now,
    )
    told = [person for person in permissions.licensers(row, now) if person != by]
    news = News(Topic.TEAM, sentence, f"{sentence}, for {row}.", "/approvals/", key)
    notifications.tell(news, to=told, now=now)


def _kept(row: Approval, by: User, now: datetime) -> Approval:
    """Store it and ask the others, unless the same waits already. Under the pen."""
    same = Approval.objects.open(now).filter(
        organisation=row.organisation,
        artist=row.artist,
        prepared_by=by,
        request=row.request,
        asked=row.asked,
    )
    found = same.first()
    if found:
        return found
    row.prepared_by, row.prepared_at = by, now
    row.save()
    _record(row, "approval.prepared", f"Prepared for a second person: {row.sentence}", by, now)
    others = permissions.approvers(row, now)
    _tell(row, f"{by.name} asks for your approval", others, now)
    return row


def _said(row: Approval, lines: Sequence[Line], by: User, now: datetime) -> list[Decision]:
    """What was prepared, recorded as of now: the answer to its request, or the lines."""
    if row.request is None:
        return decisions.record_all(
            by=by,
            artist=row.artist,
            choices=bulk.choices_of(lines),
            organisation=row.organisation,
            now=now,
            occasion=Occasion(Cause.BULK, prepared_by=row.prepared_by),
        )
    return requests.answer(
        by=by,
        artist=row.artist,
        request=row.request,
        given=Given(row.answers, prepared_by=row.prepared_by),
        now=now,
        organisation=row.organisation,
    )


def _locked(approval: Approval) -> Approval:
    rows = Approval.objects.select_related(
        "organisation", "artist", "prepared_by", "act", "request"
    )
    return rows.select_for_update(of=("self",)).get(pk=approval.pk)


def _check_open(row: Approval, now: datetime) -> None:
    state = row.state(now)
    if state is not ApprovalState.OPEN:
        raise NotOpen(f"This is {state.label.lower()} already, so nothing changed.")


def _answer(row: Approval, by: User, now: datetime, *, reason: str) -> None:
    row.answered_by, row.answered_at, row.reason = by, now, reason
    row.save(update_fields=["answered_by", "answered_at", "reason", "act"])
    said = "refused" if reason else "approved"
    text = f"{by.name} {said} what you prepared."
    _tell(row, text, [row.prepared_by], now, reason)


def _record(row: Approval, verb: str, sentence: str, by: User, now: datetime) -> None:
    """For the organisation; once it is saved, for the artist too."""
    concerns = [f"organisation:{row.organisation.public_id}"]
    if row.act_id:
        concerns.append(f"artist:{row.artist.public_id}")
    audit.record(
        Fact(
            verb,
            f"approval:{row.public_id}",
            sentence,
            concerns,
            after={"works": row.works, "act": str(row.act.public_id) if row.act else ""},
            reason=row.reason,
        ),
        by=by,
        now=now,
    )


def _tell(row: Approval, subject: str, to: Sequence[User], now: datetime, reason: str = "") -> None:
    why = f"\n\nWhy not: {reason}" if reason else ""
    news = News(
        Topic.TEAM,
        subject,
        f"{row.sentence}, for {row.artist} at {row.organisation}.{why}",
        f"/approvals/{row.public_id}/",
        f"organisation:{row.organisation.public_id}",
    )
    notifications.tell(news, to=to, now=now)
