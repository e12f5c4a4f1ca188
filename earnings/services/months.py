"""A tool's month of use, opened: its lines, the works they name, and what the rule says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from consent.domain import spans
from consent.domain import works as rules
from consent.queries import clearances, facts
from consent.queries import works as consent_works
from earnings.domain import cells, exclusions, licensing
from earnings.domain.clearings import CLASS_SCHEMA, GROUP_SCHEMA, SPAN_SCHEMA, Consent
from earnings.domain.lines import add_up
from earnings.queries import catalogue, month_files
from earnings.services import archive


@dataclass(frozen=True)
class MonthOfUse:
    """All accepted lines of a tool and month, matched against the catalogue of now."""

    tool: int
    month: Month
    lines: pl.LazyFrame
    works: pl.DataFrame
    excluded: pl.DataFrame
    uses: tuple[Use, ...]
    territories: tuple[str, ...]
    from_at: datetime
    until_at: datetime

    def matched(self) -> pl.LazyFrame:
        return cells.matched(self.lines, self.works)

    def revenue_micros(self, from_at: datetime, until_at: datetime | None) -> Mapping[str, int]:
        """The tool's net revenue by currency, over the month's lines that count and whose use
        began within a stretch: that of a licence, so that none takes its part of another's time.
        """
        is_meant = pl.col("net_revenue_micros").is_not_null()
        counted = self.lines.filter(is_meant & licensing.used_within(from_at, until_at))
        if not self.excluded.is_empty():
            counted = counted.join(self.excluded.lazy(), on=exclusions.KEY, how="anti")
        sums = counted.group_by("currency").agg(add_up("net_revenue_micros"))
        return dict(sums.collect(engine="streaming").iter_rows())


def open_month(tool: int, month: Month) -> MonthOfUse | None:
    """The month's lines and what they name; None where no accepted report has any."""
    paths = month_files.of_tool(tool, month.first)
    if not paths:
        return None
    lines = archive.scan(paths)
    names, uses, territories, ends = pl.collect_all(
        [
            lines.select(pl.col("identifier").unique()),
            lines.select(pl.col("use").unique()),
            lines.select(pl.col("territory").unique()),
            lines.select(pl.col("used_from").min(), pl.col("used_until").max()),
        ],
        engine="streaming",
    )
    if names.is_empty():
        return None
    from_at, until_at = ends.row(0)
    return MonthOfUse(
        tool=tool,
        month=month,
        lines=lines,
        works=catalogue.works_named(names.to_series()),
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


def parties(tool: int, month: Month) -> Parties:
    """Whom all accepted lines of a tool and month concern, against the catalogue of now."""
    paths = month_files.of_tool(tool, month.first)
    if not paths:
        return Parties(frozenset(), frozenset())
    lines = archive.scan(paths).select("identifier", "use", "licence").unique()
    named = lines.collect(engine="streaming")
    works = catalogue.works_named(named["identifier"].unique())
    matched = cells.matched(named.lazy(), works).collect()
    ours = claims(works).join(matched, on=["work", "use"], how="semi")
    unmatched = matched.filter(pl.col("work").is_null())
    return Parties(frozenset(ours["organisation"]), frozenset(unmatched["licence"]))


def claims(works: pl.DataFrame) -> pl.DataFrame:
    """Whose each use of the works is, as `licensing.claims` tells."""
    return licensing.claims(works, catalogue.rights(works))


def asked_works(works: pl.DataFrame) -> list[rules.Work]:
    """The works with their legs, as the rule reads them."""
    return consent_works.for_the_rule(works["work"].unique().sort())


def consent_for(month: MonthOfUse, asked: Sequence[rules.Work]) -> Consent:
    """What the rule says of the works at every moment that the month's lines reach."""
    about = facts.about(clearances.holders(asked), month.tool)
    stretch = spans.Stretch(
        month.tool, month.uses, month.territories, month.from_at, month.until_at
    )
    answer = spans.spans(about, asked, stretch)
    rows = [
        (s.group, s.territory_class, s.from_at, s.until_at, s.status.value == "cleared", s.reason)
        for s in answer.spans
    ]
    return Consent(
        groups=pl.DataFrame(answer.work_groups, schema=GROUP_SCHEMA, orient="row"),
        classes=pl.DataFrame(answer.territory_classes, schema=CLASS_SCHEMA, orient="row"),
        spans=pl.DataFrame(rows, schema=SPAN_SCHEMA, orient="row"),
    )
