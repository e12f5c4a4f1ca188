"""Which of the operator's rates applies."""

from __future__ import annotations

from datetime import date

import pytest

from earnings.domain import taxes
from earnings.domain.taxes import Taxed, TaxRule

DAY = date(2026, 10, 31)


def rule(residence: str, source: str, ppm: int, *, needs_form: bool = False) -> TaxRule:
    return TaxRule(residence, source, needs_form, ppm, date(2026, 1, 1), None, "Invented")


TABLE = (rule("", "US", 300_000), rule("SE", "US", 50_000, needs_form=True))


class TestRuleFor:
    @pytest.mark.parametrize(
        ("who", "source", "ppm"),
        [
            (Taxed("SE"), "US", 300_000),
            (Taxed("SE", has_form=True), "US", 50_000),
            (Taxed("GB", has_form=True), "US", 300_000),
            (Taxed(), "US", 300_000),
            (Taxed("SE", has_form=True), "DE", None),
        ],
    )
    def test_is_the_one_that_says_most(self, who: Taxed, source: str, ppm: int | None) -> None:
        found = taxes.rule_for(TABLE, who, source, DAY)

        assert (found and found.rate_ppm) == ppm

    def test_is_none_before_it_begins_and_from_its_end_on(self) -> None:
        ended = TaxRule("", "US", False, 1, date(2026, 1, 1), DAY, "Invented")

        assert taxes.rule_for([ended], Taxed(), "US", DAY) is None
        assert taxes.rule_for([ended], Taxed(), "US", date(2025, 12, 31)) is None
        assert taxes.rule_for([ended], Taxed(), "US", date(2026, 10, 30)) is ended
