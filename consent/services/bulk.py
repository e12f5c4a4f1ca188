"""Saving one answer for many works as one act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from artistportal.accounts.models import User
from artistportal.roster.models import Artist, Organisation, Work
from consent.domain import approvals
from consent.domain.acts import Cause
from consent.models import Decision
from consent.queries.bulk import Line, Outcome
from consent.queries.proposals import Saying
from consent.services import choices, decisions
from consent.services.choices import Choice
from consent.services.decisions import Occasion


class NeedsSecondPerson(ValueError):
    """An organisation's answer for so many works waits until a second person approves it."""


def save(
    *,
    by: User,
    artist: Artist,
    lines: Iterable[Line],
    now: datetime,
    organisation: Organisation | None = None,
    seen: int | None = None,
) -> list[Decision]:
    """Record what changes, all or none; what was said already is left as it stands.

    Raises `NeedsSecondPerson` for more works than the organisation lets one person answer for.
    """
    changing = [line for line in lines if line.outcome is Outcome.CHANGES]
    if organisation is not None:
        check_one_may(len(changing), organisation)
    return decisions.record_all(
        by=by,
        artist=artist,
        choices=choices_of(changing),
        organisation=organisation,
        seen=seen,
        now=now,
        occasion=Occasion(Cause.BULK),
    )


def check_one_may_say(said: Iterable[Saying], artist: Artist, organisation: Organisation) -> None:
    """Raise `NeedsSecondPerson` for a yes to all works where there are more than one answers for.

    A no is never kept waiting here: it is as easy as a yes, and takes effect at once.
    """
    if any(each.is_yes and each.work is None for each in said):
        held = Work.objects.filter(rights_holder=organisation, credits__artist=artist)
        check_one_may(held.distinct().count(), organisation)


def choices_of(lines: Iterable[Line]) -> list[Choice]:
    """What the lines that change something say, each once."""
    said = [saying for line in lines if line.outcome is Outcome.CHANGES for saying in line.said]
    return choices.from_sayings(dict.fromkeys(said))


def check_one_may(works: int, organisation: Organisation) -> None:
    """Raise `NeedsSecondPerson` for more works than the organisation lets one person answer for."""
    above = organisation.second_person_above
    if approvals.needs_second_person(works, above):
        raise NeedsSecondPerson(
            f"{organisation} asks a second person about more than {above:,} works at once,"
            " so nothing was saved. “Many works at once” lets one approve it."
        )
