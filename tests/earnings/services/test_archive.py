"""The archive: written whole, and tidy."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from earnings.domain import lines as archived
from earnings.services import archive


class TestWrite:
    def test_leaves_one_file_however_often_it_is_written(self) -> None:
        frame = pl.LazyFrame({"a": [1, 2]})

        archive.write(frame, "lines/a.parquet")
        archive.write(frame, "lines/a.parquet")

        assert archive.read("lines/a.parquet")["a"].to_list() == [1, 2]
        assert not list(archive.workroom().iterdir())

    def test_writes_the_same_bytes_for_the_same_rows(self) -> None:
        frame = pl.LazyFrame({"a": range(1000), "b": ["x"] * 1000})

        archive.write(frame, "one.parquet")
        archive.write(frame, "two.parquet")

        assert archive.sha256("one.parquet") == archive.sha256("two.parquet")


class TestScanLines:
    def test_reads_files_that_lack_a_column_of_today(self) -> None:
        lines = pl.LazyFrame({"line_id": ["a"], "account": ["u-1"]})
        archive.write(archived.whole(lines.drop("account"), 1).drop("account"), "old.parquet")
        archive.write(archived.whole(lines, 2), "new.parquet")

        found = archive.scan_lines(["old.parquet", "new.parquet"]).collect()

        assert found.schema == archived.SCHEMA
        assert found["account"].to_list() == [None, "u-1"]


class TestAtHand:
    def test_reads_few_rows_once_and_leaves_many_in_their_files(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(archive, "FEW_ROWS", 2)
        found = {}
        for rows in (2, 3):
            archive.write(pl.LazyFrame({"a": range(rows)}), f"{rows}.parquet")
            found[rows] = archive.at_hand(archive.scan([f"{rows}.parquet"]))
            Path(archive.address(f"{rows}.parquet")).unlink()

        assert found[2].collect()["a"].to_list() == [0, 1]
        with pytest.raises(FileNotFoundError):
            found[3].collect()


class TestTidy:
    def test_removes_what_was_left_behind_and_nothing_in_the_making(self) -> None:
        now = datetime(2026, 3, 20, tzinfo=UTC)
        old, new = archive.workroom() / "old.part", archive.workroom() / "new.part"
        for file, age in ((old, timedelta(days=2)), (new, timedelta(hours=1))):
            file.write_bytes(b"")
            moment = (now - age).timestamp()
            os.utime(file, (moment, moment))

        assert archive.tidy(now) == 1
        assert [Path(file) for file in archive.workroom().iterdir()] == [new]
