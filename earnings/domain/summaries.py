"""Small tables that answer a page's question, from a month's allocations and lines. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from artistportal.roster.domain.uses import Use
from earnings.domain.cells import Outcome
from earnings.domain.lines import add_up
from earnings.domain.sides import LEG_SET_OF_USE, LEG_SETS

TOP_WORKS: Final = 100
PLACE: Final = ("payee", "work", "use", "territory", "currency")
_FIGURES: Final = ("units", "earned_micros", "held_micros")

_IS_EARNED = pl.col("outcome") == Outcome.PAYABLE.value
_IS_HELD = pl.col("outcome") == Outcome.HELD.value


def of_payees(allocations: Mapping[tuple[str, int], list[pl.LazyFrame]]) -> pl.LazyFrame:
    """All allocation rows that name a payee and a work: `PLACE`, units, earned and held micros.

    `allocations` are of `allocations.ALLOCATION_SCHEMA`, by currency and organisation. Rows are one
    a payee and cell, so that a payee's units add up over their rows. Uses that several
    organisations' licences pay a payee for are the same uses, and count once.
    """
    frames = [
        frame.filter(pl.col("payee").is_not_null() & pl.col("work").is_not_null()).select(
            "payee",
            "work",
            "use",
            pl.col("territory").cast(pl.String),
            "units",
            earned_micros=pl.when(_IS_EARNED).then("amount_micros").otherwise(0),
            held_micros=pl.when(_IS_HELD).then("amount_micros").otherwise(0),
            currency=pl.lit(currency),
            organisation=pl.lit(organisation, pl.Int64),
        )
        for (currency, organisation), of_party in sorted(allocations.items())
        for frame in of_party
    ]
    rows = pl.concat(frames)
    if len({organisation for _, organisation in allocations}) == 1:
        return rows
    return (
        rows.group_by(*PLACE, "organisation")
        .agg(add_up(name) for name in _FIGURES)
        .group_by(PLACE)
        .agg(pl.col("units").max(), add_up("earned_micros"), add_up("held_micros"))
    )


def of_labels(allocations: Mapping[tuple[str, int], list[pl.LazyFrame]]) -> pl.LazyFrame:
    """All allocation rows that name a payee, by whose licence they are; others as `of_payees`.

    `own_units` are a cell's units on the first of its rows: they add up over payees too. A row
    without a work is what a guarantee adds.
    """
    frames = [
        frame.filter(pl.col("payee").is_not_null() & (_IS_EARNED | _IS_HELD)).select(
            "payee",
            "work",
            "units",
            territory=pl.col("territory").cast(pl.String).fill_null(""),
            own_units=pl.when(pl.col("cell").is_first_distinct()).then("units").otherwise(0),
            earned_micros=pl.when(_IS_EARNED).then("amount_micros").otherwise(0),
            held_micros=pl.when(_IS_HELD).then("amount_micros").otherwise(0),
            currency=pl.lit(currency),
            organisation=pl.lit(organisation, pl.Int64),
        )
        for (currency, organisation), of_party in sorted(allocations.items())
        for frame in of_party
    ]
    return pl.concat(frames)


def by_label(rows: pl.LazyFrame, column: str) -> pl.DataFrame:
    """`organisation`, `payee`, the column, `currency` and the figures of `of_labels` added up."""
    key = ["organisation", "payee", column, "currency"]
    return (
        rows.group_by(key)
        .agg(add_up(name) for name in (*_FIGURES, "own_units"))
        .sort(key, nulls_last=True)
        .collect(engine="streaming")
    )


def by_use(rows: pl.LazyFrame) -> pl.DataFrame:
    """`payee`, `use`, `currency`, `units`, `earned_micros`, `held_micros`."""
    return _sums(rows, ["payee", "use", "currency"])


def by_territory(rows: pl.LazyFrame) -> pl.DataFrame:
    """`payee`, `territory`, `currency`, `units`, `earned_micros`."""
    return _sums(rows, ["payee", "territory", "currency"]).drop("held_micros")


def by_work(rows: pl.LazyFrame) -> pl.DataFrame:
    """The works that earned each payee most; columns as `by_territory`, with `work`."""
    ranked = _sums(rows, ["payee", "work", "currency"]).sort(
        ["payee", "currency", "earned_micros", "units", "work"],
        descending=[False, False, True, True, False],
    )
    return (
        ranked.group_by("payee", "currency", maintain_order=True)
        .head(TOP_WORKS)
        .drop("held_micros")
    )


def _sums(rows: pl.LazyFrame, key: list[str]) -> pl.DataFrame:
    return (
        rows.group_by(key)
        .agg(add_up(name) for name in _FIGURES)
        .sort(key)
        .collect(engine="streaming")
    )


def uses_of_works(cells: pl.DataFrame, moments: pl.DataFrame) -> pl.DataFrame:
    """How each work was used, by use and model version, over cells that count.

    `cells` are of `cells.CELL_SCHEMA`; `moments` give `work`, `use`, `model_version`,
    `first_used_at`, `last_used_at`.
    """
    key = ["work", "use", "model_version"]
    counted = (
        cells.lazy()
        .filter(pl.col("outcome").is_in([Outcome.PAYABLE.value, Outcome.HELD.value]))
        .with_columns(pl.col("model_version", "territory").cast(pl.String))
    )
    places = counted.group_by(*key, "territory").agg(
        units=add_up("units"), uncleared_units=pl.col("units").filter(_IS_HELD).sum()
    )
    return (
        places.sort("units", "territory", descending=[True, False])
        .group_by(key, maintain_order=True)
        .agg(
            add_up("units"),
            add_up("uncleared_units"),
            territories=pl.len().cast(pl.Int64),
            top_territory=pl.col("territory").first(),
        )
        .join(moments.lazy(), on=key, how="left", validate="1:1")
        .collect()
    )


def moments_of_use(lines: pl.LazyFrame) -> pl.DataFrame:
    """When each work was first and last used: from matched lines that count."""
    return (
        lines.filter(pl.col("work").is_not_null())
        .group_by("work", "use", "model_version")
        .agg(first_used_at=pl.col("used_from").min(), last_used_at=pl.col("used_from").max())
        .collect(engine="streaming")
    )


def artists_of_works(legs: pl.DataFrame, credited: pl.DataFrame) -> pl.DataFrame:
    """Whose use it is when a work is used: `work`, `leg_set`, `artist`, `shown_work`.

    An artist credited on the work itself sees that work; one credited only on a song or voice that
    the use reaches through it sees the song or voice. `legs` are `sides.LEG_SCHEMA`, the work
    itself among them; `credited` gives `work` and `artist`.
    """
    of_leg = credited.rename({"work": "leg_work"})
    sets = [
        legs.lazy()
        .filter(pl.col("kind").is_in([kind.value for kind in kinds]))
        .select("work", "leg_work", leg_set=pl.lit(number, pl.Int8))
        for number, kinds in enumerate(LEG_SETS)
    ]
    own = [
        legs.lazy().select("work", leg_work="work", leg_set=pl.lit(number, pl.Int8)).unique()
        for number in range(len(LEG_SETS))
    ]
    return (
        pl.concat([*sets, *own])
        .join(of_leg.lazy(), on="leg_work")
        .sort((pl.col("leg_work") != pl.col("work")), "leg_work")
        .group_by("work", "leg_set", "artist", maintain_order=True)
        .agg(shown_work=pl.col("leg_work").first())
        .collect()
    )


def uses_of_artists(uses: pl.DataFrame, artists: pl.DataFrame) -> pl.DataFrame:
    """Each artist's uses: `artist`, `work`, `use`, `model_version` and the figures beside them.

    Where two works lead to one song, their units add up, and the place named is the one of the
    work used more.
    """
    leg_set = pl.col("use").replace_strict(
        {use.value: LEG_SET_OF_USE[use] for use in Use}, return_dtype=pl.Int8
    )
    key = ["artist", "shown_work", "use", "model_version"]
    return (
        uses.lazy()
        .with_columns(leg_set=leg_set)
        .join(artists.lazy(), on=["work", "leg_set"])
        .sort("units", "work", descending=[True, False])
        .group_by(key, maintain_order=True)
        .agg(
            add_up("units"),
            add_up("uncleared_units"),
            pl.col("territories").max(),
            pl.col("top_territory").first(),
            pl.col("first_used_at").min(),
            pl.col("last_used_at").max(),
        )
        .rename({"shown_work": "work"})
        .sort("artist", "work", "use", "model_version")
        .collect()
    )
