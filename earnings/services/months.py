"""A tool's month of use, opened: its lines, the works they name, and what the rule says of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import polars as pl

from artistportal.periods import Month
from artistportal.roster.domain.uses import Use, WorkKind
from consent.domain import spans
from consent.queries import facts
from consent.queries import works as consent_works
from earnings.domain import cells, exclusions, licensing
from earnings.domain.clearings import CLASS_SCHEMA, GROUP_SCHEMA, SPAN_SCHEMA, Consent
from earnings.domain.footings import Decided, Footings, alike, examples
from earnings.domain.lines import add_up
from earnings.queries import catalogue, month_files
from earnings.queries import footings as stored
from earnings.services import archive

LINES_AT_ONCE: Final = 1_000_000


@dataclass(frozen=True)
class MonthOfUse:
    """All accepted lines of a tool and month, matched against the catalogue of now."""

    tool: int
    month: Month
    lines: pl.LazyFrame
    works: pl.DataFrame
    counts: pl.DataFrame  # how many lines have each `identifier`
    excluded: pl.DataFrame
    uses: tuple[Use, ...]
    territories: tuple[str, ...]
    from_at: datetime
    until_at: datetime

    def matched(self) -> pl.LazyFrame:
        return cells.matched(self.lines, self.works)

    def stretches(self) -> list[MonthOfUse]:
        """The month by stretches of works in their order, that not all of its lines need to be held
        at once; in the last are the lines whose work nobody knows.
        """
        if self.counts["lines"].sum() <= LINES_AT_ONCE:
            return [self]
        named = self.works.join(self.counts, on="identifier", how="left")
        by_work = named.group_by("work").agg(pl.col("lines").sum()).sort("work")
        number = ((pl.col("lines").cum_sum() - 1) // LINES_AT_ONCE).alias("stretch")
        ends = by_work.group_by(number, maintain_order=True).agg(
            first=pl.col("work").first(), last=pl.col("work").last()
        )
        known = [
            self._of(pl.col("work").is_between(*end)) for end in ends.select("first", "last").rows()
        ]
        unknown = self.lines.join(self.works.lazy(), on="identifier", how="anti")
        return [*known, replace(self, lines=unknown, works=self.works.clear())]

    def _of(self, is_meant: pl.Expr) -> MonthOfUse:
        """The lines of some works; archived lines are sorted by identifier, so most are skipped."""
        works = self.works.filter(is_meant)
        names = works["identifier"]
        ends = pl.lit(names.min()), pl.lit(names.max())
        near = self.lines.filter(pl.col("identifier").is_between(*ends))
        lines = near.join(names.to_frame().lazy(), on="identifier", how="semi")
        return replace(self, lines=lines, works=works)

    def counted(self) -> pl.LazyFrame:
        """The lines that count."""
        if self.excluded.is_empty():
            return self.lines
        return self.lines.join(self.excluded.lazy(), on=exclusions.KEY, how="anti")

    def revenue_micros(self, from_at: datetime, until_at: datetime | None) -> Mapping[str, int]:
        """The tool's net revenue by currency, over the month's lines that count and whose use
        began within a stretch: that of a licence, so that none takes its part of another's time.
        """
        is_meant = pl.col("net_revenue_micros").is_not_null()
        counted = self.counted().filter(is_meant & licensing.used_within(from_at, until_at))
        sums = counted.group_by("currency").agg(add_up("net_revenue_micros"))
        return dict(sums.collect(engine="streaming").iter_rows())


def open_month(tool: int, month: Month) -> MonthOfUse | None:
    """The month's lines and what they name; None where no accepted report has any."""
    paths = month_files.of_tool(tool, month.first)
    return of_lines(tool, month, archive.at_hand(archive.scan_lines(paths))) if paths else None


def of_lines(tool: int, month: Month, lines: pl.LazyFrame) -> MonthOfUse | None:
    """Lines of a month, as they are or would be accepted; None where there are none."""
    counts, uses, territories, ends = pl.collect_all(
        [
            lines.group_by("identifier").agg(lines=pl.len().cast(pl.Int64)),
            lines.select(pl.col("use").unique()),
            lines.select(pl.col("territory").unique()),
            lines.select(pl.col("used_from").min(), pl.col("used_until").max()),
        ],
        engine="streaming",
    )
    if counts.is_empty():
        return None
    from_at, until_at = ends.row(0)
    return MonthOfUse(
        tool=tool,
        month=month,
        lines=lines,
        works=catalogue.works_named(counts["identifier"]),
        counts=counts,
        excluded=exclusions.excluded(lines),
        uses=tuple(sorted(map(Use, uses.to_series()))),
        territories=tuple(sorted(territories.to_series())),
        from_at=from_at,
        until_at=until_at,
    )


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom a month's lines concern: the organisations that have a claim on them, and the licences
    that lines of unknown works name, by number; None where one names none.
    """

    organisations: frozenset[int]
    licences: frozenset[int | None]


def parties(tool: int, month: Month, among: Collection[int] | None = None) -> Parties:
    """Whom all accepted lines of a tool and month concern, against the catalogue of now.

    Where only some organisations matter, it is not asked on which of their legs the others stand.
    """
    paths = month_files.of_tool(tool, month.first)
    if not paths:
        return Parties(frozenset(), frozenset())
    lines = archive.scan_lines(paths).select("identifier", "use", "licence").unique()
    named = lines.collect(engine="streaming")
    works = catalogue.works_named(named["identifier"].unique())
    matched = cells.matched(named.lazy(), works).collect()
    unmatched = matched.filter(pl.col("work").is_null())
    used = matched.select("work", "use").drop_nulls().unique()
    found = _claimants(used, works, among)
    return Parties(frozenset(found), frozenset(unmatched["licence"]))


def _claimants(
    used: pl.DataFrame, works: pl.DataFrame, among: Collection[int] | None = None
) -> set[int]:
    """The organisations of `claims` to the works and uses, asked of the database by name: few
    organisations stand behind many thousands of works. It is asked nothing where all of those
    that matter are found among the works' own.
    """
    about = works.select("work", "kind", "organisation").unique("work")
    owned = licensing.with_needs(used.join(about, on="work", validate="m:1"))
    own = owned.filter(pl.col("kind") == pl.col("needed"))
    found = set(own["organisation"].unique())
    if among is not None and found.issuperset(among):
        return found
    for kind in (WorkKind.COMPOSITION, WorkKind.VOICE):
        within = owned.filter(pl.col("needed") == kind.value, pl.col("kind") != kind.value)
        if not within.is_empty():
            found |= consent_works.holders_within(within["work"].unique(), kind)
    apart = used.join(own, on=["work", "use"], how="anti")
    if not apart.is_empty():
        few = works.join(apart, on="work", how="semi")
        found |= set(claims(few).join(apart, on=["work", "use"], how="semi")["organisation"])
    return found


def claims(works: pl.DataFrame, footings: Footings | None = None) -> pl.DataFrame:
    """Whose each use of the works is, as `licensing.claims` tells."""
    found = footings or footings_of(works)
    return licensing.claims(works, found.legs.select(licensing.RIGHT_SCHEMA.names()))


def footings_of(works: pl.DataFrame) -> Footings:
    """What the works stand on."""
    return stored.of_works(works["work"])


def consent_for(month: MonthOfUse, footings: Footings) -> Consent:
    """What the rule says of the works at every moment that the month's lines reach.

    It is asked about one work of those that stand alike.
    """
    artists = footings.artists()
    about = facts.about(artists, month.tool)
    works = alike(footings, Decided.of(about, artists, month.from_at))
    stretch = spans.Stretch(
        month.tool, month.uses, month.territories, month.from_at, month.until_at
    )
    answer = spans.spans(about, examples(footings, works), stretch)
    rows = [
        (s.group, s.territory_class, s.from_at, s.until_at, s.status.value == "cleared", s.reason)
        for s in answer.spans
    ]
    groups = pl.DataFrame(answer.work_groups, schema=GROUP_SCHEMA, orient="row")
    of_examples = groups.rename({"work": "example"})
    return Consent(
        groups=works.join(of_examples, on="example").select(GROUP_SCHEMA.names()),
        classes=pl.DataFrame(answer.territory_classes, schema=CLASS_SCHEMA, orient="row"),
        spans=pl.DataFrame(rows, schema=SPAN_SCHEMA, orient="row"),
    )
