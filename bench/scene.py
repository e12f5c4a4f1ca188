"""The scene of the benchmark: a catalogue with splits and decisions, and a report of its use.

Everything is drawn from one seed, in bulk. Works are used by Zipf's law, 60 % of lines lie in ten
territories, each work has two to four payees, and some artists withdraw in the middle of the month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

SEED = 20261101
USES = ("training", "reference", "remix", "discovery")
USE_WEIGHTS = (20, 40, 15, 25)
TEN = ("US", "GB", "DE", "FR", "JP", "BR", "MX", "IN", "KR", "SE")
OTHERS = tuple(
    "AT AU BE CA CH CL CO CZ DK ES FI GR HU IE IT NL NO NZ PL PT RO TR ZA AR PE ID MY PH SG TH TW"  # noqa: SIM905  # reads better than forty quotes
    " VN EG NG KE MA IL SA AE UA".split()
)
BEFORE = datetime(2025, 1, 1, tzinfo=UTC)
RECEIVED_AT = datetime(2026, 11, 5, 8, tzinfo=UTC)
MONTH = date(2026, 10, 1)
SECONDS = 31 * 86_400
COLUMNS = (
    "line_id", "isrc", "title", "artist", "use", "model_version", "territory", "used_at",
    "quantity", "attribution_weight", "output_id", "net_revenue", "currency",
)  # fmt: skip
LINES_AT_ONCE = 250_000
WORKS_OF_AN_ARTIST = 100
FRACTIONS = 1 << 53


@dataclass(frozen=True)
class Size:
    """How large the scene is; `works` are recordings, each with a song of its own."""

    lines: int = 1_000_000
    works: int = 1_000_000

    @property
    def artists(self) -> int:
        return max(20, self.works // WORKS_OF_AN_ARTIST)

    @property
    def payees(self) -> int:
        return self.artists + self.artists // 3


def drawn(name: str, below: int) -> pl.Expr:
    """For each number in the column `n` a whole number below another, the same every time."""
    seed = SEED + sum(ord(letter) << place for place, letter in enumerate(name))
    return (pl.col("n").hash(seed=seed) % below).cast(pl.Int64)


def isrcs(number: pl.Expr, prefix: str = "QZB") -> pl.Expr:
    """The ISRC of each work by its number."""
    return pl.lit(prefix) + _digits(number, 9)


def write_report(path: Path, size: Size) -> None:
    """A native report of so many lines, one in fifty of a work that nobody registered."""
    popularity = _popularity(size.works)
    with path.open("wb") as file:
        file.write(("\t".join(COLUMNS) + "\n").encode())
        for start in range(0, size.lines, LINES_AT_ONCE):
            end = min(start + LINES_AT_ONCE, size.lines)
            lines = pl.DataFrame({"n": pl.int_range(start, end, eager=True)})
            work = _works(lines, popularity)
            _texts(lines.with_columns(work=work)).write_csv(
                file, separator="\t", include_header=False, quote_style="never"
            )


def _popularity(works: int) -> pl.DataFrame:
    """Works in the order of their rank, with the sum of the weights so far."""
    weight = 1 / (pl.int_range(1, works + 1))
    numbers = pl.DataFrame({"n": pl.int_range(works, eager=True)})
    return numbers.sort(drawn("rank", FRACTIONS)).select(work="n", so_far=weight.cum_sum())


def _works(lines: pl.DataFrame, popularity: pl.DataFrame) -> pl.Series:
    whole = popularity["so_far"][-1]
    place = lines.select(drawn("work", FRACTIONS) / FRACTIONS * whole).to_series()
    return popularity["work"].gather(popularity["so_far"].search_sorted(place, side="right"))


def _texts(lines: pl.DataFrame) -> pl.DataFrame:
    n, work, at = pl.col("n"), pl.col("work"), drawn("second", SECONDS)
    day, rest = at // 86_400, at % 86_400
    clock = [_digits(rest // 3600, 2), _digits(rest // 60 % 60, 2), _digits(rest % 60, 2)]
    moment = pl.concat_str(
        pl.lit("2026-10-"), _digits(day + 1, 2), pl.lit("T"), pl.concat_str(clock, separator=":")
    )
    is_among_ten = drawn("ten", 10) < 6
    uses = [use for use, weight in zip(USES, USE_WEIGHTS, strict=True) for _ in range(weight)]
    return lines.select(
        pl.lit("L") + _digits(n, 9),
        pl.when(n % 50 == 0).then(isrcs(work, "QZU")).otherwise(isrcs(work)).alias("isrc"),
        (pl.lit("Title ") + work.cast(pl.String)).alias("title"),
        (pl.lit("Artist ") + (work % 900).cast(pl.String)).alias("artist"),
        _one_of(uses, "use").alias("use"),
        (pl.lit("v") + (1 + n % 2).cast(pl.String)).alias("model_version"),
        pl.when(is_among_ten).then(_one_of(TEN, "t")).otherwise(_one_of(OTHERS, "o")).alias("t"),
        (moment + pl.lit("Z")).alias("used_at"),
        (1 + (n % 7 == 0).cast(pl.Int64)).alias("quantity"),
        (pl.lit("0.") + _digits(drawn("weight", 10**6), 6)).alias("weight"),
        (pl.lit("out-") + _digits(drawn("output", 10**12), 12)).alias("output"),
        (pl.lit("0.") + _digits(drawn("revenue", 10**4), 4)).alias("revenue"),
        pl.lit("EUR").alias("currency"),
    )


def _digits(number: pl.Expr, length: int) -> pl.Expr:
    return number.cast(pl.String).str.zfill(length)


def _one_of(words: Sequence[str], name: str) -> pl.Expr:
    return pl.lit(pl.Series(words)).gather(drawn(name, len(words)))
