"""Claims: uses that a tool reported although they were refused at their moment. Pure.

One claim stands for all such uses of a work, for one use, in one month, under one licence or none,
for one reason of the rule. A claim follows the facts: what is found anew is compared with what was
known, and what the reports and the log no longer say is withdrawn, with the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

import polars as pl

from artistportal.money import LARGEST
from consent.domain.reasons import Reason, Status
from earnings.domain import clearings, licensing
from earnings.domain.clearings import Consent
from earnings.domain.licensing import Agreement
from earnings.domain.lines import MOMENT, USES, Columns

REFUSALS: Final = frozenset(r.value for r in Reason if r.status is Status.REFUSED)
# What these rest on is nobody's decision.
UNDECIDED: Final = frozenset(
    {
        Reason.SILENCE.value,
        Reason.NO_LICENCE.value,
        Reason.LICENCE_LACKS_USE.value,
        Reason.LICENCE_LACKS_TERRITORY.value,
        Reason.LICENCE_NOT_BEGUN.value,
        Reason.LICENCE_ENDED.value,
    }
)
_FOUND: Columns = {
    "work": pl.Int64,
    "use": USES,
    "licence": pl.Int64,  # its number; null where the tool has none with the work's organisation
    "reason": pl.String,
    "units": pl.Int64,
    "first_used_at": MOMENT,
    "last_used_at": MOMENT,
    "reports": pl.List(pl.Int64),  # their numbers, ascending
    "territory": pl.String,  # one in which the first of these uses was refused ...
    "refused_until": MOMENT,  # ... and when that use ended; null where it does not matter
}
FOUND_SCHEMA: Final = pl.Schema(_FOUND)
KEY: Final = ["work", "use", "licence", "reason"]
NOTHING: Final = pl.DataFrame(schema=FOUND_SCHEMA)


class ClaimState(StrEnum):
    """Whether a claim stands."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class Withdrawal(StrEnum):
    """Why a claim no longer stands."""

    NOT_REPORTED = "No line that counts reports this use any more."
    CLEARED = "By what is known now, the use was cleared."
    OTHER_CLAIM = "It is claimed for another reason, or under another licence, now."


class Key(NamedTuple):
    """What makes a claim of a tool and month one claim."""

    work: int
    use: str
    licence: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What a claim says: how often, when, told by which reports, against which decision."""

    units: int
    first_used_at: datetime
    last_used_at: datetime
    reports: tuple[int, ...]
    decision: int | None = None
    amount_micros: int | None = None  # None where nothing was agreed about such uses
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """What a licence's terms ask for a unit that was used without clearance."""

    micros: int
    currency: str


def at_rate(figures: Figures, rate: Rate | None) -> Figures:
    """The figures with what the units come to; without it where there is no rate, or too much."""
    amount = figures.units * rate.micros if rate else LARGEST + 1
    if rate is None or amount > LARGEST:
        return figures
    return replace(figures, amount_micros=amount, currency=rate.currency)


def refused(cells: pl.DataFrame) -> pl.DataFrame:
    """`work`, `use` of which some cell (`cells.CELL_SCHEMA`) was refused."""
    is_refused = pl.col("reason").cast(pl.String).is_in(sorted(REFUSALS))
    return cells.filter(is_refused).pipe(used)


def used(cells: pl.DataFrame) -> pl.DataFrame:
    """`work`, `use` that some cell counts; a line withdrawn by a quantity of 0 counts none."""
    is_used = pl.col("work").is_not_null() & (pl.col("units") > 0)
    return cells.filter(is_used).select("work", "use").unique()


def gathered(
    lines: pl.LazyFrame, consent: Consent, agreements: Mapping[int, Sequence[Agreement]]
) -> pl.DataFrame:
    """Rows of `FOUND_SCHEMA`, in the order of their key, from matched lines that count.

    The lines have the `organisation` that holds the work; `agreements` are the tool's licences by
    organisation. Only what the rule refuses is a claim: of what nobody can know, nobody can.
    """
    moving = pl.col("work").is_in(consent.moving_works()["work"].implode())
    key = ["work", "use", "territory", "report", "licence", "at", "until"]
    small = (
        lines.filter(pl.col("quantity") > 0)
        .with_columns(
            licence=_licence(agreements),
            at=pl.when(moving).then("used_from"),
            until=pl.when(moving).then("used_until"),
        )
        .group_by(key)
        .agg(
            units=pl.col("quantity").cast(pl.Int128).sum(),
            first_used_at=pl.col("used_from").min(),
            last_used_at=pl.col("used_from").max(),
        )
        .collect(engine="streaming")
        .rename({"at": "used_from", "until": "used_until"})
    )
    judged = clearings.judge(small.lazy(), consent).rename({"refusal": "reason"})
    return (
        judged.filter(pl.col("reason").is_in(sorted(REFUSALS)))
        .sort("first_used_at", "territory", "used_until", "report")
        .group_by(KEY, maintain_order=True)
        .agg(
            pl.col("units").sum().cast(pl.Int64),
            pl.col("first_used_at").min(),
            pl.col("last_used_at").max(),
            reports=pl.col("report").unique().sort(),
            territory=pl.col("territory").first(),
            refused_until=pl.col("used_until").first(),
        )
        .sort(KEY, nulls_last=True)
        .select(FOUND_SCHEMA.names())
        .collect()
    )


def withdrawal(key: Key, reported: Collection[tuple[int, str]], found: pl.DataFrame) -> Withdrawal:
    """Why a claim is no longer found; `reported` are the works and uses of lines that count."""
    if (key.work, key.use) not in reported:
        return Withdrawal.NOT_REPORTED
    same = (pl.col("work") == key.work) & (pl.col("use") == key.use)
    return Withdrawal.CLEARED if found.filter(same).is_empty() else Withdrawal.OTHER_CLAIM


def _licence(agreements: Mapping[int, Sequence[Agreement]]) -> pl.Expr:
    """The licence of the organisation that holds the work, by number."""
    nothing = pl.lit(None, pl.Int64)
    return pl.coalesce(
        *(
            pl.when(pl.col("organisation") == organisation).then(licensing.number_of(between))
            for organisation, between in sorted(agreements.items())
        ),
        nothing,
    )
