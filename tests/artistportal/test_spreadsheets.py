"""CSV files that do no harm in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from artistportal import spreadsheets


def cells(*row: spreadsheets.Cell) -> list[str]:
    text = spreadsheets.csv_text(["heading"], [row])
    return list(csv.reader(io.StringIO(text)))[1]


class TestCsvText:
    @pytest.mark.parametrize(
        "title",
        [
            '=HYPERLINK("x")', "+1", "-1+1", "@SUM(A1)", "\tx", "\rx", "\nx", " =1", "\xa0=1",
            "\ufeff=1", "\u200b=1", "\0=1", "＝1+1", "＋1", "－1", "＠SUM(A1)",
        ],
    )  # fmt: skip
    def test_lets_no_title_run_as_a_formula(self, title: str) -> None:
        assert cells(title)[0].startswith("'")

    @pytest.mark.parametrize("title", ["", " ", "Slow Boat", " Slow Boat", "1=1", "雨"])
    def test_leaves_other_titles_as_they_are(self, title: str) -> None:
        assert cells(title, "x") == [title, "x"]

    def test_leaves_negative_amounts_numbers(self) -> None:
        assert cells("-0.000021", -5) == ["-0.000021", "-5"]

    def test_starts_with_a_byte_order_mark(self) -> None:
        assert spreadsheets.csv_text(["a"], []).startswith("\ufeffa")

    def test_keeps_a_title_with_commas_and_quotes_whole(self) -> None:
        assert cells('Slow, "Boat"') == ['Slow, "Boat"']
