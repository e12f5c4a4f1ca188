"""Somebody owns an account at every moment, whatever is changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artistportal.roster.domain.teams import (
    NotToBeChanged,
    Stretch,
    check_ends_later,
    check_stays_owned,
    masked,
    unowned_from,
)

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def owner(from_days: int = -9, until_days: int | None = None) -> Stretch:
    until_at = None if until_days is None else NOW + until_days * DAY
    return Stretch("owner", NOW + from_days * DAY, until_at)


def reader() -> Stretch:
    return Stretch("reader", NOW - DAY, None)


class TestUnownedFrom:
    @pytest.mark.parametrize(
        ("stretches", "days"),
        [
            ([], 0),
            ([reader()], 0),
            ([owner()], None),
            ([owner(until_days=5)], 5),
            ([owner(until_days=5), owner(until_days=7)], 7),
            ([owner(until_days=5), owner(5)], None),
            ([owner(until_days=5), owner(6)], 5),
            ([owner(until_days=5), owner(3, 8), owner(8, 9)], 9),
            ([owner(1)], 0),
            ([owner(until_days=0)], 0),
        ],
        ids=[
            "nobody", "reader", "lasting", "limited", "two limited", "handed over", "gap",
            "chain", "not yet", "just over",
        ],
    )  # fmt: skip
    def test_is_the_first_moment_without_an_owner(
        self, stretches: list[Stretch], days: int | None
    ) -> None:
        expected = None if days is None else NOW + days * DAY

        assert unowned_from(stretches, NOW) == expected

    @given(
        st.lists(
            st.tuples(st.integers(-5, 20), st.none() | st.integers(1, 20)).map(
                lambda drawn: owner(drawn[0], None if drawn[1] is None else drawn[0] + drawn[1])
            ),
            max_size=6,
        )
    )
    def test_agrees_with_looking_at_every_day(self, stretches: list[Stretch]) -> None:
        def is_owned(moment: datetime) -> bool:
            return any(
                s.from_at <= moment and (s.until_at is None or moment < s.until_at)
                for s in stretches
            )

        days = [NOW + number * DAY for number in range(60)]

        assert unowned_from(stretches, NOW) == next((d for d in days if not is_owned(d)), None)


class TestCheckStaysOwned:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ([owner()], []),
            ([owner()], [reader()]),
            ([owner()], [owner(until_days=400)]),
            ([owner(until_days=9)], [owner(until_days=8)]),
            ([owner(until_days=9), owner(9)], [owner(until_days=9)]),
            ([owner(until_days=9), owner(9)], [owner(9)]),
        ],
        ids=["removed", "lowered", "limited", "shortened", "heir removed", "guardian removed"],
    )
    def test_refuses_the_last_owner_s_going(
        self, before: list[Stretch], after: list[Stretch]
    ) -> None:
        with pytest.raises(NotToBeChanged, match="make another person owner first"):
            check_stays_owned(before, after, NOW)

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ([owner(), owner()], [owner()]),
            ([owner(), reader()], [owner()]),
            ([], []),
            ([], [reader()]),
            ([owner(until_days=9), reader()], [owner(until_days=9)]),
            ([owner(until_days=9)], [owner(until_days=10)]),
        ],
        ids=["one of two", "a reader", "nobody", "first reader", "reader of limited", "longer"],
    )
    def test_lets_everything_else_pass(self, before: list[Stretch], after: list[Stretch]) -> None:
        check_stays_owned(before, after, NOW)


class TestCheckEndsLater:
    def test_refuses_an_end_that_is_past(self) -> None:
        check_ends_later(None, NOW)
        check_ends_later(NOW + DAY, NOW)
        with pytest.raises(NotToBeChanged):
            check_ends_later(NOW, NOW)


class TestMasked:
    def test_leaves_the_first_letter_and_the_domain(self) -> None:
        assert masked("mara@example.org") == "m…@example.org"
