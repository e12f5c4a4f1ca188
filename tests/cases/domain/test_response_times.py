"""How long platforms take to answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from artistportal.cases.domain import response_times
from artistportal.cases.domain.response_times import Asked

START = datetime(2026, 3, 1, tzinfo=UTC)


def asked(platform: str, answered: int | None, removed: int | None = None) -> Asked:
    """A notice that was answered and removed so many hours later."""
    after = [
        None if hours is None else START + timedelta(hours=hours) for hours in (answered, removed)
    ]
    return Asked(platform, START, *after)


class TestByPlatform:
    def test_tells_the_middle_time_of_each_the_quickest_first(self) -> None:
        rows = response_times.by_platform(
            [
                asked("Slow", 90),
                asked("Tube", 2),
                asked("tube ", 10, 30),
                asked("Tube", None),
                asked("TUBE", 40, 4),
                asked("Deaf", None),
            ]
        )

        assert [(r.platform, r.notices, r.answered, r.removed, r.median) for r in rows] == [
            ("Tube", 4, 3, 2, timedelta(hours=4)),
            ("Slow", 1, 1, 0, timedelta(hours=90)),
            ("Deaf", 1, 0, 0, None),
        ]

    @given(
        st.lists(
            st.builds(asked, st.sampled_from("abc"), st.none() | st.integers(0, 500), st.just(None))
        )
    )
    def test_loses_no_notice_and_is_bounded_by_what_was_waited(self, notices: list[Asked]) -> None:
        rows = response_times.by_platform(notices)

        assert sum(row.notices for row in rows) == len(notices)
        assert sum(row.answered for row in rows) == sum(1 for n in notices if n.answered_at)
        assert all(row.median is None or row.median <= timedelta(hours=500) for row in rows)
