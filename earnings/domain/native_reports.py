"""The native AI usage report: text cells become archived lines, faults become problems.

Everything is lazy and vectorised: a service scans the file into text cells (`line` and the header's
columns, plus `EXTRA` for a cell too many), has them `read`, streams `lines` into Parquet and counts
`faults` in the same pass; only a file with faults is read again, for the first of each kind.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import polars as pl

from artistportal.roster.domain.uses import Use
from earnings.domain import territories
from earnings.domain.lines import INSTANT, MOMENT, MOST_UNITS, SCHEMA, USES
from earnings.domain.native_columns import DECIMAL, FRACTION
from earnings.domain.problems import Problem, Severity

EXTRA: Final = "_extra"
ONE_VALUE: Final = ("message_id", "currency")
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)

MILLIONTHS: Final = {
    "attribution_weight": "attribution_weight_ppm",
    "attribution_confidence": "attribution_confidence_ppm",
    "net_revenue": "net_revenue_micros",
}

_UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_LICENCE = r"^(?:L-)?(\d{1,9})$"
_LENGTHS: Final = {
    "line_id": 200,
    "corrects": 200,
    "title": 300,
    "artist": 300,
    "model_version": 100,
    "attribution_method": 100,
    "attribution_provider": 100,
    "output_id": 200,
    "account": 100,
    "message_id": 200,
}


@dataclass(frozen=True)
class Fault:
    """One kind of problem: the cells it is seen in, and the expression that is true where it is."""

    column: str
    is_faulty: pl.Expr
    message: str
    cure: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True)
class Context:
    """What the rules need beside the file: its columns, when it came, the tool's licences."""

    header: tuple[str, ...]
    received_at: datetime
    licences: Collection[int]
    has_empty_lines: bool = False


def read(cells: pl.LazyFrame, context: Context) -> pl.LazyFrame:
    """The cells of all lines but empty ones, with what several rules need read once beside them."""
    reading = _Reading(context)
    if context.has_empty_lines:
        cells = cells.filter(~_is_empty(context))
    return cells.with_columns(
        _isrc=reading.compact("isrc"),
        _iswc=reading.compact("iswc"),
        _voice=reading.text("voice").str.to_lowercase(),
        _day=reading.day(),
        _moment=reading.moment(),
        _use=reading.text("use").cast(USES, strict=False),
        _quantity=reading.text("quantity").cast(pl.Int64, strict=False),
        _licence=reading.text("licence").str.extract(_LICENCE).cast(pl.Int64, strict=False),
    )


def lines(read: pl.LazyFrame, context: Context) -> pl.LazyFrame:
    """The columns of `lines.SCHEMA` that the file fills; meaningful where `faults` finds no error.

    Columns of nulls would be sorted in vain: `lines.whole` adds them afterwards.
    """
    reading = _Reading(context)
    next_day = pl.col("_day") + pl.duration(days=1)
    columns = {
        "line": pl.col("line"),
        "identifier": pl.coalesce("_isrc", "_iswc", "_voice"),
        "used_from": pl.coalesce("_day", "_moment"),
        "used_until": pl.coalesce(next_day, pl.col("_moment") + INSTANT),
    }
    filled = {
        "use": pl.col("_use"),
        "model_version": reading.text("model_version").fill_null(""),
        "quantity": pl.col("_quantity"),
        "licence": pl.col("_licence"),
    }
    for column, name in MILLIONTHS.items():
        if reading.has(column):
            columns[name] = reading.millionths(column)
    for name in SCHEMA:
        if reading.has(name):
            columns[name] = filled.get(name, reading.text(name))
    return read.select(**columns)


def faults(context: Context) -> list[Fault]:
    """Every kind of problem a line of this file can have."""
    read = _Reading(context)
    of_columns = [
        *_identifier_faults(read),
        *_use_faults(read),
        *_number_faults(read),
        *_text_faults(read),
    ]
    return [
        Fault(
            EXTRA,
            pl.col(EXTRA).is_not_null(),
            "The line has more cells than the header.",
            "Remove the cell, or the separator inside a text.",
        ),
        *(fault for fault in of_columns if read.has(fault.column)),
    ]


def counts(read: pl.LazyFrame, context: Context) -> pl.LazyFrame:
    """One row: how often each fault occurs, by its place in `faults`, and the number of `lines`.

    Among them `empty` ones are counted too: where there are any, the file is read again without
    them, for it is rare and passing them over costs every file a copy.
    For each column of `ONE_VALUE` also its first and last value in the order of the alphabet,
    `first_…` and `last_…`: where they differ, there is more than one.
    """
    texts = {column: _Reading(context).text(column) for column in ONE_VALUE}
    ends = {f"first_{column}": text.min() for column, text in texts.items()}
    ends |= {f"last_{column}": text.max() for column, text in texts.items()}
    return read.select(
        *(
            fault.is_faulty.sum().cast(pl.Int64).alias(str(place))
            for place, fault in enumerate(faults(context))
        ),
        lines=pl.len().cast(pl.Int64),
        empty=_is_empty(context).sum().cast(pl.Int64),
        **ends,
    )


def first_faulty(read: pl.LazyFrame, context: Context, fault: Fault, most: int) -> pl.LazyFrame:
    """The first lines with a fault: `line` and the `value` that stands there."""
    value = pl.col(EXTRA) if fault.column == EXTRA else _Reading(context).text(fault.column)
    return (
        read.filter(fault.is_faulty)
        .select("line", value=value.fill_null(""))
        .sort("line")
        .head(most)
    )


def _is_empty(context: Context) -> pl.Expr:
    """Whether a line holds nothing, or nothing but separators, as spreadsheets leave them."""
    return pl.all_horizontal(pl.col(*context.header).is_null())


def problem(fault: Fault, line: int, value: str) -> Problem:
    """A fault as it is told of one line."""
    column = "" if fault.column == EXTRA else fault.column
    return Problem(fault.severity, fault.message, fault.cure, line, column, value)


class _Reading:
    """The cells of one file as expressions; a column that the file lacks is null everywhere."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def has(self, column: str) -> bool:
        return column in self.context.header

    def text(self, column: str) -> pl.Expr:
        return pl.col(column) if self.has(column) else pl.lit(None, pl.String)

    def compact(self, column: str) -> pl.Expr:
        """The identifier without the signs that people put between its parts."""
        return self.text(column).str.replace_many(["-", ".", " "], ["", "", ""]).str.to_uppercase()

    def day(self) -> pl.Expr:
        text = self.text("used_at")
        is_day = text.str.len_bytes() == len("2026-10-01")
        return pl.when(is_day).then(text).str.to_date("%Y-%m-%d", strict=False).cast(MOMENT)

    def moment(self) -> pl.Expr:
        """A moment of RFC 3339; the plainest form, in UTC to the second, is read the fast way."""
        text = self.text("used_at")
        is_plain = text.str.ends_with("Z") & (text.str.len_bytes() == len("2026-10-01T00:00:00Z"))
        is_other = ~is_plain & (text.str.len_bytes() > len("2026-10-01"))
        plain = (
            pl.when(is_plain)
            .then(text)
            .str.to_datetime("%Y-%m-%dT%H:%M:%SZ", strict=False, time_unit="us")
        )
        other = (
            pl.when(is_other)
            .then(text)
            .str.to_datetime("%+", strict=False, time_unit="us", time_zone="UTC")
        )
        return pl.coalesce(plain.dt.replace_time_zone("UTC"), other.cast(MOMENT))

    def millionths(self, column: str) -> pl.Expr:
        """A decimal of at most six places in whole millionths."""
        exact = self.text(column).cast(pl.Decimal(38, 6), strict=False)
        return (exact * 1_000_000).cast(pl.Int64, strict=False)


def _identifier_faults(read: _Reading) -> list[Fault]:
    isrc, iswc = pl.col("_isrc"), pl.col("_iswc")
    return [
        Fault(
            "isrc" if read.has("isrc") else "iswc" if read.has("iswc") else "voice",
            pl.coalesce("_isrc", "_iswc", "_voice").is_null(),
            "The line does not say which work was used.",
            "Give an ISRC, an ISWC or the id of a voice.",
        ),
        Fault(
            "isrc",
            ~isrc.str.contains(r"^[A-Z]{2}[A-Z0-9]{3}\d{7}$"),
            "This is not an ISRC.",
            "An ISRC takes 2 letters, 3 letters or digits, then 7 digits: USSM19803037.",
        ),
        Fault(
            "iswc",
            iswc.is_not_null() & ~(iswc.str.contains(r"^T\d{10}$") & _has_iswc_check_digit(iswc)),
            "This is not an ISWC: its form or its last digit is wrong.",
            "Copy it again from where it was issued: T-034.524.680-1.",
        ),
        Fault(
            "voice",
            ~pl.col("_voice").str.contains(_UUID),
            "This is not the id of a voice.",
            "Use the id that this site shows on the voice's page.",
        ),
    ]


def _has_iswc_check_digit(iswc: pl.Expr) -> pl.Expr:
    digits = [iswc.str.slice(place, 1).cast(pl.Int64, strict=False) for place in range(1, 11)]
    total = pl.sum_horizontal(pl.lit(1), *(d * i for i, d in enumerate(digits[:9], 1)))
    return ((10 - total % 10) % 10 == digits[9]).fill_null(value=False)


def _use_faults(read: _Reading) -> list[Fault]:
    used_from = pl.coalesce("_day", "_moment")
    received_at = pl.lit(read.context.received_at).cast(MOMENT)
    return [
        Fault(
            "use",
            pl.col("_use").is_null(),
            "This is not a use that we know.",
            f"Write one of {', '.join(Use)}.",
        ),
        Fault(
            "territory",
            ~read.text("territory").is_in(sorted(territories.KNOWN)).fill_null(value=False),
            "This is not a territory.",
            "Write an ISO 3166-1 code of two capital letters (DE, GB), or Worldwide.",
        ),
        Fault(
            "used_at",
            used_from.is_null(),
            "This is neither a day nor a moment.",
            "Write 2026-10-31, or 2026-10-31T18:30:00Z.",
        ),
        Fault(
            "used_at",
            used_from > received_at,
            "The use lies after the day on which the report came.",
            "Report a use when it has happened.",
        ),
        Fault(
            "used_at", used_from < pl.lit(EARLIEST), "The use lies too far back.", "Check the year."
        ),
    ]


def _number_faults(read: _Reading) -> list[Fault]:
    is_known = pl.col("_licence").is_in(sorted(read.context.licences)).fill_null(value=False)
    return [
        Fault(
            "quantity",
            ~pl.col("_quantity").is_between(0, MOST_UNITS).fill_null(value=False),
            "This is not a number of uses.",
            f"Write a whole number from 0 to {MOST_UNITS}.",
        ),
        *(
            Fault(
                column,
                ~read.text(column).str.contains(FRACTION),
                "This is not a share from 0 to 1.",
                "Write a decimal of at most six places: 0.25.",
            )
            for column in ("attribution_weight", "attribution_confidence")
        ),
        Fault(
            "net_revenue",
            ~read.text("net_revenue").str.contains(DECIMAL),
            "This is not an amount.",
            "Write a decimal of at most six places, without a currency sign: 1234.56.",
        ),
        Fault(
            "licence",
            read.text("licence").is_not_null() & ~is_known,
            "This is not the number of a licence of this tool.",
            "Write it as it stands on the licence: L-0007.",
        ),
    ]


def _text_faults(read: _Reading) -> list[Fault]:
    currency = read.text("currency")
    has_no_id = read.text("corrects").is_not_null() & read.text("line_id").is_null()
    needs_currency = read.text("net_revenue").is_not_null() & currency.is_null()
    return [
        Fault(
            "currency",
            needs_currency | ~currency.str.contains(r"^[A-Z]{3}$").fill_null(value=True),
            "The revenue has no currency.",
            "Write its ISO 4217 code: EUR.",
        ),
        Fault(
            "corrects",
            has_no_id,
            "A line that corrects another needs a line_id of its own.",
            "Give it a new line_id.",
        ),
        *(
            Fault(
                column,
                read.text(column).str.len_bytes() > most,
                f"The text is longer than {most} bytes.",
                "Shorten it.",
            )
            for column, most in _LENGTHS.items()
            if read.has(column)
        ),
    ]
