"""Months: half-open, in UTC."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from artistportal.periods import Month, months


class TestMonth:
    def test_ends_where_the_next_begins(self) -> None:
        december = Month.from_text("2025-12")

        assert december.until == date(2026, 1, 1) == december.next().first
        assert date(2025, 12, 31) in december
        assert date(2026, 1, 1) not in december

    def test_reads_a_moment_in_utc(self) -> None:
        moment = datetime(2026, 11, 1, 1, tzinfo=timezone(timedelta(hours=2)))

        assert str(Month.of(moment)) == "2026-10"

    def test_counts_back_over_years(self) -> None:
        assert Month.from_text("2026-02").back(14) == Month.from_text("2024-12")
        assert Month.from_text("2026-01").previous() == Month.from_text("2025-12")

    def test_gives_its_moments(self) -> None:
        month = Month.from_text("2024-02")

        assert month.from_at == datetime(2024, 2, 1, tzinfo=UTC)
        assert month.until_at == datetime(2024, 3, 1, tzinfo=UTC)

    def test_begins_on_a_first_day(self) -> None:
        with pytest.raises(ValueError, match="first day"):
            Month(date(2026, 1, 2))


class TestMonths:
    def test_leaves_the_last_out(self) -> None:
        found = months(Month.from_text("2025-11"), Month.from_text("2026-02"))

        assert [str(month) for month in found] == ["2025-11", "2025-12", "2026-01"]
