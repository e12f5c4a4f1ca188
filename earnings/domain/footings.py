"""What works stand on, as frames: their legs and who holds consent; and works that stand alike.

The rule is asked about one work of each kind of standing, however many works a month names: where
the legs are held by the same people in the same way, the answer is the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from artistportal.roster.domain.uses import WorkKind
from consent.domain import works as rules
from consent.domain.facts import Facts
from earnings.domain.lines import MOMENT, Columns
from earnings.domain.sides import KINDS, LEG_SCHEMA

_LEGS: Columns = {
    "work": pl.Int64,
    "leg_work": pl.Int64,
    "kind": KINDS,
    "organisation": pl.Int64,
}
_HOLDERS: Columns = {"leg_work": pl.Int64, "artist": pl.Int64, "since": MOMENT}
_LACKING: Columns = {"work": pl.Int64, "artist": pl.Int64}
_SINGLED: Columns = {"leg_work": pl.Int64, "artist": pl.Int64}
_LIMITED: Columns = {"artist": pl.Int64, "at": MOMENT}
_HISTORIES: Columns = {"artist": pl.Int64, "history": pl.Int64}
LEGS_SCHEMA: Final = pl.Schema(_LEGS)
HOLDER_SCHEMA: Final = pl.Schema(_HOLDERS)
LACKING_SCHEMA: Final = pl.Schema(_LACKING)
SINGLED_SCHEMA: Final = pl.Schema(_SINGLED)
LIMITED_SCHEMA: Final = pl.Schema(_LIMITED)
HISTORY_SCHEMA: Final = pl.Schema(_HISTORIES)


@dataclass(frozen=True, slots=True)
class Footings:
    """The legs of works (`LEGS_SCHEMA`), the work itself among them; who holds consent over
    each leg since when (`HOLDER_SCHEMA`); vocalists without a registered voice (`LACKING_SCHEMA`).
    """

    legs: pl.DataFrame
    holders: pl.DataFrame
    lacking: pl.DataFrame

    def artists(self) -> pl.Series:
        """The artists whose consent the works stand on."""
        return self.holders["artist"].unique().sort()

    def held_by(self, organisation: int) -> pl.DataFrame:
        """The legs whose rights the organisation holds: `sides.LEG_SCHEMA`."""
        return self.legs.filter(organisation=organisation).select(LEG_SCHEMA.names())

    def of(self, works: pl.DataFrame) -> Footings:
        """The same of some of the works."""
        few = works.select("work").unique()
        legs = self.legs.join(few, on="work", how="semi")
        return Footings(
            legs,
            self.holders.join(legs, on="leg_work", how="semi"),
            self.lacking.join(few, on="work", how="semi"),
        )


@dataclass(frozen=True, slots=True)
class Decided:
    """What tells holders apart: decisions about single works, moments of yeses that reach only the
    works of their day, and a number for each history of decisions about all works.
    """

    singled: pl.DataFrame
    limited: pl.DataFrame
    histories: pl.DataFrame

    @classmethod
    def of(cls, facts: Facts, artists: Iterable[int], since: datetime) -> Decided:
        """What tells the artists apart from a moment on."""
        singled = {(d.scope.work, d.artist) for d in facts.decisions if d.scope.work is not None}
        limited = [(d.artist, d.given_at) for d in facts.decisions if d.is_limited_in_time]
        numbers: dict[Hashable, int] = {}
        histories = [
            (artist, numbers.setdefault(facts.log.history(artist, since), len(numbers)))
            for artist in artists
        ]
        return cls(
            pl.DataFrame(sorted(singled), schema=SINGLED_SCHEMA, orient="row"),
            pl.DataFrame(limited, schema=LIMITED_SCHEMA, orient="row"),
            pl.DataFrame(histories, schema=HISTORY_SCHEMA, orient="row"),
        )


def alike(footings: Footings, decided: Decided) -> pl.DataFrame:
    """`work`, `example`: the first work that stands as it does, for every use and at every moment.

    Legs are told apart by kind, rights holder, and of each holder by what they decided, by the
    yeses of limited reach that came before the credit, and by decisions about the leg itself.
    """
    of_legs = _numbered(_marked(footings, decided), "leg_work", "leg")
    legs = footings.legs.lazy().join(of_legs.lazy(), on="leg_work").select("work", part="leg")
    lacking = footings.lacking.lazy().select("work", part=pl.lit(-1, pl.Int64))
    works = _numbered(pl.concat([legs, lacking]), "work", "standing")
    first = pl.col("work").min().over("standing").alias("example")
    return works.lazy().select("work", first).collect()


def examples(footings: Footings, works: pl.DataFrame) -> list[rules.Work]:
    """Those of the works that stand for others, as the rule reads them, in order."""
    few = footings.of(works.select(work="example"))
    holders: dict[int, list[rules.Holder]] = {}
    for leg_work, artist, since in few.holders.sort("leg_work", "artist").iter_rows():
        holders.setdefault(leg_work, []).append(rules.Holder(artist, since))
    lacking: dict[int, list[int]] = {}
    for work, artist in few.lacking.sort("work", "artist").iter_rows():
        lacking.setdefault(work, []).append(artist)
    legs: dict[int, list[rules.Leg]] = {}
    own_first = few.legs.sort("work", pl.col("leg_work") != pl.col("work"), "leg_work")
    kinds = {kind.value: kind for kind in WorkKind}
    for work, leg_work, kind, organisation in own_first.iter_rows():
        held = tuple(holders.get(leg_work, ()))
        legs.setdefault(work, []).append(rules.Leg(leg_work, kinds[kind], organisation, held))
    return [
        rules.Work(work, tuple(parts), tuple(lacking.get(work, ()))) for work, parts in legs.items()
    ]


def _marked(footings: Footings, decided: Decided) -> pl.LazyFrame:
    """`leg_work`, `part`: a number for each thing that tells a leg apart."""
    before = _limited_before(footings.holders, decided.limited)
    singled = decided.singled.lazy().with_columns(own="leg_work")
    who = pl.when(pl.col("own").is_null()).then("history").otherwise("artist")
    held = (
        before.join(singled, on=["leg_work", "artist"], how="left")
        .join(decided.histories.lazy(), on="artist", how="left")
        .select("leg_work", key=pl.struct("own", "before", who=who).rank("dense").cast(pl.Int64))
    )
    legs = footings.legs.lazy().unique("leg_work")
    kinds = pl.struct("kind", "organisation").rank("dense").cast(pl.Int64)
    return pl.concat([legs.select("leg_work", part=-kinds), held.select("leg_work", part="key")])


def _limited_before(holders: pl.DataFrame, limited: pl.DataFrame) -> pl.LazyFrame:
    """Holders with how many yeses of limited reach each of them had said `before` the credit."""
    if limited.is_empty():
        return holders.lazy().with_columns(before=pl.lit(0, pl.Int64))
    counted = limited.lazy().sort("at").with_columns(before=pl.col("at").cum_count().over("artist"))
    return (
        holders.lazy()
        .sort("since")
        .join_asof(
            counted,
            left_on="since",
            right_on="at",
            by="artist",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .with_columns(pl.col("before").fill_null(0).cast(pl.Int64))
    )


def _numbered(parts: pl.LazyFrame, key: str, name: str) -> pl.DataFrame:
    """Each `key` with a number that two share where the same `part`s belong to both."""
    return (
        parts.unique()
        .sort(key, "part")
        .group_by(key, maintain_order=True)
        .agg("part")
        .group_by("part", maintain_order=True)
        .agg(key)
        .drop("part")
        .with_row_index(name)
        .with_columns(pl.col(name).cast(pl.Int64))
        .explode(key)
        .collect()
    )
