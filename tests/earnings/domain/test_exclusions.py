"""Which lines count for nothing."""

from __future__ import annotations

from earnings.domain import exclusions
from tests.earnings.domain import frames


class TestExcluded:
    def test_lets_the_last_of_a_chain_of_corrections_stand(self) -> None:
        lines = frames.lines(
            {"line_id": "a"},
            {"line_id": "b", "corrects": "a"},
            {"line_id": "c", "corrects": "b"},
        )

        found = exclusions.excluded(lines)

        assert sorted(found.select("line", "excluded").iter_rows()) == [
            (2, "corrected"),
            (3, "corrected"),
        ]

    def test_lets_a_line_stand_that_only_a_duplicate_corrects(self) -> None:
        lines = frames.lines(
            {"line_id": "a"}, {"line_id": "b"}, {"line_id": "b", "corrects": "a", "report": 2}
        )

        found = exclusions.excluded(lines)

        assert list(found.iter_rows()) == [(2, 4, "duplicate")]
