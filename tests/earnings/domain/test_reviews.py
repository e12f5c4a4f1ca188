"""What makes a person look at a report before it counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from earnings.domain import reviews
from earnings.domain.reviews import LEAST_LINES, LEAST_UNITS, MOST_TIMES, Figures, Summary

LINES = LEAST_LINES * 10
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def summary(**changed: Any) -> Summary:
    """A report that nothing speaks against, changed as told."""
    usual: dict[str, Any] = {
        "lines": LINES,
        "matched": LINES,
        "excluded": {},
        "month": Figures(FEBRUARY, LEAST_UNITS, {"EUR": 20_000_000_000}),
        "before": Figures(JANUARY, LEAST_UNITS, {"EUR": 10_000_000_000}),
    }
    return Summary(**usual | changed)


def rules(**changed: Any) -> list[str]:
    return [found.rule for found in reviews.judged(summary(**changed))]


class TestJudged:
    @pytest.mark.parametrize(
        ("changed", "rule"),
        [
            ({"matched": LINES // 2 - 1}, "many_unmatched"),
            ({"excluded": {"burst": LINES // 5, "duplicate": 1}}, "many_excluded"),
            ({"month": Figures(FEBRUARY, MOST_TIMES * LEAST_UNITS + 1)}, "many_uses"),
            (
                {"month": Figures(FEBRUARY, 1, {"EUR": MOST_TIMES * 10_000_000_000 + 1})},
                "much_revenue",
            ),
            ({"days_of": "R-000001"}, "same_days"),
        ],
    )
    def test_tells_what_speaks_against_a_report(self, changed: dict[str, Any], rule: str) -> None:
        assert rules(**changed) == [rule]

    @pytest.mark.parametrize(
        "changed",
        [
            {},
            {"matched": LINES // 2},
            {"excluded": {"corrected": LINES, "other_opinion": LINES}},
            {"lines": LEAST_LINES - 1, "matched": 0, "days_of": "R-000001"},
            {"month": Figures(FEBRUARY, LEAST_UNITS - 1), "before": Figures(JANUARY, 1)},
            {"month": Figures(FEBRUARY, 10**12), "before": None},
            {"month": Figures(FEBRUARY, 1, {"USD": 10**15})},
            {"month": None, "before": None},
        ],
    )
    def test_lets_others_pass(self, changed: dict[str, Any]) -> None:
        assert rules(**changed) == []


class TestWhole:
    def test_adds_the_files_of_a_message_up(self) -> None:
        one = summary(excluded={"burst": 1}, uncleared=3, revenue_micros={"EUR": -5})
        other = summary(excluded={"burst": 2, "duplicate": 1}, uncleared=4)

        found = reviews.whole([one, other])

        assert (found.lines, found.uncleared) == (2 * LINES, 7)
        assert found.excluded == {"burst": 3, "duplicate": 1}
        assert found.revenue_micros == {"EUR": -5}
        assert found.month == Figures(FEBRUARY, 2 * LEAST_UNITS, {"EUR": 40_000_000_000})


class TestSummary:
    def test_comes_back_from_json_as_it_was(self) -> None:
        told = summary(excluded={"burst": LINES}, uncleared=2, revenue_micros={"EUR": 1})
        judged = reviews.judged(told)

        assert Summary.from_json(told.to_json()) == told
        assert judged[0].sentence.startswith("10,000 of 10,000 lines are excluded")

    def test_tells_the_change_against_the_month_before(self) -> None:
        assert summary(month=Figures(FEBRUARY, 112_345)).change_percent == 12
        assert summary(before=None).change_percent is None
