"""The scene of the benchmark: a catalogue with splits and decisions, and a report of its use.

Everything is drawn from one seed. Works are used by Zipf's law, 60 % of lines lie in ten
territories, each work has two to four payees, and some artists withdraw in the middle of the month.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

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
LINES_AT_ONCE = 20_000


@dataclass(frozen=True)
class Size:
    """How large the scene is."""

    lines: int = 1_000_000
    works: int = 20_000
    artists: int = 900
    payees: int = 1_200


def isrc(work: int) -> str:
    return f"QZBEN{26:02d}{work:05d}"


def write_report(path: Path, size: Size) -> None:
    """A native report of so many lines, one in fifty of a work that nobody registered."""
    rnd = random.Random(SEED)
    popularity = list(itertools.accumulate(1 / (rank + 1) for rank in range(size.works)))
    by_rank = list(range(size.works))
    rnd.shuffle(by_rank)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("\t".join(COLUMNS) + "\n")
        for start in range(0, size.lines, LINES_AT_ONCE):
            count = min(LINES_AT_ONCE, size.lines - start)
            ranks = rnd.choices(range(size.works), cum_weights=popularity, k=count)
            uses = rnd.choices(USES, USE_WEIGHTS, k=count)
            rows = zip(itertools.count(start), ranks, uses, strict=False)
            file.writelines(_line(rnd, n, by_rank[rank], use) for n, rank, use in rows)


def _line(rnd: random.Random, number: int, work: int, use: str) -> str:
    second = rnd.randrange(SECONDS)
    day, rest = divmod(second, 86_400)
    hour, minute = rest // 3600, rest // 60 % 60
    territory = rnd.choice(TEN) if rnd.random() < 0.6 else rnd.choice(OTHERS)
    code = isrc(work) if number % 50 else f"QZUNK26{work:05d}"
    return (
        f"L{number:09d}\t{code}\tTitle {work}\tArtist {work % 900}\t{use}\tv{1 + number % 2}"
        f"\t{territory}\t2026-10-{day + 1:02d}T{hour:02d}:{minute:02d}:{rest % 60:02d}Z"
        f"\t{1 + (number % 7 == 0)}\t0.{rnd.randrange(10**6):06d}\tout-{rnd.randrange(10**9):09d}"
        f"\t0.{rnd.randrange(10**4):04d}\tEUR\n"
    )


def split_of(rnd: random.Random, size: Size) -> Iterator[tuple[int, int]]:
    """Two to four payees (by their place) with parts per million that add up to a million."""
    count = rnd.randint(2, 4)
    payees = rnd.sample(range(size.payees), count)
    cuts = sorted(rnd.sample(range(1, 20), count - 1))
    ends = [0, *(cut * 50_000 for cut in cuts), 1_000_000]
    return zip(payees, (end - start for start, end in itertools.pairwise(ends)), strict=True)
