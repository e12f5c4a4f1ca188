"""The archive: written whole, and tidy."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

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
