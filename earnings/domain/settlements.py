"""One payee's month settled: fee, organisation's part, expenses, reserve, recoupment, tax. Pure.

Whole micro-units of one currency. What a contract takes it takes as `docs/ledger.md` says, section
9; every part is rounded down, tax too. What a payee does not keep of what their licences earned
goes to the organisation, what they are ahead to the recoupment account, so that nothing is lost:

    earned = fee + expenses + contract + net
    net + released = reserved + recouped + tax + what the payee's account keeps
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from artistportal import money
from artistportal.money import WHOLE_PPM
from earnings.domain.contracts import Expenses

ByCountry = Mapping[str, int]
NO_COUNTRY: Final = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a contract says of a month."""

    rate_ppm: int
    fee_ppm: int = 0
    expenses: Expenses = Expenses.AFTER_SPLIT
    reserve_ppm: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What came of one organisation's licences in the month, and the contract that it falls under.

    `sources` says from which countries it came, as weights that are not negative. `released` is
    what was reserved so many months ago, by the country it came from then. `recoupment` names the
    account that it makes up for, if any.
    """

    earned_micros: int
    sources: ByCountry = field(default_factory=dict)
    agreed: Agreed | None = None
    expenses_micros: int = 0
    released: ByCountry = field(default_factory=dict)
    recoupment: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """All that a payee's month is settled from.

    `unrecouped` is what stands to be recouped before, by account; `debt_micros` by how much the
    payee's own account stood below zero before anything was earned; `tax_ppm` the rate for each
    country of source, none for those that it lacks.
    """

    parts: tuple[Part, ...]
    unrecouped: Mapping[str, int] = field(default_factory=dict)
    debt_micros: int = 0
    tax_ppm: ByCountry = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """What of a part came from one country, and the tax on it."""

    country: str
    reserved_micros: int
    left_micros: int
    taxable_micros: int
    tax_ppm: int
    tax_micros: int


@dataclass(frozen=True, slots=True)
class Settled:
    """One part as it came out."""

    earned_micros: int
    fee_micros: int
    expenses_micros: int
    contract_micros: int
    net_micros: int
    reserved_micros: int
    released_micros: int
    recouped_micros: int
    tax_micros: int
    sources: tuple[Source, ...]

    @property
    def costs_micros(self) -> int:
        """What the payee does not keep of what was earned; it goes to the organisation."""
        return self.earned_micros - self.net_micros

    @property
    def kept_micros(self) -> int:
        """By how much the payee's account is higher in the end."""
        taken = self.reserved_micros + self.recouped_micros + self.tax_micros
        return self.net_micros + self.released_micros - taken


@dataclass(frozen=True, slots=True)
class Settlement:
    """A payee's month as it came out: its parts in order, and what still stands to be recouped."""

    parts: tuple[Settled, ...]
    unrecouped: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Untaxed:
    """A part before tax: by country what is reserved and what is left."""

    part: Part
    fee_micros: int
    net_micros: int
    recouped_micros: int
    reserved: ByCountry
    left: ByCountry


def settle(month: Month) -> Settlement:
    """Settles the parts in their order; an earlier one recoups before a later one."""
    unrecouped = dict(month.unrecouped)
    untaxed = [_untaxed(part, unrecouped) for part in month.parts]
    exempt = _exempt(untaxed, month.debt_micros)
    parts = tuple(
        _taxed(each, exempt.get(place, {}), month.tax_ppm) for place, each in enumerate(untaxed)
    )
    return Settlement(parts, unrecouped)


def net_of(part: Part) -> tuple[int, int]:
    """What the payee keeps of what was earned before reserve and recoupment, and the fee before it.

    Both rounded down; where more was taken back or spent than was earned, net is a debt.
    """
    agreed = part.agreed
    if agreed is None:
        return part.earned_micros, 0
    fee = max(part.earned_micros, 0) * agreed.fee_ppm // WHOLE_PPM
    base = part.earned_micros - fee
    if agreed.expenses is Expenses.BEFORE_SPLIT:
        return (base - part.expenses_micros) * agreed.rate_ppm // WHOLE_PPM, fee
    return base * agreed.rate_ppm // WHOLE_PPM - part.expenses_micros, fee


def _untaxed(part: Part, unrecouped: dict[str, int]) -> _Untaxed:
    """The part up to tax; what it recoups, or leaves as a debt, changes `unrecouped`."""
    net, fee = net_of(part)
    reserve = max(net, 0) * (part.agreed.reserve_ppm if part.agreed else 0) // WHOLE_PPM
    reserved = _divided(reserve, part.sources)
    kept = _divided(max(net, 0) - reserve, part.sources)
    free = {
        country: kept.get(country, 0) + part.released.get(country, 0)
        for country in sorted({*kept, *part.released})
    }
    recouped = debt = 0
    if part.recoupment:
        debt = max(-net, 0)
        stands = unrecouped.get(part.recoupment, 0) + debt
        recouped = min(sum(free.values()), stands)
        unrecouped[part.recoupment] = stands - recouped
    gone = _divided(recouped, free)
    left = {country: amount - gone.get(country, 0) for country, amount in free.items()}
    return _Untaxed(part, fee, net, recouped - debt, reserved, left)


def _exempt(untaxed: Iterable[_Untaxed], debt_micros: int) -> dict[int, dict[str, int]]:
    """What only makes up for a debt and so is not taxed: by the part's place and country."""
    lefts = {
        (place, country): amount
        for place, each in enumerate(untaxed)
        for country, amount in each.left.items()
    }
    carried = sum(max(-each.net_micros, 0) for each in untaxed if not each.part.recoupment)
    amount = min(sum(lefts.values()), debt_micros + carried)
    exempt: dict[int, dict[str, int]] = {}
    if amount:
        for (place, country), part in money.divide(amount, lefts, order=sorted(lefts)).items():
            exempt.setdefault(place, {})[country] = part
    return exempt


def _taxed(each: _Untaxed, exempt: ByCountry, tax_ppm: ByCountry) -> Settled:
    sources = tuple(
        _source(country, each.reserved.get(country, 0), left, exempt.get(country, 0), tax_ppm)
        for country, left in sorted(each.left.items())
    )
    part = each.part
    expenses = part.expenses_micros if part.agreed else 0
    return Settled(
        earned_micros=part.earned_micros,
        fee_micros=each.fee_micros,
        expenses_micros=expenses,
        contract_micros=part.earned_micros - each.fee_micros - expenses - each.net_micros,
        net_micros=each.net_micros,
        reserved_micros=sum(each.reserved.values()),
        released_micros=sum(part.released.values()),
        recouped_micros=each.recouped_micros,
        tax_micros=sum(source.tax_micros for source in sources),
        sources=sources,
    )


def _source(country: str, reserved: int, left: int, exempt: int, tax_ppm: ByCountry) -> Source:
    rate = tax_ppm.get(country, 0)
    taxable = left - exempt
    return Source(country, reserved, left, taxable, rate, taxable * rate // WHOLE_PPM)


def _divided(amount: int, weights: ByCountry) -> dict[str, int]:
    """An amount that is not negative, by country; of none where no country is known."""
    if not sum(weights.values()):
        return {NO_COUNTRY: amount} if amount else {}
    return money.divide(amount, weights, order=sorted(weights))
