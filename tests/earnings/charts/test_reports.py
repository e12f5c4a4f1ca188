"""What each tool told lately, in words; a bare zero is never among them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from artistportal.periods import Month
from earnings.charts import reports
from earnings.queries.overview import Source
from earnings.queries.reported import Reported

MONTH = Month(date(2026, 2, 1))


def tool(*, tells: bool, is_over: bool = False, first: str = "2025-01") -> Reported:
    return Reported(
        slug="anvil",
        tool="Anvil",
        is_over=is_over,
        first=Month.from_text(first),
        last=Month.from_text("2026-01"),
        received_at=datetime(2026, 2, 20, tzinfo=UTC),
        tells=(tells,),
    )


def paid(micros: int | None, currency: str = "EUR") -> Source:
    return Source("anvil", "Anvil", currency, MONTH, MONTH, micros or 0, (micros,))


class TestTold:
    @pytest.mark.parametrize(
        ("reported", "sources", "state", "words"),
        [
            (tool(tells=True), [paid(1_500_000)], "paid", "1.50\N{NO-BREAK SPACE}EUR"),
            (
                tool(tells=True),
                [paid(1_500_000), paid(2_000_000, "USD")],
                "paid",
                "1.50\N{NO-BREAK SPACE}EUR, 2.00\N{NO-BREAK SPACE}USD",
            ),
            (tool(tells=True), [paid(0)], "none", "Nothing payable"),
            (tool(tells=True), [paid(None)], "none", "None for you"),
            (tool(tells=True), [], "none", "None for you"),
            (tool(tells=False), [], "wait", "Not yet"),
            (tool(tells=False, first="2026-03"), [], "before", "Not in use"),
            (tool(tells=False, is_over=True), [], "before", "Not in use"),
        ],
    )
    def test_is_what_a_month_came_to_or_why_nothing_is_known(
        self, reported: Reported, sources: list[Source], state: str, words: str
    ) -> None:
        ((told,),) = [
            line.told for line in reports.lines([reported], sources, [MONTH], MONTH.first)
        ]

        assert (told.state, told.words) == (state, words)


class TestLines:
    @pytest.mark.parametrize(("day", "is_late"), [(19, False), (20, False), (21, True)])
    def test_are_late_after_the_day_expected(self, day: int, *, is_late: bool) -> None:
        (line,) = reports.lines([tool(tells=False)], [], [MONTH], date(2026, 3, day))

        assert (line.expected_date, line.is_late) == (date(2026, 3, 20), is_late)
