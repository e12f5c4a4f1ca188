"""When a report that comes by itself is due next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from earnings.domain.report_times import Every, next_at

MOMENTS = st.integers(1_600_000_000, 2_200_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))


class TestNextAt:
    def test_is_the_next_monday_or_the_8th(self) -> None:
        sunday = datetime(2026, 3, 15, 12, tzinfo=UTC)

        assert next_at(Every.WEEK, sunday) == datetime(2026, 3, 16, 6, tzinfo=UTC)
        assert next_at(Every.MONTH, sunday) == datetime(2026, 4, 8, 6, tzinfo=UTC)

    @given(every=st.sampled_from(Every), now=MOMENTS)
    def test_is_after_now_and_before_the_one_after(self, every: Every, now: datetime) -> None:
        following = next_at(every, now)

        assert now < following <= now + timedelta(days=7 if every is Every.WEEK else 31)
        assert next_at(every, following) > following
        assert next_at(every, following - timedelta(microseconds=1)) == following
