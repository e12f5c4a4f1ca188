"""Which licence a use belongs to, where a tool and an organisation have several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A licence between one tool and one organisation, as far as time goes."""

    number: int
    from_at: datetime
    until_at: datetime | None

    def is_in_force(self, at: datetime) -> bool:
        return self.from_at <= at and (self.until_at is None or at < self.until_at)


def agreement_at(agreements: Sequence[Agreement], at: datetime) -> Agreement:
    """The licence in force at a moment, the newest where several are; else the newest of all.

    A use outside every licence still belongs to one: it is held there, a claim against the tool.
    """
    newest_last = sorted(agreements, key=lambda agreement: agreement.number)
    in_force = [agreement for agreement in newest_last if agreement.is_in_force(at)]
    return (in_force or newest_last)[-1]


def windows(
    agreements: Sequence[Agreement], number: int, from_at: datetime, until_at: datetime
) -> list[Window]:
    """The half-open stretches of a time in which a use belongs to the licence of this number."""
    moments = {from_at}
    for agreement in agreements:
        ends = [agreement.until_at] if agreement.until_at else []
        moments |= {at for at in (agreement.from_at, *ends) if from_at < at < until_at}
    ordered = [*sorted(moments), until_at]
    return [
        (start, end)
        for start, end in pairwise(ordered)
        if agreement_at(agreements, start).number == number
    ]
