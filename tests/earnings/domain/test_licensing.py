"""Which licence a use belongs to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from earnings.domain import licensing
from earnings.domain.licensing import Agreement
from tests.earnings.domain import frames


def day(number: int, month: int = 2, year: int = 2026) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


OLD = Agreement(1, ["discovery"], None, day(1, 1), day(10))
NEW = Agreement(2, ["discovery"], ["DE"], day(5), day(20))


class TestNumberOf:
    @pytest.mark.parametrize(
        ("line", "number"),
        [
            ({"used_from": day(1)}, 1),
            ({"used_from": day(5)}, 2),
            ({"used_from": day(5), "territory": "FR"}, 1),
            ({"used_from": day(5), "use": "training"}, 2),
            ({"used_from": day(10)}, 2),
            ({"used_from": day(10), "territory": "Worldwide"}, 2),
            ({"used_from": day(20)}, 2),
            ({"used_from": day(1, year=2025)}, 2),
        ],
    )
    def test_is_the_newest_in_force_that_covers_the_use(
        self, line: dict[str, object], number: int
    ) -> None:
        lines = frames.lines(line)

        found = lines.select(licensing.number_of([NEW, OLD])).collect().item()

        assert found == number


class TestOwners:
    @pytest.mark.parametrize(
        ("first", "until", "numbers"),
        [
            (day(1), day(1, 3), {1, 2}),
            (day(1, 1), day(1), {1}),
            (day(1, 3), day(1, 4), {2}),
            (day(1, 1, 2025), day(1, 2, 2025), {2}),
        ],
    )
    def test_are_those_in_force_or_the_newest(
        self, first: datetime, until: datetime, numbers: set[int]
    ) -> None:
        assert licensing.owners([OLD, NEW], first, until) == numbers
