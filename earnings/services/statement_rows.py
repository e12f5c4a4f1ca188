"""The rows of the file of lines, cell by cell: `statement_lines.COLUMNS`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from artistportal import money
from artistportal.periods import Month
from artistportal.spreadsheets import Cell
from earnings.domain.statement_lines import COLUMNS, LineKind, percent_of
from earnings.models import Statement, StatementPart
from earnings.queries import statements
from earnings.queries.statement_works import WorkNamed
from earnings.queries.statements import Source

# What differs from line to line of one entry; all else is the same.
OF_A_LINE: Final = (
    "line_id",
    "asset_type",
    "isrc",
    "iswc",
    "title",
    "release_title",
    "display_artist",
    "use_type",
    "territory",
    "model_version",
    "usage_units",
    "attribution_weight",
    "gross_amount",
    "split_percent",
    "amount_of_transaction",
    "net_amount",
)
_PLACES: Final = [list(COLUMNS).index(name) for name in OF_A_LINE]
# What a part of a statement took (-1) or gave (1).
_SETTLED: Final = (
    (LineKind.FEE, "fee_micros", -1),
    (LineKind.EXPENSES, "expenses_micros", -1),
    (LineKind.SHARE, "contract_micros", -1),
    (LineKind.RESERVE, "reserved_micros", -1),
    (LineKind.RELEASE, "released_micros", 1),
    (LineKind.RECOUPMENT, "recouped_micros", -1),
    (LineKind.WITHHOLDING, "tax_micros", -1),
)


def base(statement: Statement, source: Source, part: StatementPart | None) -> list[Cell]:
    """What all lines of an entry have in common; the other cells are empty."""
    return _row(
        _of_statement(statement)
        | _of_part(part)
        | {
            "line_kind": source.kind.value,
            "entry_id": source.entry,
            "adjusts_entry_id": source.adjusts,
            "adjusts_statement_id": source.adjusts_statement.code
            if source.adjusts_statement
            else "",
            "organisation_name": source.organisation,
            "licence_id": source.licence,
            "run_id": source.run,
            "tool_dpid": source.tool_dpid,
            "tool_name": source.tool,
            "usage_start": str(source.month.first) if source.month else "",
            "usage_end": str(source.month.last_day) if source.month else "",
            "allocation_method": source.pay_model,
            "pool_amount": _amount(source.pool_micros),
            "currency_of_transaction": source.currency,
        }
    )


def line(
    base: list[Cell], line_id: str, row: tuple[Any, ...], work: WorkNamed, net_micros: int
) -> list[Cell]:
    """One line: what the entry's lines share, and a row of `LINE_SCHEMA`."""
    cells = [*base]
    _, use, territory, version, share, whole, units, weight, gross, amount = row
    is_use = bool(use)
    values = (
        line_id,
        work.kind,
        work.isrc,
        work.iswc,
        work.title,
        work.release_title,
        work.display_artist,
        use,
        territory,
        version,
        units if is_use else "",
        weight or "",
        money.plain(gross) if is_use else "",
        percent_of(share, whole) if is_use else "",
        money.plain(amount),
        money.plain(net_micros),
    )
    for place, value in zip(_PLACES, values, strict=True):
        cells[place] = value
    return cells


def settled(statement: Statement) -> Iterator[list[Cell]]:
    """What was taken and given after it was earned, part by part, and what was paid."""
    about = _of_statement(statement)
    number = 0
    for part in statements.parts(statement):
        for kind, name, sign in _SETTLED:
            if amount := sign * getattr(part, name):
                number += 1
                told = {
                    "line_id": f"{statement.code}-{number}",
                    "line_kind": kind.value,
                    "entry_id": str(statement.settlement or ""),
                    "organisation_name": part.organisation.name if part.organisation else "",
                    "contract_id": part.contract.code if part.contract else "",
                    "net_amount": money.plain(amount),
                }
                yield _row(about | told)
    for entry, words, amount in statements.payments(statement):
        told = {
            "line_id": f"{entry}-1",
            "line_kind": LineKind.PAYMENT.value,
            "entry_id": entry,
            "title": words,
            "net_amount": money.plain(amount),
        }
        yield _row(about | told)


def _row(cells: Mapping[str, Cell]) -> list[Cell]:
    return [cells.get(name, "") for name in COLUMNS]


def _of_statement(statement: Statement) -> dict[str, Cell]:
    payee = statement.payee
    month = Month(statement.month_date)
    return {
        "statement_id": statement.code,
        "statement_period_start": str(month.first),
        "statement_period_end": str(month.last_day),
        "payee_id": str(payee.public_id),
        "payee_name": payee.name,
        "payee_ipi": (payee.artist.ipi or "") if payee.artist else "",
        "payee_isni": (payee.artist.isni or "") if payee.artist else "",
        "currency": statement.currency,
    }


def _of_part(part: StatementPart | None) -> dict[str, Cell]:
    if part is None:
        return {}
    return {
        "contract_id": part.contract.code if part.contract else "",
        "exchange_rate": f"{part.exchange_rate.normalize():f}" if part.exchange_rate else "",
        "exchange_rate_date": str(part.exchange_rate_date or ""),
        "exchange_rate_source": part.exchange_rate_source,
    }


def _amount(micros: int | None) -> str:
    return "" if micros is None else money.plain(micros)
