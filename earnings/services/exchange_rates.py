"""Reference rates taken in: streamed from a file, all of it or nothing, and never changed after.

New rates let go on what stopped for want of one: royalty runs and closings.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import SEEK_END
from itertools import islice
from typing import IO, Any, BinaryIO, Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from artistportal import background
from artistportal.accounts.models import User
from artistportal.background import JobState
from earnings import permissions
from earnings.domain import exchange_rate_files
from earnings.domain.exchange_rate_files import LONGEST_LINE, BadRates, DayOfRates
from earnings.domain.exchange_rates import CURE
from earnings.models import ExchangeRate, MonthClosing, MonthReview, RoyaltyRun

ECB: Final = "ECB"
LARGEST_FILE: Final = 64 << 20
LARGEST_ZIP: Final = 8 << 20
DAYS_AT_ONCE: Final = 200

_ZIP_START: Final = b"PK\x03\x04"
_AGAIN: Final = "Download the file again from the ECB, and leave it as it is."


@dataclass(slots=True)
class TakenIn:
    """What a file came to: its days, the rates that were new, and those that were known."""

    source: str
    days: int = 0
    new: int = 0
    known: int = 0
    first: date = date.max
    last: date = date.min
    runs: list[int] = field(default_factory=list)
    closings: list[int] = field(default_factory=list)
    reviews: list[int] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        goes_on = len([*self.runs, *self.closings, *self.reviews])
        rest = f" {goes_on:,} that stopped for want of a rate go on." if goes_on else ""
        return self._stored_sentence + rest

    @property
    def _stored_sentence(self) -> str:
        stretch = f"{self.first} to {self.last}" if self.days > 1 else f"{self.first}"
        new = f"{self.new:,} new rates" if self.new != 1 else "1 new rate"
        return f"{self.source}, {stretch}: {new}, {self.known:,} known already."


def take_in(*, file: BinaryIO, source: str, by: User | None, now: datetime) -> TakenIn:
    """Takes a file of reference rates in, plain or zipped; `by` nobody where an operator does.

    Runs and closings that stopped for want of a rate wait again; the caller rings for them.

    Rates that are known already are passed over; one that differs from what is known for its day,
    and anything wrong in the file, raises BadRates, and then nothing of it is kept.
    """
    if by is not None:
        permissions.check_is_support(by)
    taken = TakenIn(source.strip() or ECB)
    try:
        with transaction.atomic(), _opened(file) as lines:
            days = exchange_rate_files.read(lines, today=now.date())
            while batch := list(islice(days, DAYS_AT_ONCE)):
                _keep(batch, taken, now)
            if taken.new:
                _let_go_on(taken, now)
    except IntegrityError as meanwhile:
        raise BadRates(
            "Somebody else took in rates of the same days meanwhile. Try it again."
        ) from meanwhile
    return taken


def _keep(batch: list[DayOfRates], taken: TakenIn, now: datetime) -> None:
    """Stores what is new of some days; raises BadRates where a rate differs from a known one."""
    stored = _stored(batch)
    rows = [(row.day, name, rate) for row in batch for name, rate in row.per_euro.items()]
    for day, currency, rate in rows:
        before = stored.get((currency, day))
        if before is not None and before[0] != rate:
            raise BadRates(
                f"One euro is known to have been {before[0].normalize():f} {currency} on {day}"
                f" ({before[1]}), the file says {rate}. Rates are never changed, for statements"
                " rest on them. Compare both with the source; if the first was wrong, make good by"
                " a later entry what was exchanged at it."
            )
    new = [
        ExchangeRate(
            rate_date=day, currency=name, per_euro=rate, source=taken.source, imported_at=now
        )
        for day, name, rate in rows
        if (name, day) not in stored
    ]
    ExchangeRate.objects.bulk_create(new, batch_size=1000)
    days = [row.day for row in batch]
    taken.new += len(new)
    taken.known += len(rows) - len(new)
    taken.days += len(days)
    taken.first = min(taken.first, *days)
    taken.last = max(taken.last, *days)


def _let_go_on(taken: TakenIn, now: datetime) -> None:
    """Puts back to waiting what a missing rate stopped, and names it.

    Whether the new rates are the missing ones is for them to find; else they stop again, with the
    same sentence. A run that a later one took the place of is let be.
    """
    later = RoyaltyRun.objects.computed().filter(
        licence=OuterRef("licence"),
        month_date=OuterRef("month_date"),
        revision__gt=OuterRef("revision"),
    )
    taken.runs = _again(RoyaltyRun.objects.filter(~Exists(later)), now)
    taken.closings = _again(MonthClosing.objects.all(), now)
    taken.reviews = _again(MonthReview.objects.all(), now)


def _again(jobs: QuerySet[Any], now: datetime) -> list[int]:
    wanting = jobs.filter(state=JobState.FAILED, error__contains=CURE)
    stopped = list(wanting.order_by("pk").values_list("pk", flat=True))
    return [pk for pk in stopped if background.retry(jobs.model, pk, now=now)]


def _stored(batch: list[DayOfRates]) -> dict[tuple[str, date], tuple[Decimal, str]]:
    """What is known of some days: rate and source by currency and day."""
    days = [row.day for row in batch]
    found = ExchangeRate.objects.filter(rate_date__gte=min(days), rate_date__lte=max(days))
    rows = found.values_list("currency", "rate_date", "per_euro", "source")
    return {(currency, day): (rate, source) for currency, day, rate, source in rows}


@contextmanager
def _opened(file: BinaryIO) -> Iterator[Iterable[str]]:
    """The file's lines, unpacked where it is a zip of one CSV; raises BadRates."""
    start = file.read(len(_ZIP_START))
    if start == _ZIP_START and file.seek(0, SEEK_END) > LARGEST_ZIP:
        raise BadRates(f"The zip is larger than {LARGEST_ZIP >> 20} MiB. {_AGAIN}")
    file.seek(0)
    try:
        if start == _ZIP_START:
            with zipfile.ZipFile(file) as packed, packed.open(_only(packed)) as inner:
                yield _lines(inner)
        else:
            yield _lines(file)
    except UnicodeDecodeError as odd:
        raise BadRates(f"The file is not in UTF-8, so it is not the ECB's. {_AGAIN}") from odd
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as odd:
        raise BadRates(f"The zip cannot be unpacked. {_AGAIN}") from odd


def _only(packed: zipfile.ZipFile) -> zipfile.ZipInfo:
    inside = packed.infolist()
    if len(inside) != 1 or not inside[0].filename.lower().endswith(".csv"):
        raise BadRates(f"The zip must hold one CSV file and nothing else. {_AGAIN}")
    if inside[0].flag_bits & 1:
        raise BadRates(f"The zip is locked with a password. {_AGAIN}")
    return inside[0]


def _lines(file: BinaryIO | IO[bytes]) -> Iterator[str]:
    """Lines of bounded length; what is unpacked is counted, whatever the zip says of itself."""
    size = 0
    is_first = True
    while line := file.readline(LONGEST_LINE + 2):
        size += len(line)
        if size > LARGEST_FILE:
            raise BadRates(f"The file is larger than {LARGEST_FILE >> 20} MiB. {_AGAIN}")
        yield line.decode("utf-8-sig" if is_first else "utf-8")
        is_first = False
