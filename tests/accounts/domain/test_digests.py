from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artistportal.accounts.domain.digests import Habit, last_due

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 3_000_000).map(lambda minutes: FIRST + timedelta(minutes=minutes))
LENGTHS = {Habit.DAILY: timedelta(days=1), Habit.WEEKLY: timedelta(days=7)}


class TestLastDue:
    @pytest.mark.parametrize(
        ("habit", "now", "due"),
        [
            pytest.param(Habit.DAILY, "2026-03-18 08:00", "2026-03-18 08:00", id="on the hour"),
            pytest.param(Habit.DAILY, "2026-03-18 07:59", "2026-03-17 08:00", id="before it"),
            pytest.param(Habit.WEEKLY, "2026-03-18 12:00", "2026-03-16 08:00", id="Wednesday"),
            pytest.param(Habit.WEEKLY, "2026-03-16 08:00", "2026-03-16 08:00", id="Monday at 8"),
            pytest.param(Habit.WEEKLY, "2026-03-16 07:59", "2026-03-09 08:00", id="Monday early"),
            pytest.param(Habit.NOW, "2026-03-16 07:59", "2026-03-16 07:59", id="at once"),
        ],
    )
    def test_is_the_newest_hour_of_the_habit(self, habit: Habit, now: str, due: str) -> None:
        assert last_due(habit, at(now)) == at(due)

    @given(st.sampled_from([Habit.DAILY, Habit.WEEKLY]), MOMENTS)
    def test_is_never_later_than_now_nor_a_whole_time_ago(
        self, habit: Habit, now: datetime
    ) -> None:
        due = last_due(habit, now)

        assert timedelta(0) <= now - due < LENGTHS[habit]
        assert (due.hour, due.minute) == (8, 0)
        assert habit is Habit.DAILY or due.weekday() == 0


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
