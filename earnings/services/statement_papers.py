"""A statement as a paper: a tagged PDF of one to three pages, a summary and never a dump.

Typst sets it from a template of ours; what people wrote reaches it as data alone. The same
statement gives the same bytes on the same machine: its date is the day it was issued.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, Final

import typst
from django.conf import settings

from artistportal import money
from artistportal.periods import Month
from earnings.domain.statement_lines import check_sum
from earnings.domain.statement_sums import CLOSING, Figures, Sum
from earnings.models import Statement, StatementPart
from earnings.queries import statement_works, statements
from earnings.queries.statement_works import NO_WORK
from earnings.queries.statements import Opened, Source
from earnings.services import statement_files

MOST_WORKS: Final = 10
MOST_TOOLS: Final = 10
MOST_CORRECTIONS: Final = 12
MOST_PARTS: Final = 12
MOST_PAYOUTS: Final = 8
TEMPLATE: Final = settings.BASE_DIR / "templates" / "earnings" / "statement.typ"
# Archivable and accessible; the bundled fonts first, the machine's for writing they lack, and
# where nothing can show a sign, a paper without the promise that everything is shown.
_ATTEMPTS: Final[tuple[dict[str, Any], ...]] = (
    {"pdf_standards": ["a-2a", "ua-1"], "ignore_system_fonts": True},
    {"pdf_standards": ["a-2a", "ua-1"], "ignore_system_fonts": False},
    {"pdf_standards": [], "ignore_system_fonts": False},
)


@dataclass
class Tally:
    """What one work or tool came to."""

    units: int = 0
    micros: int = 0
    months: set[Month] = field(default_factory=set)


def pdf(statement: Statement, address: str) -> bytes:
    """The paper; `address` is where the statement stands."""
    data = {"statement": json.dumps(content(statement, address))}
    *first, last = _ATTEMPTS
    for attempt in first:
        try:
            return _set(data, attempt)
        except typst.TypstError:
            continue
    return _set(data, last)


def content(statement: Statement, address: str) -> dict[str, Any]:
    """All that the paper says, in words."""
    opened = statements.opened(statement)
    works, tools = _tallies(statement)
    issued = statement.issued_at.astimezone(UTC)
    month = Month(statement.month_date).name
    who = statement.payee.name
    return {
        "title": f"Statement {statement.code}: {who}, {month}",
        "description": f"What {who} earned and was paid in {month}, in {statement.currency}.",
        "issuer": "statement of earnings from the use of works by AI tools",
        "code": statement.code,
        "payee": who,
        "month": month,
        "currency": statement.currency,
        "sha256": statement.content_sha256,
        "address": address,
        "issued": {
            name: getattr(issued, name)
            for name in ("year", "month", "day", "hour", "minute", "second")
        },
        "facts": [
            ["For", who],
            ["Statement", f"{statement.code}, in {statement.currency}"],
            ["State", f"Final since {_day(issued)}, {issued:%H:%M} UTC"],
        ],
        **_sums(opened),
        "parts": _parts(opened),
        "works": _works(works, statement.currency),
        "tools": _tools(tools, statement.currency),
        **_corrections(opened.corrections),
        "payouts": [
            {
                "words": [
                    f"{each.code}, {_day(each.at)}",
                    each.state,
                    each.reference or "None yet",
                ],
                "amounts": [
                    money.shown(amount, each.currency)
                    for amount in (each.amount_micros, each.fee_micros, each.net_micros)
                ],
            }
            for each in opened.payouts[:MOST_PAYOUTS]
        ],
    }


def _set(data: dict[str, str], how: Mapping[str, Any]) -> bytes:
    made = typst.compile(
        str(TEMPLATE), root=str(TEMPLATE.parent), format="pdf", sys_inputs=data, **how
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no PDF.")
    return made


def _tallies(statement: Statement) -> tuple[dict[int, Tally], dict[str, Tally]]:
    """What each work and each tool came to, from the lines; a paper that is astray is not made."""
    works: dict[int, Tally] = defaultdict(Tally)
    tools: dict[str, Tally] = defaultdict(Tally)
    for batch in statement_files.batches(statement):
        tool = tools[batch.source.tool or batch.source.description]
        if batch.source.month:
            tool.months.add(batch.source.month)
        rows = zip(batch.rows["work"], batch.rows["units"], batch.net_micros, strict=True)
        for work, units, micros in rows:
            tool.units += units
            tool.micros += micros
            if work is not None:
                works[work].units += units
                works[work].micros += micros
    total = sum(tally.micros for tally in tools.values())
    check_sum(total, statement.earned_micros, statement.code)
    return works, tools


def _sums(opened: Opened) -> dict[str, Any]:
    statement, figures = opened.statement, opened.figures
    return {
        "sums": [_sum(each, amount, figures) for each, amount in opened.sums],
        "closing": _sum(CLOSING, statement.closing_micros, figures),
        "aside": [
            [words, money.rounded(amount, statement.currency), meaning]
            for words, amount, meaning in (
                ("Held, in no balance", statement.held_micros, "Not cleared, or shares not known."),
                ("In reserve", statement.in_reserve_micros, "Kept back, to be released."),
                ("Still to recoup", statement.unrecouped_micros, "Left of advances."),
            )
        ],
    }


def _sum(each: Sum, amount: int, figures: Figures) -> dict[str, str]:
    return {"label": each.label, "meaning": each.meaning, "amount": figures.shown(amount)}


def _parts(opened: Opened) -> list[dict[str, Any]]:
    shown = opened.parts[:MOST_PARTS]
    amounts = [amount for part in shown for amount in _amounts(part)]
    figures = Figures.of(opened.statement.currency, amounts)
    return [_part(part, figures) for part in shown]


def _part(part: StatementPart, figures: Figures) -> dict[str, Any]:
    contract = part.contract
    about = "No contract: all yours"
    if contract:
        about = f"{contract.code}: {_percent(contract.rate_ppm)} yours"
        if contract.fee_ppm:
            about += f" after a fee of {_percent(contract.fee_ppm)}"
    if part.exchange_rate is not None:
        earned = money.shown(part.earned_in_micros, part.earned_in_currency)
        rate = f"{part.exchange_rate.normalize():f}"
        day = _day(part.exchange_rate_date) if part.exchange_rate_date else ""
        about += f". {earned} at {rate}, rate of {day}, {part.exchange_rate_source}"
    return {
        "name": part.organisation.name if part.organisation else "Other entries",
        "about": about,
        "amounts": [figures.number(amount) for amount in _amounts(part)],
    }


def _amounts(part: StatementPart) -> tuple[int, ...]:
    """Earned, taken by the contract, reserve, recouped and tax, left: the last is their sum."""
    taken = part.fee_micros + part.expenses_micros + part.contract_micros
    reserve = part.released_micros - part.reserved_micros
    back = part.recouped_micros + part.tax_micros
    left = part.earned_micros - taken + reserve - back
    return part.earned_micros, -taken, reserve, -back, left


def _works(tallies: Mapping[int, Tally], currency: str) -> list[dict[str, str]]:
    top = sorted(tallies, key=lambda work: (-tallies[work].micros, work))[:MOST_WORKS]
    named = statement_works.named(top)
    lines = []
    for work in top:
        about = named.get(work, NO_WORK)
        code = about.isrc or about.iswc
        lines.append(
            _line(
                about.title or "A work no longer named",
                ", ".join(filter(None, (about.display_artist, code))),
                tallies[work],
                currency,
            )
        )
    return lines + _others(tallies, top, "other works", currency)


def _tools(tallies: Mapping[str, Tally], currency: str) -> list[dict[str, str]]:
    top = sorted(tallies, key=lambda tool: (-tallies[tool].micros, tool))[:MOST_TOOLS]
    lines = [
        _line(
            tool, ", ".join(m.name for m in sorted(tallies[tool].months)), tallies[tool], currency
        )
        for tool in top
    ]
    return lines + _others(tallies, top, "other tools", currency)


def _others(
    tallies: Mapping[Any, Tally], top: Iterable[Any], what: str, currency: str
) -> list[dict[str, str]]:
    """What the rest came to, so that the column adds up."""
    shown = set(top)
    rest = [tally for key, tally in tallies.items() if key not in shown]
    if not rest:
        return []
    whole = Tally(sum(each.units for each in rest), sum(each.micros for each in rest))
    return [_line(f"{len(rest):,} {what}", "", whole, currency)]


def _line(name: str, about: str, tally: Tally, currency: str) -> dict[str, str]:
    units = f"{tally.units:,}".replace("-", "\N{MINUS SIGN}")
    amount = money.rounded(tally.micros, currency)
    return {"name": name, "about": about, "units": units, "amount": amount}


def _corrections(sources: tuple[Source, ...]) -> dict[str, Any]:
    left = len(sources) - MOST_CORRECTIONS
    return {
        "corrections": [
            {
                "entry": source.entry,
                "adjusts": ", ".join(
                    filter(
                        None,
                        (
                            source.adjusts,
                            source.adjusts_statement.code if source.adjusts_statement else "",
                        ),
                    )
                ),
                "about": f"{source.tool}, {source.month.name if source.month else ''}",
                "amount": money.shown(source.amount_micros, source.currency),
            }
            for source in sources[:MOST_CORRECTIONS]
        ],
        "more_corrections": f"And {left:,} more in the file of lines." if left > 0 else "",
    }


def _day(day: Any) -> str:
    return f"{day.day} {day:%b %Y}"


def _percent(ppm: int) -> str:
    whole, rest = divmod(ppm, 10_000)
    return f"{whole}.{rest:04}".rstrip("0").rstrip(".") + "%"
