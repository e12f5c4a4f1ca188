"""Which licence a use belongs to, where a tool and an organisation have several."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from earnings.domain.lines import MOMENT


@dataclass(frozen=True, slots=True)
class Agreement:
    """A licence between one tool and one organisation: what it covers and when; None means all."""

    number: int
    uses: Collection[str]
    territories: Collection[str] | None
    from_at: datetime
    until_at: datetime | None

    def is_in_force(self, at: datetime) -> bool:
        return self.from_at <= at and (self.until_at is None or at < self.until_at)


def number_of(agreements: Sequence[Agreement]) -> pl.Expr:
    """The licence that each line belongs to: of those in force when its use began the newest that
    covers it, else the newest of them, else the newest of all.

    A use outside every licence still belongs to one: it is held there, a claim against the tool.
    """
    newest_first = sorted(agreements, key=lambda agreement: agreement.number, reverse=True)
    numbers = [pl.lit(agreement.number, pl.Int64) for agreement in newest_first]
    if len(numbers) == 1:
        return numbers[0]
    in_force = [used_within(agreement.from_at, agreement.until_at) for agreement in newest_first]
    covering = [
        is_in_force & _covers(agreement)
        for is_in_force, agreement in zip(in_force, newest_first, strict=True)
    ]
    return pl.coalesce(
        *(pl.when(holds).then(number) for holds, number in zip(covering, numbers, strict=True)),
        *(pl.when(holds).then(number) for holds, number in zip(in_force, numbers, strict=True)),
        numbers[0],
    )


def used_within(from_at: datetime, until_at: datetime | None) -> pl.Expr:
    """Whether a line's use began within a half-open stretch; without an end where None."""
    used_from = pl.col("used_from")
    has_begun = used_from >= pl.lit(from_at).cast(MOMENT)
    return (
        has_begun if until_at is None else has_begun & (used_from < pl.lit(until_at).cast(MOMENT))
    )


def owners(agreements: Sequence[Agreement], from_at: datetime, until_at: datetime) -> set[int]:
    """The licences, by number, to which uses that begin within a stretch may belong."""
    ends = {at for agreement in agreements for at in (agreement.from_at, agreement.until_at) if at}
    found: set[int] = set()
    for at in {from_at, *(end for end in ends if from_at < end < until_at)}:
        in_force = {agreement.number for agreement in agreements if agreement.is_in_force(at)}
        found |= in_force or {max(agreement.number for agreement in agreements)}
    return found


def _covers(agreement: Agreement) -> pl.Expr:
    is_covered = pl.col("use").cast(pl.String).is_in(sorted(agreement.uses))
    if agreement.territories is None:
        return is_covered
    return is_covered & pl.col("territory").cast(pl.String).is_in(sorted(agreement.territories))
