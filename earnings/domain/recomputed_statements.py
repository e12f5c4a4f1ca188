"""What a statement says of a month, from the entries booked to the closing balance.

In plain Python, standard library only: see `recompute`. The rules are those of `docs/ledger.md`,
section 9, written a second time on purpose: what they are checked against is not used here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from earnings.domain import recomputed_runs
from earnings.domain.papers import Paper, Wrong

WHOLE: Final = 1_000_000
RATE: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
PAYMENTS: Final = ("payout", "returned")
# How the balances add up to the closing one.
SIGNS: Final[Mapping[str, int]] = {
    "opening_micros": 1,
    "earned_micros": 1,
    "costs_micros": -1,
    "reserved_micros": -1,
    "released_micros": 1,
    "recouped_micros": -1,
    "tax_micros": -1,
    "paid_micros": -1,
}

ByCountry = dict[str, int]
Earned = Mapping[tuple[str, str], ByCountry]  # by organisation and currency


@dataclass
class Part:
    """One organisation and contract on the statement, as far as it is worked out."""

    paper: Paper
    net: int = 0
    left: ByCountry | None = None

    @property
    def organisation(self) -> str:
        found = self.paper.paper_if_any("organisation")
        return found.text("id") if found else ""

    @property
    def contract(self) -> Paper | None:
        return self.paper.paper_if_any("contract")

    @property
    def recoupment(self) -> tuple[str, str] | None:
        """The account that it makes up for: whose and called what."""
        name = self.contract.text_if_any("recoupment") if self.contract else None
        return (self.organisation, name) if name else None

    def agree(self, field: str, found: int) -> None:
        """Raises Wrong unless the statement says what was found."""
        said = self.paper.number(field)
        if said != found:
            raise Wrong(f"{self.paper.name}: “{field}” should be {found}, the file says {said}.")


def check(content: Paper, unrecouped: dict[tuple[str, str], int], earned: Earned) -> None:
    """Raises Wrong unless everything on the statement follows from what was booked.

    `earned` is what was booked, by organisation and currency and then by country; `unrecouped` what
    stood to be recouped before, by organisation and account.
    """
    parts = [Part(paper) for paper in content.papers("parts")]
    currency = content.text("currency")
    _check_earned(parts, currency, earned)
    before = dict(unrecouped)
    for part in parts:
        _settle(part, unrecouped)
    _check_recoupment(content, before, unrecouped)
    _check_taxes(parts, _debt(content))
    _check_balances(content, parts)


def _check_recoupment(
    content: Paper, before: Mapping[tuple[str, str], int], after: Mapping[tuple[str, str], int]
) -> None:
    """What stands to be recouped, account by account and in all."""
    if sum(after.values()) != content.number("unrecouped_micros"):
        raise Wrong(f"{sum(after.values())} stands to be recouped, the file says otherwise.")
    accounts = sorted((key[1], before.get(key, 0), stands) for key, stands in after.items())
    said = sorted(
        (one.text("account"), one.number("before_micros"), one.number("after_micros"))
        for one in content.papers("recoupment")
    )
    if [each for each in accounts if any(each[1:])] != [each for each in said if any(each[1:])]:
        raise Wrong("The accounts to be recouped stand otherwise before or after the settlement.")


def _check_earned(parts: list[Part], currency: str, earned: Earned) -> None:
    """What each part earned is what was booked for it, exchanged."""
    found: dict[tuple[str, str], ByCountry] = dict(earned)
    for part in parts:
        weights: ByCountry = defaultdict(int)
        total = 0
        for one in part.paper.papers("earned"):
            by_country = found.pop((part.organisation, one.text("currency")), {})
            if sum(by_country.values()) != one.number("given_micros"):
                raise Wrong(f"{one.name}: {sum(by_country.values())} was booked, not so much.")
            total += _exchanged(one, one.number("given_micros"), currency)
            if total and _exchanged(one, one.number("given_micros"), currency) != one.number(
                "micros"
            ):
                raise Wrong(f"{one.name}: the amount does not follow from the rate.")
            for country, amount in by_country.items():
                weights[country] += _exchanged(one, amount, currency)
        part.agree("earned_micros", total)
        _check_weights(part, {name: amount for name, amount in weights.items() if amount > 0})
    if any(amount for by_country in found.values() for amount in by_country.values()):
        raise Wrong("Something was booked that stands in no part of the statement.")


def _check_weights(part: Part, weights: ByCountry) -> None:
    said = {
        source.text("country"): source.number("weight_micros")
        for source in part.paper.papers("sources")
        if source.number("weight_micros")
    }
    if said != weights:
        raise Wrong(f"{part.paper.name}: the countries of source do not follow from the entries.")


def _exchanged(one: Paper, amount: int, currency: str) -> int:
    """An amount at the rate that is named, cut toward zero; as it is in the same currency."""
    if one.text("currency") == currency:
        if one.text_if_any("rate") is not None:
            raise Wrong(f"{one.name}: nothing is exchanged, and still there is a rate.")
        return amount
    if not RATE.fullmatch(one.text("rate")):
        raise Wrong(f"{one.name}: the rate is no number.")
    exact = Fraction(one.text("rate")) * abs(amount)
    whole = exact.numerator // exact.denominator
    return whole if amount >= 0 else -whole


def _settle(part: Part, unrecouped: dict[tuple[str, str], int]) -> None:
    """Fee, the organisation's part, expenses, reserve and recoupment."""
    spent = _spent(part)
    part.net, fee = _net(part, spent)
    earned = part.paper.number("earned_micros")
    costs = spent if part.contract else 0
    reserve = _part_of(max(part.net, 0), part.contract, "reserve_ppm")
    part.agree("net_micros", part.net)
    part.agree("fee_micros", fee)
    part.agree("expenses_micros", costs)
    part.agree("contract_micros", earned - fee - costs - part.net)
    part.agree("reserved_micros", reserve)
    free = _free(part, reserve)
    recouped = debt = 0
    if part.recoupment:
        debt = max(-part.net, 0)
        stands = unrecouped.get(part.recoupment, 0) + debt
        recouped = min(sum(free.values()), stands)
        unrecouped[part.recoupment] = stands - recouped
    part.agree("recouped_micros", recouped - debt)
    gone = _by_country(recouped, free)
    part.left = {country: amount - gone.get(country, 0) for country, amount in free.items()}


def _spent(part: Part) -> int:
    total = 0
    for one in part.paper.papers("expenses"):
        given = one.number("given_micros")
        found = given if one.text_if_any("rate") is None else _exchanged(one, given, "")
        if found != one.number("micros"):
            raise Wrong(f"{one.name}: the amount does not follow from the rate.")
        total += found
    return total


def _net(part: Part, spent: int) -> tuple[int, int]:
    """What the payee keeps before reserve and recoupment, and the fee."""
    earned, contract = part.paper.number("earned_micros"), part.contract
    if contract is None:
        return earned, 0
    fee = _part_of(max(earned, 0), contract, "fee_ppm")
    rate, base = contract.number("rate_ppm"), earned - fee
    if contract.text("expenses") == "before_split":
        return (base - spent) * rate // WHOLE, fee
    return base * rate // WHOLE - spent, fee


def _part_of(amount: int, contract: Paper | None, field: str) -> int:
    return amount * contract.number(field) // WHOLE if contract else 0


def _free(part: Part, reserve: int) -> ByCountry:
    """By country what is left after the reserve, with what is released; checks both."""
    sources = part.paper.papers("sources")
    weights = {one.text("country"): one.number("weight_micros") for one in sources}
    weights = {country: weight for country, weight in weights.items() if weight}
    reserved = _by_country(reserve, weights)
    kept = _by_country(max(part.net, 0) - reserve, weights)
    released = {one.text("country"): one.number("released_micros") for one in sources}
    part.agree("released_micros", sum(released.values()))
    for one in sources:
        if one.number("reserved_micros") != reserved.get(one.text("country"), 0):
            raise Wrong(f"{one.name}: another part of the reserve is from there.")
    if set(reserved) - set(released):
        raise Wrong(f"{part.paper.name}: a country of source is missing.")
    return {
        country: kept.get(country, 0) + released.get(country, 0)
        for country in sorted({*kept, *released})
    }


def _check_taxes(parts: list[Part], debt: int) -> None:
    """Tax by country on what is left and does not make up for a debt."""
    lefts = {
        (place, country): amount
        for place, part in enumerate(parts)
        for country, amount in (part.left or {}).items()
    }
    carried = sum(max(-part.net, 0) for part in parts if not part.recoupment)
    keys = sorted(lefts)
    amount = min(sum(lefts.values()), debt + carried)
    shares = recomputed_runs.divided(amount, [lefts[key] for key in keys]) if amount else []
    exempt = dict(zip(keys, shares, strict=False))
    for place, part in enumerate(parts):
        total = 0
        for source in part.paper.papers("sources"):
            key = (place, source.text("country"))
            total += _tax(source, lefts.pop(key, 0), exempt.get(key, 0))
        part.agree("tax_micros", total)
    if any(lefts.values()):
        raise Wrong("A country of source is missing from a part.")


def _tax(source: Paper, left: int, exempt: int) -> int:
    taxable = left - exempt
    tax = taxable * source.number("tax_ppm") // WHOLE
    said = tuple(source.number(f"{name}_micros") for name in ("left", "taxable", "tax"))
    if said != (left, taxable, tax):
        raise Wrong(f"{source.name}: {taxable} is taxable there and {tax} the tax.")
    return tax


def _debt(content: Paper) -> int:
    before = content.number("opening_micros") - content.number("paid_micros")
    debt = max(-before, 0)
    if content.number("debt_micros") != debt:
        raise Wrong(f"The account stood at {before}, so {debt} was a debt.")
    return debt


def _check_balances(content: Paper, parts: list[Part]) -> None:
    """The parts add up to the statement's lines, the lines to its closing balance."""
    currency = content.text("currency")
    paid = -sum(
        entry.number("amount_micros")
        for entry in content.papers("entries")
        if entry.text("kind") in PAYMENTS and entry.text("currency") == currency
    )
    sums = {
        "paid_micros": paid,
        "costs_micros": sum(part.paper.number("earned_micros") - part.net for part in parts),
        **{name: _total(parts, name) for name in SIGNS if name in _OF_PARTS},
    }
    for name, found in sums.items():
        if content.number(name) != found:
            raise Wrong(f"The statement: “{name}” should be {found}.")
    closing = sum(sign * content.number(name) for name, sign in SIGNS.items())
    if content.number("closing_micros") != closing:
        raise Wrong(f"The statement: the lines add up to {closing}, not to the closing balance.")


_OF_PARTS: Final = (
    "earned_micros", "reserved_micros", "released_micros", "recouped_micros", "tax_micros",
)  # fmt: skip


def _total(parts: list[Part], name: str) -> int:
    return sum(part.paper.number(name) for part in parts)


def _by_country(amount: int, weights: ByCountry) -> ByCountry:
    """An amount that is not negative, by country; of none where no country is known."""
    if not sum(weights.values()):
        return {"": amount} if amount else {}
    keys = sorted(weights)
    return dict(zip(keys, recomputed_runs.divided(amount, [weights[k] for k in keys]), strict=True))
