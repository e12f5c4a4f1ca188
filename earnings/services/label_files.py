"""The tables of an organisation's earnings as files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from artistportal import money, territories
from artistportal.accounts.models import Download
from artistportal.accounts.services.downloads import Order
from artistportal.periods import Month
from artistportal.roster.domain.accounts import Account
from artistportal.spreadsheets import Cell
from earnings.domain.label_levels import Level
from earnings.queries import label
from earnings.queries.label import Figure, LabelSelection
from earnings.services import label_lines, large_files
from earnings.services.label_lines import Line
from earnings.services.large_files import Progress

KIND = "label_earnings"
LINE_HEADER = (
    "month_of_use", "tool", "licence", "work", "identifier", "payee", "use", "territory",
    "model_version", "outcome", "uses", "amount", "currency",
)  # fmt: skip


def count(selection: LabelSelection) -> int:
    """How many lines the file has."""
    if selection.narrowing.leads_to_lines:
        return label_lines.count(selection)
    return label.whole(selection).count


def header(selection: LabelSelection) -> Sequence[str]:
    if selection.narrowing.leads_to_lines:
        return LINE_HEADER
    return (selection.by.value, "id", "uses", "earned", "held", "currency")


def rows(selection: LabelSelection) -> Iterator[Sequence[Cell]]:
    if selection.narrowing.leads_to_lines:
        return (_line(line, selection.currency) for line in label_lines.every(selection))
    return (_figure(figure, selection) for figure in label.every(selection))


def order(
    query: Mapping[str, str], selection: LabelSelection, account: Account, now: datetime
) -> Order:
    """The same table as a download: the query is kept as it is, with the month it was asked in."""
    what = "lines" if selection.narrowing.leads_to_lines else f"by {selection.by.value}"
    months = f"{selection.range.first}_{selection.range.last}"
    return Order(
        KIND,
        f"Earnings of {account.name}, {what}, {selection.range}",
        f"earnings-{what.replace(' ', '-')}_{months}_{selection.currency}.csv",
        {"query": dict(query), "month": str(Month.of(now))},
    )


def opened(organisation_id: int, query: Mapping[str, str], this_month: Month) -> LabelSelection:
    """What a stored query means in a month."""
    sources = label.sources(organisation_id)
    earliest = min((source.first for source in sources), default=this_month)
    return label.selected(organisation_id, query, this_month, earliest)


def make(download: Download, path: Path, progress: Progress) -> None:
    """The maker of such downloads."""
    organisation = large_files.account_of(download).id
    this_month = Month.from_text(download.options["month"])
    selection = opened(organisation, download.options["query"], this_month)
    total = count(selection)
    large_files.write_csv(path, header(selection), rows(selection), total, progress)


def _figure(figure: Figure, selection: LabelSelection) -> Sequence[Cell]:
    name = figure.name
    if selection.by is Level.TERRITORY:
        name = territories.name(figure.name)
    return (
        name,
        "" if figure.key is None else str(figure.key),
        figure.units,
        money.plain(figure.earned_micros),
        money.plain(figure.held_micros),
        selection.currency,
    )


def _line(line: Line, currency: str) -> Sequence[Cell]:
    return (
        str(line.month),
        line.tool,
        line.licence,
        line.work,
        line.identifier,
        line.payee,
        line.use,
        line.territory,
        line.model_version,
        line.outcome,
        line.units,
        money.plain(line.amount_micros),
        currency,
    )
