"""The archive of Parquet files: a folder, or an object store named by a URL.

A path inside it is written once, whole: into a folder aside and renamed, into a store as one
object. Writing the same path again replaces it with the same content, so work may start over.
"""

from __future__ import annotations

import hashlib
import itertools
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
from django.conf import settings
from polars.io.plugins import register_io_source

from earnings.domain.lines import SCHEMA

# A page of sorted lines is small enough to skip most of a file and large enough to pack well.
ROWS_OF_A_GROUP = 131_072
# Measured on sorted lines: 4 % larger than zstd's usual level, and a third less work.
ZSTD_LEVEL = 1
# So many rows fit into memory easily, a few dozen megabytes of lines.
FEW_ROWS = 100_000
# No job lives this long.
LEFT_BEHIND_AFTER = timedelta(days=1)


def lines_path(tool: str, month: object, report: int) -> str:
    """Where the lines of one report and month of use lie."""
    return f"lines/tool={tool}/month={month}/report-{report:06d}.parquet"


def allocation_path(licence: int, month: object, revision: int, attempt: int) -> str:
    """Where one attempt at a royalty run puts its allocation."""
    folder = f"allocations/licence={licence:04d}/month={month}"
    return f"{folder}/revision-{revision:04d}-{attempt}.parquet"


def address(path: str) -> str:
    """The path as Polars reads it."""
    return f"{str(settings.ARCHIVE_URL).rstrip('/')}/{path}"


def write(frame: pl.LazyFrame, path: str) -> None:
    """Streams a frame into the archive."""
    if _is_folder():
        aside = _aside(path)
        sink(frame, aside)
        aside.replace(address(path))
    else:
        sink(frame, address(path))


def streamed(slices: Iterator[pl.DataFrame]) -> pl.LazyFrame:
    """Frames alike, one after the other, as one frame that is read once: at least one of them."""
    first = next(slices)

    def found(*_pushed: object) -> Iterator[pl.DataFrame]:
        return itertools.chain([first], slices)

    return register_io_source(found, schema=first.schema)


def sink(frame: pl.LazyFrame, to: Path | str) -> None:
    """Streams a frame into one file, as all files of the archive are written."""
    pl.collect_all([sinking(frame, to)], engine="streaming")


def sinking(frame: pl.LazyFrame, to: Path | str) -> pl.LazyFrame:
    """The same, not yet begun: to be carried out together with what else reads the frame."""
    return frame.sink_parquet(
        to, lazy=True, row_group_size=ROWS_OF_A_GROUP, compression_level=ZSTD_LEVEL
    )


def take_over(made: Path, path: str) -> None:
    """Moves a Parquet file that was made elsewhere into the archive."""
    if _is_folder():
        Path(address(path)).parent.mkdir(parents=True, exist_ok=True)
        made.replace(address(path))
    else:
        sink(pl.scan_parquet(made), address(path))
        made.unlink()


def workroom() -> Path:
    """A folder on the archive's own disk for files in the making."""
    root = Path(settings.ARCHIVE_URL) if _is_folder() else Path(settings.MEDIA_ROOT)
    folder = root / ".making"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def tidy(now: datetime) -> int:
    """Removes what workers that died left in the making; how many files that were."""
    stale = (now - LEFT_BEHIND_AFTER).timestamp()
    left = [file for file in workroom().iterdir() if file.stat().st_mtime < stale]
    for file in left:
        file.unlink(missing_ok=True)
    return len(left)


def scan(paths: Iterable[str], schema: pl.Schema | None = None) -> pl.LazyFrame:
    """The files as one lazy frame, in the order given, with the columns of the first one.

    Where `schema` says which columns there are, those that an older file lacks are null.
    """
    return pl.scan_parquet(
        [address(path) for path in paths], schema=schema, missing_columns="insert"
    )


def scan_lines(paths: Iterable[str]) -> pl.LazyFrame:
    """Archived lines of `lines.SCHEMA`, however old their files are."""
    return scan(paths, SCHEMA)


def at_hand(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The frame, its files read now where they hold few rows: a month is asked dozens of questions,
    and opening its files costs more than answering one of a small tool's.
    """
    rows = frame.select(pl.len()).collect().item()
    return frame.collect().lazy() if rows <= FEW_ROWS else frame


def read(path: str) -> pl.DataFrame:
    """One file, whole."""
    return pl.read_parquet(address(path))


def sha256(path: str) -> str:
    """The hash of a file's bytes."""
    if not _is_folder():
        return ""
    with Path(address(path)).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_folder() -> bool:
    return "://" not in str(settings.ARCHIVE_URL)


def _aside(path: str) -> Path:
    Path(address(path)).parent.mkdir(parents=True, exist_ok=True)
    return workroom() / f"{uuid.uuid4()}.parquet"
