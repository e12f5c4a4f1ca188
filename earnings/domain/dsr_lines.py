"""A usage record of a DSR message as lines of the archive: whose revenue, which days, how often."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

import polars as pl

from artistportal.periods import start_of
from artistportal.roster.domain.uses import Use
from earnings.domain import dsr_checks, dsr_uses
from earnings.domain.dsr_messages import (
    FREE_LINES,
    MOST_LINES_OF_A_ROW,
    Booking,
    Counted,
    Message,
    Resource,
    Summary,
)
from earnings.domain.dsr_records import Record
from earnings.domain.dsr_values import amount, stretch, whole
from earnings.domain.lines import SCHEMA
from earnings.domain.problems import error
from earnings.domain.texts import Unreadable

Row = tuple[int, str, str, str, str, str, str, int, int, int, int | None, str]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_FILLED: Final = (
    "line",
    "line_id",
    "identifier",
    "title",
    "artist",
    "use",
    "territory",
    "used_from",
    "used_until",
    "quantity",
    "net_revenue_micros",
    "currency",
)
_CODED: Final = {"used_from": pl.Int64, "used_until": pl.Int64, "use": pl.String}
_READ: Final = pl.Schema({name: _CODED.get(name, SCHEMA[name]) for name in _FILLED})


def frame(rows: list[Row], report: int) -> pl.DataFrame:
    """Rows as a frame of `lines.SCHEMA`."""
    columns = dict(zip(_FILLED, zip(*rows, strict=True), strict=True)) if rows else None
    missing = {name: pl.lit(None, SCHEMA[name]) for name in SCHEMA if name not in _FILLED}
    missing["report"] = pl.lit(report, pl.Int64)
    missing["model_version"] = pl.lit("")
    return (
        pl.DataFrame(columns, schema=_READ)
        .with_columns(*(pl.col(name).cast(SCHEMA[name]) for name in _CODED), **missing)
        .select(SCHEMA.names())
    )


def of(record: Record, message: Message, resources: dict[str, Resource]) -> Iterator[Row]:
    """The lines of a usage record: one for each recording that it names.

    A row that bears no royalties is only counted. Where `dsr_checks` told an error, there may be
    fewer lines than meant; the file is rejected then.
    """
    message.rows += 1
    message.taken += len(resources)
    _check_room(record, message)
    summary = message.summary_of(record)
    uses = _uses(record)
    if summary:
        summary.usages += uses
    if dsr_checks.is_free(record):
        message.free = message.free or Counted(record.line)
        message.free.add(uses)
        return
    use = _use(record, summary)
    days = _days(record, message, summary)
    if not (summary and use and days and resources):
        return
    revenue = _revenue(record, summary)
    line_id = f"{message.name}:{record.text('SalesTransactionId')}"
    for place, (reference, resource) in enumerate(resources.items()):
        yield (
            record.line,
            f"{line_id}/{reference}" if place else line_id,
            resource.identifier,
            resource.title,
            resource.artist,
            use.value,
            summary.territory,
            *days,
            uses,
            None if place else revenue,
            summary.currency,
        )


def _uses(record: Record) -> int:
    uses = whole(record.text(dsr_checks.QUANTITIES[record.kind.family])) or 0
    return max(0, uses - (whole(record.text("Returns")) or 0))


def _use(record: Record, summary: Summary | None) -> Use | None:
    text = record.text("UseType") or (summary.use_type if summary else "")
    return dsr_uses.read(text)


def _days(record: Record, message: Message, summary: Summary | None) -> tuple[int, int] | None:
    """First and last moment in microseconds: of the row, else its summary, else the message."""
    own = stretch(record, dsr_checks.VALIDITY) if record.kind.family == "SU03" else None
    days = own or (summary and summary.days)
    from_date, until_date = days or (message.from_date, message.until_date)
    return (_micros(from_date), _micros(until_date)) if from_date and until_date else None


@lru_cache(maxsize=256)
def _micros(day: date) -> int:
    return (start_of(day) - _EPOCH) // _MICROSECOND


def _revenue(record: Record, summary: Summary) -> int | None:
    """The row's own revenue, or the summary's with the first row that names it."""
    own = amount(record.text("NetRevenue"))
    is_first = summary.booking is Booking.NOT_YET
    if is_first:
        summary.booking = Booking.BY_SUMMARY if own is None else Booking.BY_ROW
    if own is not None:
        summary.rows_micros += own
        return own
    return summary.revenue_micros or None if is_first else None


def _check_room(record: Record, message: Message) -> None:
    if message.taken > FREE_LINES + MOST_LINES_OF_A_ROW * message.rows:
        raise Unreadable(
            error(
                f"The rows name releases of more than {MOST_LINES_OF_A_ROW} recordings on average.",
                "Write a row for each recording.",
                line=record.line,
            )
        )
