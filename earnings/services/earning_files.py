"""The tables of an artist's earnings as files: for a page that is open, and for later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from artistportal import money, territories
from artistportal.accounts.models import Download
from artistportal.accounts.services.downloads import Order
from artistportal.periods import Month
from artistportal.roster.domain.accounts import Account
from artistportal.spreadsheets import Cell
from earnings.domain import month_ranges
from earnings.domain.month_ranges import Preset
from earnings.queries import overview as figures
from earnings.queries.overview import Selection
from earnings.services import large_files
from earnings.services.large_files import Progress

KIND = "artist_earnings"


class Table(StrEnum):
    """By what an artist's earnings are added up."""

    MONTH = "month"
    WORK = "work"
    TERRITORY = "territory"

    @property
    def label(self) -> str:
        return {
            "month": "By month, tool and use",
            "work": "By work",
            "territory": "By territory",
        }[self.value]


HEADERS: Mapping[Table, Sequence[str]] = {
    Table.MONTH: ("month_of_use", "tool", "use", "uses", "earned", "held", "currency"),
    Table.WORK: ("work", "release", "identifier", "uses", "earned", "currency"),
    Table.TERRITORY: ("territory", "code", "uses", "earned", "currency"),
}


def rows(table: Table, selection: Selection) -> Iterable[Sequence[Cell]]:
    """The table's lines, each with its currency at the end."""
    made = {Table.MONTH: _months, Table.WORK: _works, Table.TERRITORY: _territories}[table]
    return ((*line, selection.currency) for line in made(selection))


def order(
    table: Table, query: Mapping[str, str], selection: Selection, account: Account, now: datetime
) -> Order:
    """The same table as a download: the query is kept as it is, with the month it was asked in."""
    months = f"{selection.range.first}_{selection.range.last}"
    return Order(
        KIND,
        f"Earnings of {account.name}, {table.label.lower()}, {selection.range}",
        f"earnings-by-{table.value}_{months}_{selection.currency}.csv",
        {"query": dict(query), "table": table.value, "month": str(Month.of(now))},
    )


def opened(artist_id: int, query: Mapping[str, str], this_month: Month) -> Selection:
    """What a stored query means in a month: its address as the page writes it."""
    sources = figures.sources(artist_id)
    preset = Preset(query.get("period") or Preset.LAST_12_MONTHS)
    if preset is Preset.CUSTOM:
        first, last = (Month.from_text(query[name]) for name in ("first", "last"))
        months = month_ranges.custom(first, last)
    else:
        earliest = min((source.first for source in sources), default=this_month)
        months = month_ranges.named(preset, this_month, earliest)
    return Selection(artist_id, months, query.get("currency", ""), query.get("tool", ""))


def make(download: Download, path: Path, progress: Progress) -> None:
    """The maker of such downloads."""
    artist = large_files.account_of(download).id
    kept = download.options
    table = Table(kept["table"])
    selection = opened(artist, kept["query"], Month.from_text(kept["month"]))
    lines = list(rows(table, selection))
    large_files.write_csv(path, HEADERS[table], lines, len(lines), progress)


def _months(selection: Selection) -> Iterable[Sequence[Cell]]:
    for row in figures.months(selection, [selection.range]):
        amounts = money.plain(row.earned_micros), money.plain(row.held_micros)
        yield str(row.month), row.tool, row.use.value, row.units, *amounts


def _works(selection: Selection) -> Iterable[Sequence[Cell]]:
    """What the monthly hundred best leave of the whole is the last line."""
    found = figures.works(selection)
    whole = figures.months(selection, [selection.range])
    rest = sum(row.earned_micros for row in whole) - sum(work.earned_micros for work in found)
    rest_units = sum(row.units for row in whole) - sum(work.units for work in found)
    for work in found:
        named = work.title, work.release_title, work.identifier
        yield *named, work.units, money.plain(work.earned_micros)
    if rest or rest_units:
        yield "All other works", "", "", rest_units, money.plain(rest)


def _territories(selection: Selection) -> Iterable[Sequence[Cell]]:
    for row in figures.territories(selection):
        name = territories.name(row.territory)
        yield name, row.territory, row.units, money.plain(row.earned_micros)
