"""Named, custom and compared ranges of months."""

from __future__ import annotations

import pytest

from artistportal.periods import Month
from earnings.domain import month_ranges
from earnings.domain.month_ranges import Comparison, Preset


def month(text: str) -> Month:
    return Month.from_text(text)


class TestNamed:
    @pytest.mark.parametrize(
        ("preset", "words"),
        [
            (Preset.THIS_MONTH, "March 2026"),
            (Preset.LAST_MONTH, "February 2026"),
            (Preset.LAST_QUARTER, "October to December 2025"),
            (Preset.THIS_YEAR, "January to March 2026"),
            (Preset.LAST_12_MONTHS, "March 2025 to February 2026"),
            (Preset.ALL, "June 2024 to March 2026"),
        ],
    )
    def test_means_what_people_mean(self, preset: Preset, words: str) -> None:
        assert str(month_ranges.named(preset, month("2026-03"), month("2024-06"))) == words

    def test_everything_of_nothing_is_this_month(self) -> None:
        found = month_ranges.named(Preset.ALL, month("2026-03"), month("2026-09"))

        assert str(found) == "March 2026"


class TestCustom:
    def test_includes_both_ends_in_either_order(self) -> None:
        forwards = month_ranges.custom(month("2025-11"), month("2026-01"))

        assert str(forwards) == "November 2025 to January 2026"
        assert forwards == month_ranges.custom(month("2026-01"), month("2025-11"))


class TestCompared:
    def test_is_of_the_same_length_and_directly_before(self) -> None:
        quarter = month_ranges.custom(month("2026-01"), month("2026-03"))

        assert str(quarter.compared(Comparison.PREVIOUS)) == "October to December 2025"

    def test_is_the_same_months_a_year_before(self) -> None:
        quarter = month_ranges.custom(month("2026-01"), month("2026-03"))

        assert str(quarter.compared(Comparison.LAST_YEAR)) == "January to March 2025"

    def test_is_nothing_where_nothing_is_asked(self) -> None:
        assert (
            month_ranges.custom(month("2026-01"), month("2026-03")).compared(Comparison.NONE)
            is None
        )
