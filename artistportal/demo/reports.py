"""The usage reports as files: what each tool sends, when, and what goes wrong on the way. Pure.

Most files are plain. What is not, is listed in `DIRT`: lines that come a month late, a file sent
twice, lines sent twice, a file rejected and sent again, a correction, a voice used after its no.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

import polars as pl

from artistportal.demo import dsr_files, tools
from artistportal.demo.tools import Tool
from artistportal.demo.usage import Usage
from artistportal.periods import Month
from artistportal.roster.domain.uses import Use

DUE_AFTER = timedelta(days=3)
LATEST = timedelta(days=9)
REVENUE_A_USE = {"tarn-daily": 31, "kelpwright-studio": 640}
"""Thousandths of the currency that a tool says it made with one use."""

TOTAL_ON_ONE_LINE = frozenset({"kelpwright-studio"})
ZIPPED = frozenset({"tarn-radio", "tarn-daily", "yondermill-mixdesk"})
COMMA = frozenset({"pettigrove-index", "moor-singer"})
ATTRIBUTING = frozenset({"brindle-compose", "merrow-score"})


class Dirt(StrEnum):
    """What goes wrong with a report."""

    LATE_LINES = "late lines"
    SENT_TWICE = "sent twice"
    LINES_TWICE = "lines sent twice"
    REJECTED = "rejected"
    CORRECTION = "correction"
    USED_AFTER_NO = "used after a no"


DIRT = (
    ("tarn-radio", 2, Dirt.LATE_LINES),
    ("brindle-stems", 1, Dirt.LATE_LINES),
    ("tarn-daily", 3, Dirt.SENT_TWICE),
    ("brindle-stems", 2, Dirt.LINES_TWICE),
    ("kelpwright-covers", 2, Dirt.REJECTED),
    ("merrow-score", 3, Dirt.CORRECTION),
)
"""The tool, how many months before the last, and what happens then."""

FAULTS = (
    ("territory", "EUROPE"),
    ("quantity", "about 20"),
    ("used_at", "31.12."),
)


@dataclass(frozen=True)
class ReportFile:
    """One file as a tool sends it; `dirt` says what is wrong with it, for the tests."""

    tool: str
    name: str
    sent_at: datetime
    data: bytes
    lines: int
    dirt: Dirt | None = None


@dataclass(frozen=True)
class Ids:
    """What the site alone knows: its ids of voices and the numbers of its licences."""

    voices: Mapping[str, str]
    licences: Mapping[str, int]


class Reports:
    """Writes the files of one month after the other."""

    def __init__(self, usage: Usage, ids: Ids, *, seed: str) -> None:
        self.usage = usage
        self.ids = ids
        self.seed = seed
        self.timeline = usage.timeline
        last = len(self.timeline.months) - 1
        self.dirt = {(slug, self.timeline.months[last - back]): dirt for slug, back, dirt in DIRT}

    def of_month(self, month: Month) -> list[ReportFile]:
        """The files that report a month, in the order in which they arrive."""
        found: list[ReportFile] = []
        for tool in tools.TOOLS:
            if month in self.usage.months(tool):
                found += self._of_tool(tool, month)
        return sorted(found, key=lambda file: file.sent_at)

    def _of_tool(self, tool: Tool, month: Month) -> list[ReportFile]:
        frame = self.usage.draw(tool, month)
        if tool.is_dsr:
            return [self._dsr(tool, month, frame)]
        random = Random(f"{self.seed}/reports/{tool.slug}/{month}")
        cells = self._cells(tool, month, frame, random)
        sent_at = self._sent_at(month, random)
        if tool.slug == tools.SILENT_TOOL:
            cells = self._with_use_after_no(cells, month)
            return [self._file(tool, month, cells, sent_at, dirt=Dirt.USED_AFTER_NO)]
        dirt = self.dirt.get((tool.slug, month))
        if dirt is Dirt.LATE_LINES:
            cells = pl.concat([cells, _late(cells, month)])
            return [self._file(tool, month, cells, sent_at, dirt=dirt)]
        plain = self._file(tool, month, cells, sent_at)
        return [plain] if dirt is None else self._sent_again(dirt, tool, month, cells, plain)

    def _sent_again(
        self, dirt: Dirt, tool: Tool, month: Month, cells: pl.DataFrame, plain: ReportFile
    ) -> list[ReportFile]:
        """A month of which two files come."""
        later = self.timeline.not_after(plain.sent_at + timedelta(days=2))
        if dirt is Dirt.SENT_TWICE:
            copy = replace(plain, sent_at=later, name=f"copy-of-{plain.name}", dirt=dirt)
            return [plain, copy]
        if dirt is Dirt.REJECTED:
            first = self._file(
                tool, month, _spoilt(cells), plain.sent_at, suffix="-first", dirt=dirt
            )
            return [first, replace(plain, sent_at=later)]
        second = _twice(cells) if dirt is Dirt.LINES_TWICE else _corrected(cells)
        message_id = pl.lit(f"{tool.slug}/{month}/{dirt.value.replace(' ', '-')}")
        second = second.with_columns(message_id=message_id)
        return [plain, self._file(tool, month, second, later, suffix="-2", dirt=dirt)]

    def _cells(self, tool: Tool, month: Month, frame: pl.DataFrame, random: Random) -> pl.DataFrame:
        """The lines as text cells of the native report."""
        is_voice = pl.col("work").str.starts_with("voice:")
        cells = frame.with_row_index("number", 1).select(
            line_id=pl.format(
                f"{tool.slug}-{month}-{{}}", pl.col("number").cast(pl.String).str.zfill(6)
            ),
            isrc=pl.when(~is_voice).then("work"),
            voice=pl.when(is_voice).then(
                pl.col("work").replace_strict(self.ids.voices, default=None)
            ),
            title="title",
            artist="artist",
            use="use",
            territory="territory",
            used_at="used_at",
            quantity=pl.col("quantity").cast(pl.String),
            model_version="model_version",
        )
        return self._with_more(tool, month, cells, frame, random)

    def _with_more(
        self, tool: Tool, month: Month, cells: pl.DataFrame, frame: pl.DataFrame, random: Random
    ) -> pl.DataFrame:
        """The columns that not every tool sends."""
        known = pl.Series(frame["work"].is_in(list(self.usage.standing.catalogue.works)))
        licence = self._licence(tool, month)
        cells = cells.with_columns(
            licence=pl.when(~known).then(pl.lit(licence)), message_id=pl.lit(f"{tool.slug}/{month}")
        )
        if tool.slug in ATTRIBUTING:
            cells = cells.with_columns(**_attribution(cells, random))
        if tool.slug in REVENUE_A_USE:
            cells = cells.with_columns(**_revenue(tool, frame["quantity"]))
        if tool.slug in ATTRIBUTING:
            cells = pl.concat([cells, _second_opinions(cells)], how="diagonal")
        return cells

    def _licence(self, tool: Tool, month: Month) -> str:
        """The licence that a tool names for works that it cannot place: the first in force."""
        plans = [plan for plan in self.usage.standing.plans if plan.tool == tool]
        in_force = [plan for plan in plans if plan.is_in_force(month.from_at, month.until_at)]
        return f"L-{self.ids.licences[in_force[0].key]:04d}"

    def _with_use_after_no(self, cells: pl.DataFrame, month: Month) -> pl.DataFrame:
        """Three lines of a voice whose owner has said no in the meantime."""
        noes = self.usage.standing.withdrawn(tools.SILENT_TOOL, Use.VOICE, month)
        if not noes or cells.is_empty():
            return cells
        work = self.usage.standing.catalogue.works[f"voice:{noes[0]}"]
        used = cells.head(3).with_columns(
            line_id=pl.format("{}-x", "line_id"),
            voice=pl.lit(self.ids.voices[work.key]),
            isrc=pl.lit(None, pl.String),
            title=pl.lit(work.title),
            artist=pl.lit(self.usage.people.artists[work.act].name),
            used_at=pl.lit(f"{month.until - timedelta(days=1)}T09:30:00Z"),
        )
        return pl.concat([cells, used])

    def _file(
        self,
        tool: Tool,
        month: Month,
        cells: pl.DataFrame,
        sent_at: datetime,
        *,
        suffix: str = "",
        dirt: Dirt | None = None,
    ) -> ReportFile:
        is_comma, is_zipped = tool.slug in COMMA, tool.slug in ZIPPED
        data = _used_columns(cells).write_csv(separator="," if is_comma else "\t").encode()
        name = f"{tool.slug}_{month}{suffix}.{'csv' if is_comma else 'tsv'}"
        if is_zipped:
            name, data = f"{name}.gz", gzip.compress(data, compresslevel=5, mtime=0)
        return ReportFile(tool.slug, name, sent_at, data, cells.height, dirt)

    def _dsr(self, tool: Tool, month: Month, frame: pl.DataFrame) -> ReportFile:
        random = Random(f"{self.seed}/reports/{tool.slug}/{month}")
        sent_at = self._sent_at(month, random)
        text = dsr_files.write(tool, month, frame, sent_at)
        name = dsr_files.name(tool, month, sent_at)
        return ReportFile(tool.slug, name, sent_at, text.encode(), frame.height)

    def _sent_at(self, month: Month, random: Random) -> datetime:
        """Some days after the month, in office hours, and never in the future."""
        day = DUE_AFTER + timedelta(days=random.randrange((LATEST - DUE_AFTER).days))
        hour = timedelta(hours=random.randrange(8, 18), minutes=random.randrange(60))
        return self.timeline.not_after(month.until_at + day + hour)


def _attribution(cells: pl.DataFrame, random: Random) -> dict[str, pl.Series | pl.Expr]:
    """How much of each output a tool says is owed to the work."""
    weights = [f"0.{random.randrange(30, 990):03d}" for _ in range(cells.height)]
    generates = pl.col("use") != Use.TRAINING.value
    return {
        "attribution_weight": pl.when(generates).then(pl.Series(weights)),
        "attribution_method": pl.when(generates).then(pl.lit("embedding-distance")),
        "attribution_provider": pl.when(generates).then(pl.lit("Lodestar Attribution")),
        "attribution_confidence": pl.when(generates).then(pl.lit("0.82")),
        "output_id": pl.when(generates).then(pl.format("out-{}", pl.col("line_id").str.slice(-11))),
    }


def _second_opinions(cells: pl.DataFrame) -> pl.DataFrame:
    """What another provider says of every twelfth output: the same, or at times far from it."""
    outputs = cells.filter(pl.col("output_id").is_not_null()).gather_every(12)
    thousandths = (pl.col("attribution_weight").str.tail(3).cast(pl.Int64) * 7 + 45) % 960 + 20
    other = pl.format("0.{}", thousandths.cast(pl.String).str.zfill(3))
    is_far = pl.int_range(pl.len()) % 5 == 0
    return outputs.with_columns(
        line_id=pl.format("{}-2", "line_id"),
        attribution_weight=pl.when(is_far).then(other).otherwise("attribution_weight"),
        attribution_method=pl.lit("training-influence"),
        attribution_provider=pl.lit("Second Ear"),
        attribution_confidence=pl.lit("0.6"),
    ).drop("net_revenue", "currency", strict=False)


def _revenue(tool: Tool, quantity: pl.Series) -> dict[str, pl.Series | pl.Expr]:
    """Net revenue on each line, or the month's total on the first."""
    thousandths = quantity * REVENUE_A_USE[tool.slug]
    if tool.slug in TOTAL_ON_ONE_LINE:
        total = int(thousandths.sum())
        thousandths = pl.Series([total] + [None] * (quantity.len() - 1), dtype=pl.Int64)
    whole, part = thousandths // 1000, (thousandths % 1000).cast(pl.String).str.zfill(3)
    revenue = whole.cast(pl.String) + "." + part
    return {
        "net_revenue": revenue,
        "currency": pl.when(pl.Series(revenue.is_not_null())).then(pl.lit(tool.currency)),
    }


def _late(cells: pl.DataFrame, month: Month) -> pl.DataFrame:
    """Some lines that belong to the month before."""
    before = month.previous()
    return cells.head(max(5, cells.height // 60)).with_columns(
        line_id=pl.col("line_id").str.replace(f"{month}", f"{before}-late", literal=True),
        used_at=pl.lit(f"{before.until - timedelta(days=2)}"),
    )


def _twice(cells: pl.DataFrame) -> pl.DataFrame:
    """The same lines, and a few that were forgotten."""
    forgotten = cells.head(6).with_columns(line_id=pl.format("{}-b", "line_id"))
    return pl.concat([cells, forgotten])


def _corrected(cells: pl.DataFrame) -> pl.DataFrame:
    """Some lines anew: half of them withdrawn, half of them with another quantity."""
    is_withdrawn = pl.int_range(pl.len()) % 2 == 0
    return cells.head(8).with_columns(
        corrects="line_id",
        line_id=pl.format("{}-c", "line_id"),
        quantity=pl.when(is_withdrawn).then(pl.lit("0")).otherwise(pl.lit("7")),
    )


def _spoilt(cells: pl.DataFrame) -> pl.DataFrame:
    """The file with three cells that cannot be read."""
    place = pl.int_range(pl.len())
    return cells.with_columns(
        pl.when(place == 3 + 2 * number).then(pl.lit(value)).otherwise(column).alias(column)
        for number, (column, value) in enumerate(FAULTS)
    )


def _used_columns(cells: pl.DataFrame) -> pl.DataFrame:
    """Without the columns in which nothing stands."""
    return cells.select(column for column in cells if column.null_count() < cells.height)
