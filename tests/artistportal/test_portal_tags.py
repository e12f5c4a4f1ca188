"""How numbers, shares and dates are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

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

    @pytest.mark.parametrize(
        ("end", "said", "day"),
        [
            (datetime(2026, 3, 5, tzinfo=UTC), "4 Mar 2026</time>, 24:00 UTC", "4 Mar 2026"),
            (datetime(2026, 3, 5, 9, 5, tzinfo=UTC), "5 Mar 2026, 09:05 UTC</time>", "5 Mar 2026"),
        ],
    )
    def test_an_end_at_midnight_belongs_to_the_day_before(
        self, end: datetime, said: str, day: str
    ) -> None:
        assert said in portal.until(end)
        assert day in portal.last_day(end)

    def test_what_has_no_end_says_nothing(self) -> None:
        assert (portal.until(None), portal.last_day(None)) == ("", "")

    def test_month_is_written_out(self) -> None:
        assert portal.month(date(2026, 3, 1)) == '<time datetime="2026-03">March 2026</time>'


class TestLasting:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (timedelta(seconds=20), "under a minute"),
            (timedelta(minutes=61), "1 hour 1 minute"),
            (timedelta(days=2, minutes=5), "2 days 5 minutes"),
            (timedelta(days=3, hours=4, minutes=5), "3 days 4 hours"),
            (None, ""),
        ],
    )
    def test_says_its_two_largest_units(self, value: timedelta | None, text: str) -> None:
        assert portal.lasting(value) == text
