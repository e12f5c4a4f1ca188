"""Which licence a use belongs to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from earnings.domain.licensing import Agreement, agreement_at, windows


def day(number: int, month: int = 2) -> datetime:
    return datetime(2026, month, number, tzinfo=UTC)


OLD = Agreement(1, day(1, 1), day(10))
NEW = Agreement(2, day(5), day(20))


class TestAgreementAt:
    @pytest.mark.parametrize(
        ("at", "number"),
        [
            (day(1), 1),
            (day(5), 2),
            (day(10), 2),
            (day(20), 2),
            (datetime(2025, 1, 1, tzinfo=UTC), 2),
        ],
    )
    def test_is_the_newest_in_force_or_the_newest_of_all(self, at: datetime, number: int) -> None:
        assert agreement_at([NEW, OLD], at).number == number


class TestWindows:
    def test_share_a_month_without_gap_or_overlap(self) -> None:
        first, until = day(1), day(1, 3)

        old = windows([OLD, NEW], 1, first, until)
        new = windows([OLD, NEW], 2, first, until)

        assert sorted(old + new) == [
            (day(1), day(5)),
            (day(5), day(10)),
            (day(10), day(20)),
            (day(20), until),
        ]
        assert old == [(day(1), day(5))]
