"""Withholding tax: which of the operator's rates applies to a payee and a country of source. Pure.

No rate is known here: the table is the operator's. A rate that names the payee's residence comes
before one for any, then one that names the source, then one that asks for a tax form; where two
are left, the one that began last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TaxRule:
    """One row of the operator's table; an empty country is any country."""

    residence: str
    source: str
    needs_form: bool
    rate_ppm: int
    from_date: date
    until_date: date | None
    ground: str


@dataclass(frozen=True, slots=True)
class Taxed:
    """Who is taxed: their residence, and whether a tax form of theirs is valid."""

    residence: str = ""
    has_form: bool = False


def rule_for(rules: Iterable[TaxRule], who: Taxed, source: str, day: date) -> TaxRule | None:
    """The rule that applies on a day, or None where the operator entered none."""
    found = [rule for rule in rules if _applies(rule, who, source, day)]
    return max(found, key=_rank, default=None)


def _applies(rule: TaxRule, who: Taxed, source: str, day: date) -> bool:
    in_force = rule.from_date <= day and (rule.until_date is None or day < rule.until_date)
    of_countries = rule.residence in {"", who.residence} and rule.source in {"", source}
    return in_force and of_countries and (who.has_form or not rule.needs_form)


def _rank(rule: TaxRule) -> tuple[bool, bool, bool, date]:
    return bool(rule.residence), bool(rule.source), rule.needs_form, rule.from_date
