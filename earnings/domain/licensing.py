"""Which licences a use belongs to: one with each organisation that holds a leg of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

import polars as pl

from artistportal.roster.domain.uses import LEGS, Use
from earnings.domain.lines import MOMENT, USES, Columns
from earnings.domain.sides import KINDS

_RIGHTS: Columns = {"work": pl.Int64, "kind": KINDS, "organisation": pl.Int64}
RIGHT_SCHEMA: Final = pl.Schema(_RIGHTS)


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


def claims(works: pl.DataFrame, rights: pl.DataFrame) -> pl.DataFrame:
    """Whose a use of a work is: `work`, `use`, `organisation`, one row for each organisation that
    holds a leg which the use needs.

    `works` are of `cells.WORK_SCHEMA`, `rights` of `RIGHT_SCHEMA`: whose the legs of each work are.
    Where the catalogue has no leg that the use needs, it is whose the work itself is.
    """
    of_legs = rights.lazy().join(_needs().lazy(), on="kind").select("work", "use", "organisation")
    own = (
        works.lazy().select("work", "organisation").unique().join(_every_use().lazy(), how="cross")
    )
    without_leg = own.join(of_legs, on=["work", "use"], how="anti")
    columns = ["work", "use", "organisation"]
    return pl.concat([of_legs.unique(), without_leg.select(columns)]).collect()


def with_needs(used: pl.DataFrame) -> pl.DataFrame:
    """Rows with a `use`, one for each kind of leg that it needs, in `needed`."""
    return used.join(_needs().rename({"kind": "needed"}), on="use")


def number_of(agreements: Sequence[Agreement]) -> pl.Expr:
    """The licence of an organisation that each line belongs to: of those in force when its use
    began the newest that covers it, else the newest of them, else the newest of all.

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


@cache
def _every_use() -> pl.DataFrame:
    return pl.DataFrame({"use": [use.value for use in Use]}, schema={"use": USES})


@cache
def _needs() -> pl.DataFrame:
    """The kinds of leg that each use needs: `use`, `kind`."""
    rows = [(use.value, kind.value) for use, kinds in LEGS.items() for kind in kinds]
    return pl.DataFrame(rows, schema={"use": USES, "kind": KINDS}, orient="row")
