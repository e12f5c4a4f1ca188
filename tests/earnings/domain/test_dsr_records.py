"""The grammar of a DSR line: escapes and lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnings.domain.dsr_records import join, split

CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=12)


class TestSplit:
    @pytest.mark.parametrize(
        ("line", "cells"),
        [
            ("A\tB", [["A"], ["B"]]),
            ("x|y\t", [["x", "y"], [""]]),
            ("a\\\\|b", [["a|b"]]),
            ("a\\\\\\b", [["a\\b"]]),
            ("a\\\tb", [["a\tb"]]),
            ("a\\|b", [["a|b"]]),
            ("a\\b", [["a\\b"]]),
            ('"quoted"', [['"quoted"']]),
        ],
    )
    def test_reads_escapes(self, line: str, cells: list[list[str]]) -> None:
        assert split(line) == cells

    def test_takes_a_line_of_nothing_but_escapes(self) -> None:
        assert split("\\" * 900_000) == [["\\" * 300_000]]

    @given(st.lists(st.lists(CELL, min_size=1, max_size=3), min_size=1, max_size=5))
    def test_reads_back_what_join_writes(self, cells: list[list[str]]) -> None:
        assert split(join(cells)) == cells
