"""Which licence a use belongs to."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from earnings.domain import licensing
from earnings.domain.cells import WORK_SCHEMA
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


class TestClaims:
    """Work 1 is label 1's recording of publisher 2's song with house 3's voice; 4 is a song."""

    WORKS = pl.DataFrame(
        [("QZABC2600001", 1, "recording", 1), ("T0345246801", 4, "composition", 2)],
        schema=WORK_SCHEMA,
        orient="row",
    )
    RIGHTS = pl.DataFrame(
        [
            (1, "recording", 1),
            (1, "composition", 2),
            (1, "composition", 2),
            (1, "voice", 3),
            (4, "composition", 2),
        ],
        schema=licensing.RIGHT_SCHEMA,
        orient="row",
    )

    @pytest.mark.parametrize(
        ("work", "use", "organisations"),
        [
            (1, "discovery", [1]),
            (1, "training", [1, 2]),
            (1, "fine_tuning", [1, 2, 3]),
            (1, "style", [3]),
            (4, "training", [2]),
            (4, "voice", [2]),
        ],
    )
    def test_are_those_of_the_legs_that_the_use_needs(
        self, work: int, use: str, organisations: list[int]
    ) -> None:
        found = licensing.claims(self.WORKS, self.RIGHTS)

        claimed = found.filter(pl.col("work") == work, pl.col("use") == use)
        assert sorted(claimed["organisation"]) == organisations


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
