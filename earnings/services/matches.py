"""Matches: somebody says which work an identifier means that the catalogue does not know.

A match stands until it is withdrawn. Either way, exactly the months of tools are computed anew
whose archived lines name the identifier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from artistportal.accounts.models import User
from artistportal.roster.models import Work
from earnings import permissions
from earnings.models import IdentifierMatch
from earnings.queries import catalogue
from earnings.services import replays
from earnings.services.replays import Named
from earnings.services.report_dues import Due


class NotMatched(ValueError):
    """The match cannot be made, or is not there any more; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The match, the jobs that wait because of it, and how many months of tools it touches."""

    match: IdentifierMatch
    due: Due
    months: int


def confirm(*, identifier: str, work: Work, reason: str, by: User, now: datetime) -> Matched:
    """From now on lines with the identifier mean the work.

    By support, or by an owner, manager or editor of the organisation that holds the work, where all
    lines that name the identifier belong to licences of that organisation.
    """
    permissions.check_can_match(by, work, now)
    named = check_unknown(identifier)
    permissions.check_lines_are_theirs(by, work, replays.holders(named))
    try:
        with transaction.atomic():
            match = IdentifierMatch.objects.create(
                identifier=identifier, work=work, reason=reason[:300], made_by=by, made_at=now
            )
            due = replays.due(named, [work], now)
    except IntegrityError as clash:
        raise NotMatched(f"Somebody else has just matched {identifier}.") from clash
    return Matched(match, due, len(named))


def check_unknown(identifier: str) -> list[Named]:
    """The tools' months that name the identifier; raises NotMatched where none does, or where it
    is known.
    """
    if not catalogue.works_named([identifier]).is_empty():
        raise NotMatched(f"{identifier} is known by now, so there is nothing to match.")
    named = replays.naming([identifier])
    if not named:
        raise NotMatched(f"No line of any report names {identifier}.")
    return named


def withdraw(*, match: IdentifierMatch, by: User, now: datetime) -> Matched:
    """From now on the identifier is unknown again; what was paid by it is taken back."""
    permissions.check_can_match(by, match.work, now)
    named = replays.naming([match.identifier])
    with transaction.atomic():
        standing = IdentifierMatch.objects.standing().filter(pk=match.pk)
        if not standing.update(withdrawn_by=by, withdrawn_at=now):
            raise NotMatched(f"The match of {match.identifier} was withdrawn before.")
        due = replays.due(named, [match.work], now)
    match.refresh_from_db()
    return Matched(match, due, len(named))
