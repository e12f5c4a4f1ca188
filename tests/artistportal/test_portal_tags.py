"""How numbers, shares and dates are written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from artistportal.templatetags import portal


class TestShare:
    @pytest.mark.parametrize(
        ("ppm", "text"),
        [
            (125_000, "12.5%"),
            (1_000_000, "100%"),
            (333_333, "33.3333%"),
            (-5_000, "−0.5%"),
            (0, "0%"),
        ],
    )
    def test_has_as_many_digits_as_it_needs(self, ppm: int, text: str) -> None:
        assert portal.share(ppm) == text


class TestNumber:
    @pytest.mark.parametrize(("quantity", "text"), [(1234, "1,234"), (-2, "−2"), (None, "")])
    def test_has_its_thousands_apart(self, quantity: int | None, text: str) -> None:
        assert portal.number(quantity) == text


class TestDates:
    def test_day_names_its_month(self) -> None:
        assert portal.day(date(2026, 3, 4)) == '<time datetime="2026-03-04">4 Mar 2026</time>'

    def test_moment_names_its_zone(self) -> None:
        text = portal.moment(datetime(2026, 3, 4, 9, 5, tzinfo=UTC))

        assert text == '<time datetime="2026-03-04T09:05:00+00:00">4 Mar 2026, 09:05 UTC</time>'

    def test_month_is_written_out(self) -> None:
        assert portal.month(date(2026, 3, 1)) == '<time datetime="2026-03">March 2026</time>'
