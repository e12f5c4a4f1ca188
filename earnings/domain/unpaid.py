"""What a tool's month holds back, from whom and why: rows that a page can show. Pure.

`held` and `disputed` money has an amount; `excluded` uses have none. Where a split sheet names the
payee, the row is theirs. Where none does, everybody who can mend it has a row: the licence's
organisation and the artists credited.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import polars as pl

from artistportal.roster.domain.uses import Use
from earnings.domain.lines import Columns, add_up
from earnings.domain.sides import LEG_SET_OF_USE


class Waiting(StrEnum):
    """How money or uses wait."""

    HELD = "held"
    DISPUTED = "disputed"
    EXCLUDED = "excluded"

    @property
    def label(self) -> str:
        return self.value.capitalize()


MOST_WORKS: Final = 50
MOST_IDENTIFIERS: Final = 250
LONGEST_NAME: Final = 300
_OWNERS: Columns = {"payee": pl.Int64, "artist": pl.Int64, "organisation": pl.Int64}
_UNPAID: Columns = {
    **_OWNERS,  # one of the three; the others are null
    "work": pl.Int64,  # null: all works beyond the first fifty
    "works": pl.Int64,
    "waiting": pl.String,
    "reason": pl.String,
    "currency": pl.String,
    "units": pl.Int64,
    "amount_micros": pl.Int64,  # null where there is none
}
UNPAID_SCHEMA: Final = pl.Schema(_UNPAID)
_WHY: Final = ["waiting", "reason", "currency"]
_FIGURES: Final = ["units", "amount_micros"]
_UNMATCHED: Columns = {
    "organisation": pl.Int64,  # null where the lines belong to no licence
    "identifier": pl.String,  # "" for all identifiers beyond the first 250
    "identifiers": pl.Int64,
    "title": pl.String,
    "artist": pl.String,
    "currency": pl.String,
    "units": pl.Int64,
    "amount_micros": pl.Int64,
}
UNMATCHED_SCHEMA: Final = pl.Schema(_UNMATCHED)

Allocations = Mapping[tuple[str, int], list[pl.LazyFrame]]


def held_back(allocations: Allocations) -> pl.DataFrame:
    """The allocations' rows that wait, gathered: `payee` (or null), `organisation`, `work`, `use`,
    `waiting`, `reason`, `currency`, `units`, `amount_micros`.

    `allocations` are of `allocations.ALLOCATION_SCHEMA`, by currency and organisation.
    """
    waits = [Waiting.HELD.value, Waiting.DISPUTED.value]
    key = ["payee", "organisation", "work", "use", *_WHY]
    frames = [
        frame.filter(pl.col("outcome").cast(pl.String).is_in(waits)).select(
            "payee",
            "work",
            "use",
            "units",
            "amount_micros",
            waiting=pl.col("outcome").cast(pl.String),
            reason=pl.col("reason").cast(pl.String),
            currency=pl.lit(currency),
            organisation=pl.lit(organisation, pl.Int64),
        )
        for (currency, organisation), of_party in sorted(allocations.items())
        for frame in of_party
    ]
    rows = pl.concat(frames).group_by(key).agg(add_up(name) for name in _FIGURES)
    return rows.collect(engine="streaming")


def of_payees(waiting: pl.DataFrame) -> pl.DataFrame:
    """What named payees wait for: `UNPAID_SCHEMA`. Uses that several organisations' licences pay
    for are the same uses, and count once.
    """
    named = waiting.lazy().filter(pl.col("payee").is_not_null())
    key = ["payee", "work", *_WHY]
    rows = (
        named.group_by(*key, "organisation")
        .agg(add_up(name) for name in _FIGURES)
        .group_by(key)
        .agg(pl.col("units").max(), add_up("amount_micros"))
    )
    return _largest(rows, "payee")


def of_nobody(waiting: pl.DataFrame, artists: pl.DataFrame) -> pl.DataFrame:
    """What waits because no payee is named, to the organisations and to the artists credited:
    `UNPAID_SCHEMA`. `artists` are of `summaries.artists_of_works`.
    """
    unnamed = waiting.lazy().filter(pl.col("payee").is_null()).drop("payee")
    return pl.concat(
        [
            _largest(_summed(unnamed, "organisation"), "organisation"),
            _largest(_summed(_to_artists(unnamed, artists), "artist"), "artist"),
        ]
    )


def excluded(cells: pl.DataFrame, works: pl.DataFrame, artists: pl.DataFrame) -> pl.DataFrame:
    """Uses that count for nothing, to who holds the works and to the artists credited:
    `UNPAID_SCHEMA` without amounts. `cells` are of `cells.CELL_SCHEMA`, `works` of `WORK_SCHEMA`.
    """
    uses = (
        cells.lazy()
        .filter(pl.col("outcome") == Waiting.EXCLUDED.value, pl.col("work").is_not_null())
        .select(
            "work",
            "use",
            "units",
            waiting=pl.lit(Waiting.EXCLUDED.value),
            reason=pl.col("reason").cast(pl.String),
            currency=pl.lit(""),
            amount_micros=pl.lit(None, pl.Int64),
        )
    )
    holders = works.lazy().select("work", "organisation").unique("work")
    held = uses.join(holders, on="work")
    return pl.concat(
        [
            _largest(_summed(held, "organisation"), "organisation"),
            _largest(_summed(_to_artists(uses, artists), "artist"), "artist"),
        ]
    )


def unmatched(allocations: Allocations, lines: pl.LazyFrame) -> pl.DataFrame:
    """Identifiers that name no work, by organisation: `UNMATCHED_SCHEMA`.

    `lines` are matched lines that count; those of no licence belong to nobody.
    """
    names = (
        lines.filter(pl.col("work").is_null())
        .group_by("identifier")
        .agg(
            pl.col("title").min().str.slice(0, LONGEST_NAME),
            pl.col("artist").min().str.slice(0, LONGEST_NAME),
            units=add_up("quantity"),
        )
        .collect(engine="streaming")
    )
    frames = [
        frame.filter(pl.col("outcome") == "unmatched").select(
            "units",
            "amount_micros",
            identifier=pl.col("identifier").cast(pl.String),
            currency=pl.lit(currency),
            organisation=pl.lit(organisation, pl.Int64),
        )
        for (currency, organisation), of_party in sorted(allocations.items())
        for frame in of_party
    ]
    key = ["organisation", "identifier", "currency"]
    nobody = pl.lit(None, pl.Int64)
    schema = {name: UNMATCHED_SCHEMA[name] for name in (*key, *_FIGURES)}
    owned = pl.concat([pl.LazyFrame(schema=schema), *(frame.select(*schema) for frame in frames)])
    told = owned.group_by(key).agg(add_up(name) for name in _FIGURES).collect(engine="streaming")
    of_nobody = names.join(told, on="identifier", how="anti").select(
        "identifier", "units", organisation=nobody, currency=pl.lit(""), amount_micros=nobody
    )
    rows = pl.concat([told.select(*schema), of_nobody.select(*schema)])
    return _first_identifiers(rows.join(names.drop("units"), on="identifier", how="left"))


def _first_identifiers(rows: pl.DataFrame) -> pl.DataFrame:
    group = ["organisation", "currency"]
    order = [*group, "amount_micros", "units", "identifier"]
    is_first = pl.int_range(pl.len()).over(group) < MOST_IDENTIFIERS
    return (
        rows.sort(order, descending=[False, False, True, True, False], nulls_last=True)
        .with_columns(
            pl.when(is_first).then(pl.col(name)).otherwise(pl.lit("")).fill_null("").alias(name)
            for name in ("identifier", "title", "artist")
        )
        .group_by(*group, "identifier", maintain_order=True)
        .agg(
            pl.col("title", "artist").first(),
            pl.col("units").cast(pl.Int128).sum().cast(pl.Int64),
            _amount(),
            identifiers=pl.len().cast(pl.Int64),
        )
        .select(UNMATCHED_SCHEMA.names())
    )


def _to_artists(rows: pl.LazyFrame, artists: pl.DataFrame) -> pl.LazyFrame:
    """Rows of a `work` and `use`, one for each artist whose use it is, of the work they know."""
    leg_set = pl.col("use").replace_strict(
        {use.value: LEG_SET_OF_USE[use] for use in Use}, return_dtype=pl.Int8
    )
    return (
        rows.with_columns(leg_set=leg_set)
        .join(artists.lazy(), on=["work", "leg_set"])
        .drop("work")
        .rename({"shown_work": "work"})
    )


def _summed(rows: pl.LazyFrame, owner: str) -> pl.LazyFrame:
    return rows.group_by(owner, "work", *_WHY).agg(add_up("units"), _amount())


def _amount() -> pl.Expr:
    """The sum of the amounts; none where no row has one."""
    has_one = pl.col("amount_micros").count() > 0
    return pl.when(has_one).then(add_up("amount_micros")).alias("amount_micros")


def _largest(rows: pl.LazyFrame, owner: str) -> pl.DataFrame:
    """The works with the largest amounts one by one, all others together: `UNPAID_SCHEMA`."""
    group = [owner, *_WHY]
    order = [*group, "amount_micros", "units", "work"]
    place = pl.int_range(pl.len()).over(group)
    others = {name: pl.lit(None, pl.Int64) for name in _OWNERS if name != owner}
    return (
        rows.sort(order, descending=[False] * len(group) + [True, True, False], nulls_last=True)
        .with_columns(work=pl.when(place < MOST_WORKS).then("work"))
        .group_by(*group, "work", maintain_order=True)
        .agg(add_up("units"), _amount(), works=pl.len().cast(pl.Int64))
        .with_columns(**others)
        .select(UNPAID_SCHEMA.names())
        .collect()
    )
