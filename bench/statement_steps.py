"""One step of the benchmark of statements in a process of its own:
`python -m bench.statement_steps NAME FOLDER`. Seeding goes the whole way from a report to the
statement; the other steps make one file of it and tell what that took.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from bench import scene
from bench.measuring import measure, peak_mib
from bench.scene import RECEIVED_AT, Size

if TYPE_CHECKING:
    from earnings.models import Statement

CLOSED_AT = datetime(2026, 12, 2, tzinfo=UTC)
VERSIONS = 4
# Of eight lines some were not cleared (`seeding`): so many are reported for each one wanted.
SPARE = 1.4


@dataclass(frozen=True)
class Made:
    """What one file took: CPU seconds of all threads, MiB beyond the started process, and all."""

    cpu_seconds: float
    more_mib: float
    peak_mib: float
    note: str


def main(name: str, folder: Path) -> None:
    import django

    django.setup()
    wanted = json.loads((folder / "wanted.json").read_text(encoding="utf-8"))
    if name == "seed":
        _seed(folder, wanted)
        return
    from earnings.models import Statement

    statement = Statement.objects.select_related("payee__artist", "settlement").get(
        payee__name="Everybody's"
    )
    print(json.dumps(asdict(_made(FILES[name], statement))))


def _made(make: Callable[[Statement], str], statement: Statement) -> Made:
    before = resident_mib()
    measured = measure(lambda: make(statement))
    more = max(peak_mib() - before, 0)
    return Made(measured.cpu_seconds, more, measured.peak_mib, measured.note)


def resident_mib() -> float:
    """What the process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4 / 1024


def _csv(statement: Statement) -> str:
    """As the file of a long statement is made in the background, but for the disk."""
    from earnings.services import large_files, statement_files

    total = statement_files.most_lines(statement)
    pieces = statement_files.lines_csv(statement)
    large_files.write_pieces(Path("/dev/null"), pieces, total, lambda _done, _of: None)
    return f"{total:,} lines"


def _json(statement: Statement) -> str:
    from earnings.services import statement_files

    return f"{len(statement_files.content_json(statement)):,} bytes"


def _pdf(statement: Statement) -> str:
    from earnings.services import statement_papers

    return f"{len(statement_papers.pdf(statement, 'https://portal.example/')):,} bytes"


FILES: dict[str, Callable[[Statement], str]] = {"csv": _csv, "json": _json, "pdf": _pdf}


def _seed(folder: Path, wanted: int) -> None:
    """One payee with a share in every work, and a month in which each use is a line of its own."""
    from artistportal.roster.models import Payee, SplitShare
    from bench import migrated, seeding

    migrated.migrate()
    lines = int(wanted * SPARE)
    size = Size(lines=lines, works=max(20, lines // 200))
    seeding.seed(size)
    everybody = Payee.objects.create(name="Everybody's")
    SplitShare.objects.filter(pk__in=range(1, 8 * size.works + 1, 4)).update(payee=everybody)
    report = folder / "report.tsv"
    _write_report(report, size)
    _pay(report)


def _pay(report: Path) -> None:
    """From the report to the statements of its month."""
    from django.core.files import File

    from artistportal.periods import Month
    from consent.models import Tool
    from earnings.models import RoyaltyRun
    from earnings.services import closings, royalty_runs, usage_reports

    with report.open("rb") as file:
        received = usage_reports.receive(
            tool=Tool.objects.get(),
            file=File(file),
            file_name=report.name,
            by=None,
            now=RECEIVED_AT,
        )
    usage_reports.take_in(report_id=received.report.pk, clock=lambda: RECEIVED_AT)
    royalty_runs.carry_out(run_id=RoyaltyRun.objects.get().pk, clock=lambda: RECEIVED_AT)
    due = closings.due(month=Month.of(RECEIVED_AT), by=None, now=CLOSED_AT)
    while due:
        due = closings.carry_out(closing_id=due[0], clock=lambda: CLOSED_AT)


def _write_report(path: Path, size: Size) -> None:
    """The uses of the works in turn; each round another use, version and country."""
    places = [*scene.TEN, *scene.OTHERS]
    n, turn = pl.col("n"), pl.col("n") // size.works
    rows = pl.LazyFrame({"n": pl.int_range(size.lines, eager=True)}).select(
        line_id=pl.lit("L") + n.cast(pl.String),
        isrc=scene.isrcs(n % size.works),
        use=pl.lit(pl.Series(scene.USES)).gather(turn % len(scene.USES)),
        model_version=pl.lit("v") + (turn // len(scene.USES) % VERSIONS).cast(pl.String),
        territory=pl.lit(pl.Series(places)).gather(
            turn // (len(scene.USES) * VERSIONS) % len(places)
        ),
        used_at=pl.lit("2026-10-12"),
        quantity=1 + n % 7,
    )
    rows.sink_csv(path, separator="\t")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
