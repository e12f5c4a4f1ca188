"""The file of an artist's uses: every line of the list as it is narrowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from artistportal import money, territories
from artistportal.accounts.models import Download
from artistportal.periods import Month
from earnings.queries import uses
from earnings.queries.uses import Clearing, Purpose, UseLine, UseSelection
from earnings.services import large_files
from earnings.services.large_files import Progress

KIND = "uses"
HEADER = (
    "month_of_use", "work", "release", "tool", "use", "purpose", "model_version", "uses",
    "uses_not_cleared", "first_used_at", "last_used_at", "top_territory", "territories",
    "attributed_by", "attribution_lowest", "attribution_highest", "attribution_confidence",
    "outputs_that_providers_disagree_on",
)  # fmt: skip


def rows(selection: UseSelection) -> Iterator[tuple[str | int, ...]]:
    return (_row(line) for line in uses.every(selection))


def options(selection: UseSelection) -> dict[str, Any]:
    """What a download keeps of a selection; whose uses it tells of is its account."""
    return {
        "search": selection.search,
        "tool_slug": selection.tool_slug,
        "purpose": selection.purpose and selection.purpose.value,
        "clearing": selection.clearing and selection.clearing.value,
        "month": selection.month and str(selection.month),
    }


def make(download: Download, path: Path, progress: Progress) -> None:
    """The maker of such downloads."""
    selection = _selection(large_files.account_of(download).id, download.options)
    large_files.write_csv(path, HEADER, rows(selection), uses.count(selection), progress)


def _selection(artist_id: int, kept: dict[str, Any]) -> UseSelection:
    found = UseSelection(artist_id, search=kept["search"], tool_slug=kept["tool_slug"])
    return replace(
        found,
        purpose=Purpose(kept["purpose"]) if kept["purpose"] else None,
        clearing=Clearing(kept["clearing"]) if kept["clearing"] else None,
        month=Month.from_text(kept["month"]) if kept["month"] else None,
    )


def _row(line: UseLine) -> tuple[str | int, ...]:
    return (
        str(line.month),
        line.work,
        line.release_title,
        line.tool,
        line.use.value,
        line.purpose.value,
        line.model_version or "not stated",
        line.units,
        line.uncleared_units,
        line.first_used_at.isoformat(),
        line.last_used_at.isoformat(),
        territories.name(line.top_territory),
        line.territories,
        *_attribution(line),
    )


def _attribution(line: UseLine) -> Iterator[str]:
    """What providers said, side by side in each cell: opinions, not facts."""
    said = line.attributions
    yield "; ".join(one.provider or "the tool" for one in said)
    yield "; ".join(_decimal(one.lowest_ppm) for one in said)
    yield "; ".join(_decimal(one.highest_ppm) for one in said)
    yield "; ".join(_decimal(one.confidence_ppm) for one in said)
    yield "; ".join(str(one.disputed_outputs) for one in said)


def _decimal(ppm: int | None) -> str:
    """A share from 0 to 1, as reports write it."""
    return "not stated" if ppm is None else money.plain(ppm)
