"""What the earnings page asks of the summaries."""

from __future__ import annotations

import pytest

from earnings.domain import month_ranges
from earnings.queries import overview
from earnings.queries.overview import Selection
from tests.earnings.figures import THIS_MONTH, Career

pytestmark = pytest.mark.django_db


@pytest.fixture
def career() -> Career:
    return Career().with_works(4).with_tools("Anvil", "Ossilune")


def selection(career: Career, currency: str = "EUR", tool_slug: str = "") -> Selection:
    months = month_ranges.custom(THIS_MONTH.back(2), THIS_MONTH)
    return Selection(career.artist.pk, months, currency, tool_slug)


class TestSources:
    def test_names_each_tool_once_per_currency(self, career: Career) -> None:
        career.earns(THIS_MONTH.back(3), 5)
        career.earns(THIS_MONTH, 7)
        career.earns(THIS_MONTH, 9, currency="USD")

        euros, dollars = overview.sources(career.artist.pk)

        assert (euros.first, euros.last, euros.earned_micros) == (
            THIS_MONTH.back(3),
            THIS_MONTH,
            12,
        )
        assert dollars.currency == "USD"


class TestMonths:
    def test_keeps_currencies_tools_and_other_months_apart(self, career: Career) -> None:
        career.earns(THIS_MONTH, 5)
        career.earns(THIS_MONTH, 6, tool=career.tools[1])
        career.earns(THIS_MONTH, 7, currency="USD")
        career.earns(THIS_MONTH.back(9), 8)

        chosen = selection(career, tool_slug="anvil")

        assert [row.earned_micros for row in overview.months(chosen, [chosen.range])] == [5]

    def test_shows_nobody_elses_money(self, career: Career) -> None:
        other = Career(name="Somebody else").with_works(1)
        other.tools = career.tools
        other.earns(THIS_MONTH, 5)

        chosen = selection(career)

        assert overview.months(chosen, [chosen.range]) == ()
        assert overview.works(chosen) == ()
        assert overview.territories(chosen) == ()


class TestWorks:
    def test_come_with_the_highest_first_and_no_more_than_asked(self, career: Career) -> None:
        career.earns(THIS_MONTH, 400)

        assert [work.earned_micros for work in overview.works(selection(career), 3)] == [100] * 3
