"""Which lines count for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from earnings.domain import exclusions
from earnings.domain.exclusions import MOST_USES_AN_HOUR
from tests.earnings.domain import frames

AT = datetime(2026, 2, 10, 18, 5, tzinfo=UTC)


def moment(minutes: int = 0) -> dict[str, datetime]:
    """A line of one instant, so many minutes later."""
    at = AT + timedelta(minutes=minutes)
    return {"used_from": at, "used_until": at + timedelta(microseconds=1)}


def found(*rows: Mapping[str, object]) -> dict[int, str]:
    """The reason of each excluded line; the first row is line 2."""
    rows_found = exclusions.excluded(frames.lines(*rows)).select("line", "excluded").iter_rows()
    return dict(rows_found)


class TestExcluded:
    def test_lets_the_last_of_a_chain_of_corrections_stand(self) -> None:
        chain = ({"line_id": "a"}, {"line_id": "b", "corrects": "a"})

        assert found(*chain, {"line_id": "c", "corrects": "b"}) == {
            2: "corrected",
            3: "corrected",
        }

    def test_lets_a_line_stand_that_only_a_duplicate_corrects(self) -> None:
        lines = frames.lines(
            {"line_id": "a"}, {"line_id": "b"}, {"line_id": "b", "corrects": "a", "report": 2}
        )

        assert list(exclusions.excluded(lines).iter_rows()) == [(2, 4, "duplicate")]

    def test_voids_corrections_of_lines_that_stand_nowhere(self) -> None:
        rows = ({"line_id": "b", "corrects": "gone"}, {"line_id": "c", "corrects": "b"})

        assert found(*rows, {"line_id": "d"}) == dict.fromkeys((2, 3), "corrects_nothing")


class TestEqualLines:
    def test_counts_equal_lines_without_an_id_once(self) -> None:
        lines = frames.lines({"quantity": 7}, {"quantity": 7, "report": 2}, {"quantity": 8})

        assert list(exclusions.excluded(lines).iter_rows()) == [(2, 3, "equal_line")]

    def test_leaves_lines_alone_that_have_an_id(self) -> None:
        assert found({"line_id": "a"}, {"line_id": "b"}, {}) == {}


class TestRepeatedOutputs:
    def test_tells_the_same_use_under_another_id(self) -> None:
        one = {"line_id": "a", "output_id": "o", **moment()}

        assert found(one, one | {"line_id": "b"}) == {3: "near_duplicate"}

    @pytest.mark.parametrize("other", [{"territory": "FR"}, moment(3)])
    def test_tells_an_output_told_twice(self, other: dict[str, object]) -> None:
        one = {"line_id": "a", "output_id": "o", **moment()}

        assert found(one, one | {"line_id": "b"} | other) == {3: "output_repeated"}

    @pytest.mark.parametrize(
        "other",
        [
            {"output_id": "p"},
            {"identifier": "QZABC2600002"},
            {"use": "remix"},
            {"attribution_provider": "Y"},
        ],
    )
    def test_leaves_other_outputs_works_uses_and_providers(self, other: dict[str, object]) -> None:
        one = {"line_id": "a", "output_id": "o", "attribution_provider": "X"}

        assert found(one, one | {"line_id": "b"} | other) == {}

    def test_lets_a_withdrawn_output_be_told_anew(self) -> None:
        one = {"line_id": "a", "output_id": "o"}
        withdrawn = {"line_id": "b", "corrects": "a", "output_id": "o", "quantity": 0}

        assert found(one, withdrawn, one | {"line_id": "c"}) == {2: "corrected"}


class TestBursts:
    def test_excludes_the_uses_above_the_most_of_an_hour(self) -> None:
        one = {"account": "u"}
        rows = [
            {"line_id": "a", "quantity": MOST_USES_AN_HOUR - 1, **moment(1)},
            {"line_id": "b", **moment(3)},
            {"line_id": "c", **moment(2)},
            {"line_id": "d", **moment(60)},
        ]

        assert found(*(one | row for row in rows)) == {3: "burst"}

    @pytest.mark.parametrize("other", [{"account": "v"}, {"identifier": "QZABC2600002"}])
    def test_counts_each_account_and_work_by_itself(self, other: dict[str, object]) -> None:
        one = {"line_id": "a", "account": "u", "quantity": MOST_USES_AN_HOUR, **moment()}

        assert found(one, one | {"line_id": "b"} | other) == {}

    @pytest.mark.parametrize(("quantity", "excluded"), [(24, {}), (25, {2: "burst"})])
    def test_takes_a_day_for_24_hours(self, quantity: int, excluded: dict[int, str]) -> None:
        row = {"line_id": "a", "account": "u", "quantity": quantity * MOST_USES_AN_HOUR}

        assert found(row) == excluded

    def test_counts_an_output_once_that_several_providers_speak_of(self) -> None:
        one = {"account": "u", "output_id": "o", "quantity": MOST_USES_AN_HOUR, **moment()}
        rows = [one | {"line_id": name, "attribution_provider": name} for name in "ab"]

        assert found(*rows) == {}
        above = [row | {"output_id": "p"} for row in rows]
        more = [row | {"line_id": f"{row['line_id']}2"} for row in above]
        assert found(*rows, *more) == {4: "burst", 5: "burst"}
