"""Sums, shares and series for charts and tables."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from earnings.domain import tallies
from earnings.domain.tallies import OTHERS, Line

AMOUNTS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 5), st.integers(-1000, 1000)), max_size=40
)


def line(units: int, earned: int) -> Line:
    return Line("Work", "", "", units, earned, None)


class TestSeries:
    @given(AMOUNTS)
    def test_loses_nothing_and_names_at_most_so_many(
        self, rows: list[tuple[str, int, int]]
    ) -> None:
        found = tallies.series(rows, 6, 3)

        assert sum(v or 0 for _, values in found for v in values) == sum(a for *_, a in rows)
        assert len(found) <= 4

    def test_keeps_the_largest_and_puts_the_rest_together(self) -> None:
        rows = [("a", 0, 5), ("b", 0, 9), ("c", 1, 1), ("d", 1, 2)]

        assert tallies.series(rows, 2, 2) == (
            ("b", (9, None)),
            ("a", (5, None)),
            (OTHERS, (None, 3)),
        )


class TestWithRest:
    def test_adds_a_line_for_what_is_left_of_the_whole(self) -> None:
        rows = tallies.with_rest([line(10, 60)], 12, 100, "All other works")

        assert rows[-1] == Line("All other works", "", "", 2, 40, 400_000)

    def test_adds_nothing_where_nothing_is_left(self) -> None:
        assert tallies.with_rest([line(10, 60)], 10, 60, "All other works") == (line(10, 60),)
