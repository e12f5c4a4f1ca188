"""Reports as received against their hashes, their archived lines against theirs and what was
counted when they came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import polars as pl

from earnings.domain.lines import add_up
from earnings.models import ReportMonth, UsageReport
from earnings.services import archive
from earnings.services.ledger_checks import files


def faults() -> Iterator[str]:
    for report in UsageReport.objects.accepted().order_by("number").iterator():
        try:
            with report.file.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as odd:
            yield f"{report.code}: the file as received cannot be read ({odd})."
        else:
            if found != report.sha256:
                yield f"{report.code}: its file is not the one that was received."
    for part in ReportMonth.objects.select_related("report").order_by("pk").iterator():
        yield from _lines(part)


def _lines(part: ReportMonth) -> Iterator[str]:
    try:
        sums = archive.scan_lines([part.path]).select(pl.len().cast(pl.Int64), add_up("quantity"))
        lines, units = sums.collect(engine="streaming").row(0)
        is_changed = files.changed(part.path, part.sha256)
    except files.UNREADABLE as odd:
        yield f"{part}: its lines cannot be read ({odd})."
        return
    if (lines, units) != (part.lines, part.units):
        yield (
            f"{part}: {part.lines} lines of {part.units} units were archived,"
            f" the file holds {lines} of {units}."
        )
    elif is_changed:
        yield f"{part}: its lines are not the file that was archived."
