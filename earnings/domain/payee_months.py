"""One payee's accounting month: what was booked, exchanged, settled, and what is told of it. Pure.

`work_out` gives a draft for each currency the payee has something in: what its statement says, its
parts, and what is to be posted. What is settled is in the payout currency; a payee who never said
in which currency they are paid is settled in each currency by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from earnings.domain import settlements
from earnings.domain.contracts import Expenses
from earnings.domain.ledgers import EntryKind
from earnings.domain.settlements import NO_COUNTRY, Agreed, Part, Settled
from earnings.domain.taxes import TaxRule

PAID = frozenset({EntryKind.PAYOUT, EntryKind.RETURNED})


@dataclass(frozen=True, slots=True)
class Booked:
    """One entry's amount for the payee in the month, and what it comes from."""

    entry: int
    kind: EntryKind
    currency: str
    amount_micros: int
    organisation: int | None = None
    country: str = NO_COUNTRY
    told: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """A contract as it is settled by."""

    pk: int
    number: int
    organisation: int
    rate_ppm: int
    fee_ppm: int
    expenses: Expenses
    reserve_ppm: int
    is_valid: bool
    recoupment: int | None
    recoups_in: str


@dataclass(frozen=True, slots=True)
class Spent:
    """One expense that the month takes."""

    contract: int
    currency: str
    amount_micros: int
    incurred_date: date
    description: str


@dataclass(frozen=True, slots=True)
class Release:
    """What was reserved under a contract so many months ago, by country, and on which statement."""

    contract: int
    currency: str
    by_country: Mapping[str, int]
    statement: str


@dataclass(frozen=True, slots=True)
class PayeeMonth:
    """All that one payee's month is worked out from.

    `openings` by currency; `unrecouped` what stands, by recoupment account; `pays_in` is empty
    where the payee never said in which currency they are paid.
    """

    payee: int
    booked: tuple[Booked, ...] = ()
    openings: Mapping[str, int] = field(default_factory=dict)
    contracts: tuple[ContractTerms, ...] = ()
    spent: tuple[Spent, ...] = ()
    released: tuple[Release, ...] = ()
    unrecouped: Mapping[int, int] = field(default_factory=dict)
    pays_in: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """An amount as it was exchanged; the rate is None where it was in the currency already."""

    currency: str
    given_micros: int
    micros: int
    rate: Decimal | None = None
    rate_date: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class DraftPart:
    """One organisation and contract on a statement: what was earned, and what became of it."""

    organisation: int | None
    contract: ContractTerms | None
    earned: tuple[Exchange, ...]
    spent: tuple[tuple[Spent, Exchange], ...]
    release: Release | None
    part: Part
    settled: Settled


@dataclass(frozen=True, slots=True)
class Draft:
    """What one statement will say, before it has a number."""

    currency: str
    opening_micros: int
    paid_micros: int
    parts: tuple[DraftPart, ...]
    unrecouped: Mapping[int, int]
    debt_micros: int

    def total(self, name: str) -> int:
        """A column of the parts added up, such as `tax_micros`."""
        return sum(int(getattr(part.settled, name)) for part in self.parts)

    @property
    def closing_micros(self) -> int:
        return self.opening_micros - self.paid_micros + self.total("kept_micros")


@dataclass
class _Group:
    """A part before it is settled: amounts by currency and country."""

    contract: ContractTerms | None
    earned: dict[str, dict[str, int]] = field(default_factory=dict)
    spent: list[Spent] = field(default_factory=list)
    release: Release | None = None

    def add(self, booked: Booked) -> None:
        of_currency = self.earned.setdefault(booked.currency, defaultdict(int))
        of_currency[booked.country] += booked.amount_micros


_Key = tuple[int, int | None, int]  # contract's number, organisation, contract
Exchanging = Callable[[int, str, str], Exchange]
TaxOf = Callable[[str], TaxRule | None]


def work_out(month: PayeeMonth, exchanging: Exchanging, tax_of: TaxOf) -> list[Draft]:
    """The payee's drafts, by currency. `exchanging` is given micro-units, from and to."""
    unrecouped = dict(month.unrecouped)
    paid: dict[str, int] = defaultdict(int)
    for booked in month.booked:
        if booked.kind in PAID:
            paid[booked.currency] -= booked.amount_micros
    groups = _groups(month)
    drafts = []
    for currency in sorted({*groups, *paid, *month.openings}):
        before = month.openings.get(currency, 0) - paid[currency]
        parts = _settled(
            groups.get(currency, {}), currency, max(-before, 0), unrecouped, exchanging, tax_of
        )
        drafts.append(
            Draft(
                currency=currency,
                opening_micros=month.openings.get(currency, 0),
                paid_micros=paid[currency],
                parts=parts,
                unrecouped=dict(unrecouped),
                debt_micros=max(-before, 0),
            )
        )
    return drafts


def _groups(month: PayeeMonth) -> dict[str, dict[_Key, _Group]]:
    """What is settled together, by the currency it is settled in."""
    valid = {each.organisation: each for each in month.contracts if each.is_valid}
    by_pk = {each.pk: each for each in month.contracts}
    groups: dict[str, dict[_Key, _Group]] = defaultdict(dict)

    def group(currency: str, organisation: int | None, contract: ContractTerms | None) -> _Group:
        key = (contract.number, organisation, contract.pk) if contract else (0, organisation, 0)
        return groups[currency].setdefault(key, _Group(contract))

    for booked in month.booked:
        if booked.kind not in PAID:
            contract = valid.get(booked.organisation or 0)
            group(month.pays_in or booked.currency, booked.organisation, contract).add(booked)
    for spent in month.spent:
        contract = by_pk[spent.contract]
        in_currency = month.pays_in or spent.currency
        group(in_currency, contract.organisation, contract).spent.append(spent)
    for release in month.released:
        contract = by_pk[release.contract]
        group(release.currency, contract.organisation, contract).release = release
    return groups


def _settled(
    groups: Mapping[_Key, _Group],
    currency: str,
    debt_micros: int,
    unrecouped: dict[int, int],
    exchanging: Exchanging,
    tax_of: TaxOf,
) -> tuple[DraftPart, ...]:
    """The parts of one currency, settled in the order of their contracts' numbers."""
    if not groups:
        return ()
    ordered = [groups[key] for key in sorted(groups, key=lambda key: (key[0], key[1] or 0))]
    organisations = [key[1] for key in sorted(groups, key=lambda key: (key[0], key[1] or 0))]
    earned = [_exchanged(each.earned, currency, exchanging) for each in ordered]
    spent = [
        tuple((one, exchanging(one.amount_micros, one.currency, currency)) for one in each.spent)
        for each in ordered
    ]
    parts = tuple(
        Part(
            earned_micros=sum(one.micros for one in amounts),
            sources=_sources(each.earned, currency, exchanging),
            agreed=_agreed(each.contract),
            expenses_micros=sum(one.micros for _, one in costs),
            released=each.release.by_country if each.release else {},
            recoupment=_recoups(each.contract, currency),
        )
        for each, amounts, costs in zip(ordered, earned, spent, strict=True)
    )
    countries = {country for part in parts for country in (*part.sources, *part.released, "")}
    rules = {country: tax_of(country) for country in countries}
    settlement = settlements.settle(
        settlements.Month(
            parts=parts,
            unrecouped={str(pk): stands for pk, stands in unrecouped.items()},
            debt_micros=debt_micros,
            tax_ppm={country: rule.rate_ppm for country, rule in rules.items() if rule},
        )
    )
    unrecouped.update({int(pk): stands for pk, stands in settlement.unrecouped.items()})
    return tuple(
        DraftPart(organisation, each.contract, amounts, costs, each.release, part, settled)
        for organisation, each, amounts, costs, part, settled in zip(
            organisations, ordered, earned, spent, parts, settlement.parts, strict=True
        )
    )


def _exchanged(
    earned: Mapping[str, Mapping[str, int]], currency: str, exchanging: Exchanging
) -> tuple[Exchange, ...]:
    """What was earned, summed and exchanged once for each currency."""
    return tuple(
        exchanging(sum(by_country.values()), given, currency)
        for given, by_country in sorted(earned.items())
    )


def _sources(
    earned: Mapping[str, Mapping[str, int]], currency: str, exchanging: Exchanging
) -> dict[str, int]:
    """By country of source what came from there, where that is more than nothing."""
    found: dict[str, int] = defaultdict(int)
    for given, by_country in earned.items():
        for country, amount in by_country.items():
            found[country] += exchanging(amount, given, currency).micros
    return {country: amount for country, amount in sorted(found.items()) if amount > 0}


def _agreed(contract: ContractTerms | None) -> Agreed | None:
    if contract is None:
        return None
    return Agreed(contract.rate_ppm, contract.fee_ppm, contract.expenses, contract.reserve_ppm)


def _recoups(contract: ContractTerms | None, currency: str) -> str:
    """The recoupment account of a contract, where it is in the currency that is settled."""
    if contract is None or contract.recoupment is None or contract.recoups_in != currency:
        return ""
    return str(contract.recoupment)
