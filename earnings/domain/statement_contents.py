"""What a statement says, in full, as one JSON object whose SHA-256 is the statement's. Pure.

`docs/ledger.md`, section 9, names what stands where. Amounts are whole micro-units.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from artistportal.periods import Month
from consent.domain.chains import canonical
from earnings.domain.ledgers import EntryKind
from earnings.domain.payee_months import Booked, Draft, DraftPart, Exchange, PayeeMonth
from earnings.domain.taxes import TaxRule

FORMAT: Final = 1
NO_RATE: Final = "no rate entered"

Named = Callable[[DraftPart], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Recouping:
    """A recoupment account: what stood to be recouped before the settlement, and what after."""

    account: str
    before_micros: int
    after_micros: int


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the head of a statement, and what is in none of its balances."""

    statement: str
    payee: Mapping[str, str]
    month: Month
    issued_at: datetime
    payout_terms: Mapping[str, Any] | None
    held_micros: int
    in_reserve_micros: int
    unrecouped_micros: int
    recoupment: tuple[Recouping, ...]


def sha256(content: Mapping[str, Any]) -> str:
    """The hash of a statement's content in its one writing."""
    return hashlib.sha256(canonical(content)).hexdigest()


def balances(draft: Draft) -> dict[str, int]:
    """The lines of a statement, from opening to closing."""
    return {
        "opening_micros": draft.opening_micros,
        "earned_micros": draft.total("earned_micros"),
        "costs_micros": draft.total("costs_micros"),
        "reserved_micros": draft.total("reserved_micros"),
        "released_micros": draft.total("released_micros"),
        "recouped_micros": draft.total("recouped_micros"),
        "tax_micros": draft.total("tax_micros"),
        "paid_micros": draft.paid_micros,
        "closing_micros": draft.closing_micros,
    }


def content(
    heading: Heading,
    month: PayeeMonth,
    draft: Draft,
    named: Named,
    rule_for: Callable[[str], TaxRule | None],
) -> dict[str, Any]:
    """All that a statement says."""
    covered = {draft.currency, *(one.currency for part in draft.parts for one in part.earned)}
    booked = [
        each
        for each in month.booked
        if each.currency in covered and _is_of(each, draft, month.pays_in)
    ]
    return {
        "format": FORMAT,
        "statement": heading.statement,
        "payee": dict(heading.payee),
        "month": str(heading.month),
        "currency": draft.currency,
        "issued_at": heading.issued_at.isoformat(),
        "payout_terms": dict(heading.payout_terms) if heading.payout_terms else None,
        **balances(draft),
        "held_micros": heading.held_micros,
        "in_reserve_micros": heading.in_reserve_micros,
        "unrecouped_micros": heading.unrecouped_micros,
        "recoupment": [asdict(account) for account in heading.recoupment],
        "debt_micros": draft.debt_micros,
        "parts": [_part(part, named(part), rule_for) for part in draft.parts],
        "entries": [_entry(each) for each in booked if each.kind is not EntryKind.SETTLEMENT],
        "contract_income": _contract_income(booked),
    }


def _is_of(booked: Booked, draft: Draft, pays_in: str) -> bool:
    """Whether an entry belongs to this draft: payments to their own currency's, the rest to the
    one that it is settled in.
    """
    if booked.kind in {EntryKind.PAYOUT, EntryKind.RETURNED}:
        return booked.currency == draft.currency
    return draft.currency == (pays_in or booked.currency)


def _part(
    part: DraftPart, named: dict[str, Any], rule_for: Callable[[str], TaxRule | None]
) -> dict[str, Any]:
    settled = part.settled
    return {
        **named,
        "earned": [_exchange(one) for one in part.earned],
        "expenses": [
            {
                "incurred_date": str(spent.incurred_date),
                "description": spent.description,
                **_exchange(one),
            }
            for spent, one in part.spent
        ],
        "earned_micros": settled.earned_micros,
        "fee_micros": settled.fee_micros,
        "expenses_micros": settled.expenses_micros,
        "contract_micros": settled.contract_micros,
        "net_micros": settled.net_micros,
        "reserved_micros": settled.reserved_micros,
        "released_micros": settled.released_micros,
        "released_from": part.release.statement if part.release else None,
        "recouped_micros": settled.recouped_micros,
        "tax_micros": settled.tax_micros,
        "sources": [
            {
                "country": source.country,
                "weight_micros": part.part.sources.get(source.country, 0),
                "reserved_micros": source.reserved_micros,
                "released_micros": part.part.released.get(source.country, 0),
                "left_micros": source.left_micros,
                "taxable_micros": source.taxable_micros,
                "tax_ppm": source.tax_ppm,
                "tax_ground": rule.ground if (rule := rule_for(source.country)) else NO_RATE,
                "tax_micros": source.tax_micros,
            }
            for source in settled.sources
        ],
    }


def _exchange(one: Exchange) -> dict[str, Any]:
    return {
        "currency": one.currency,
        "given_micros": one.given_micros,
        "micros": one.micros,
        "rate": f"{one.rate:f}" if one.rate is not None else None,
        "rate_date": str(one.rate_date) if one.rate_date else None,
        "rate_source": one.source or None,
    }


def _entry(booked: Booked) -> dict[str, Any]:
    return {
        "entry": f"E-{booked.entry:06d}",
        "currency": booked.currency,
        "country": booked.country,
        "amount_micros": booked.amount_micros,
        **booked.told,
    }


def _contract_income(booked: list[Booked]) -> list[dict[str, Any]]:
    """What came by contracts with payees, summed by currency: their own statements tell each."""
    found: dict[str, list[int]] = defaultdict(list)
    for each in booked:
        if each.kind is EntryKind.SETTLEMENT:
            found[each.currency].append(each.amount_micros)
    return [
        {"currency": currency, "entries": len(amounts), "amount_micros": sum(amounts)}
        for currency, amounts in sorted(found.items())
    ]
