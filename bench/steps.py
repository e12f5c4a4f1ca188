"""One measured step in a process of its own: `python -m bench.steps NAME FOLDER`.

The folder holds the report; `DATA_DIR` the step's own database, uploads and archive. Floors do
without Django, so that it is imported only inside the steps that need it.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bench import floors, scene
from bench.measuring import Measured, measure
from bench.scene import RECEIVED_AT, Size


def main(name: str, folder: Path) -> None:
    """Prepares what is not measured, measures one step, prints the result as JSON."""
    size = Size(**json.loads((folder / "size.json").read_text(encoding="utf-8")))
    print(STEPS[name](folder, size).to_json())


def _write_report(folder: Path, size: Size) -> Measured:
    return measure(lambda: scene.write_report(folder / "report.tsv", size))


def _seed(_folder: Path, size: Size) -> Measured:
    _set_django_up()
    from bench import migrated, seeding

    def work() -> None:
        migrated.migrate()
        seeding.seed(size)

    return measure(work)


def _catalogue(folder: Path, _size: Size) -> Measured:
    _set_django_up()
    from bench import tables

    return measure(lambda: tables.catalogue(folder))


def _floor_convert(folder: Path, _size: Size) -> Measured:
    return measure(lambda: floors.convert(folder / "report.tsv", folder / "floor.parquet"))


def _floor_import(folder: Path, _size: Size) -> Measured:
    report, out = folder / "report.tsv", folder / "floor.parquet"
    return measure(lambda: floors.take_in(report, folder / "catalogue", out))


def _import(folder: Path, _size: Size) -> Measured:
    _set_django_up()
    from django.core.files import File

    from consent.models import Tool
    from earnings.services import usage_reports

    tool = Tool.objects.get()

    def work() -> str:
        with (folder / "report.tsv").open("rb") as file:
            received = usage_reports.receive(
                tool=tool, file=File(file), file_name="report.tsv", by=None, now=RECEIVED_AT
            )
        usage_reports.take_in(report_id=received.report.pk, clock=_clock)
        received.report.refresh_from_db()
        report = received.report
        return f"{report.outcome}, {report.lines:,} lines, {report.matched_lines:,} matched"

    return measure(work)


def _tables(folder: Path, _size: Size) -> Measured:
    """What the floor of a run reads beside the catalogue."""
    _set_django_up()
    from bench import tables

    return measure(lambda: tables.answers(folder))


def _floor_run(folder: Path, _size: Size) -> Measured:
    told = json.loads((folder / "tables" / "about.json").read_text(encoding="utf-8"))
    read = folder / "catalogue", folder / "tables", told["about"]
    return measure(lambda: floors.run(Path(told["lines"]), *read, folder / "floor-run.parquet"))


def _run(_folder: Path, _size: Size) -> Measured:
    _set_django_up()
    from earnings.models import RoyaltyRun
    from earnings.services import royalty_runs

    run = RoyaltyRun.objects.get()

    def work() -> str:
        royalty_runs.carry_out(run_id=run.pk, clock=_clock)
        run.refresh_from_db()
        postings = run.entry.postings.count()
        return f"{run.state}, {run.lines:,} lines, {postings:,} postings"

    return measure(work)


def _summary(_folder: Path, _size: Size) -> Measured:
    _set_django_up()
    from earnings.models import ArtistUse, SummaryRefresh
    from earnings.services import summaries

    def work() -> str:
        summaries.refresh(refresh_id=SummaryRefresh.objects.get().pk, clock=_clock)
        return f"{ArtistUse.objects.count():,} uses of artists"

    return measure(work)


def _check(_folder: Path, _size: Size) -> Measured:
    _set_django_up()
    from earnings.services import ledger_checks

    return measure(lambda: f"{len(list(ledger_checks.faults()))} faults")


def _set_django_up() -> None:
    import django

    django.setup()


def _clock() -> datetime:
    return RECEIVED_AT


STEPS: dict[str, Callable[[Path, Size], Measured]] = {
    "report": _write_report,
    "seed": _seed,
    "catalogue": _catalogue,
    "floor-convert": _floor_convert,
    "floor-import": _floor_import,
    "import": _import,
    "tables": _tables,
    "floor-run": _floor_run,
    "run": _run,
    "summary": _summary,
    "check": _check,
}

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
