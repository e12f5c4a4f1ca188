"""A DSR message while it is read: what the records so far have said, and nothing more.

What is held is bounded: one block, the summaries, and which blocks were left. A message may come
in several files; what they share is a `Series`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Final

from earnings.domain.dsr_records import LONGEST_ID, Record
from earnings.domain.dsr_tables import PROFILES, Profile
from earnings.domain.problems import error
from earnings.domain.texts import Unreadable

MOST_FILES: Final = 999
MOST_SUMMARIES: Final = 100_000
MOST_IN_A_BLOCK: Final = 10_000
MOST_UNSORTED_BLOCKS: Final = 500_000
LONGEST_NUMBER: Final = 18
# A row that names a release stands for each of its recordings.
FREE_LINES: Final = 100_000
MOST_LINES_OF_A_ROW: Final = 50


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file comes from: the report's number, when it came, who may send it, its name."""

    report: int
    received_at: datetime
    senders: frozenset[str] = frozenset()
    file_name: str = ""


class Booking(Enum):
    """Where the revenue of a summary's usage rows stands: on the summary, or on each row."""

    NOT_YET = "not_yet"
    BY_SUMMARY = "by_summary"
    BY_ROW = "by_row"


@dataclass(slots=True)
class Summary:
    """What a summary record says of the usage rows that name it, and what those came to."""

    cells: int
    use_type: str
    territory: str
    currency: str
    revenue_micros: int | None
    days: tuple[date, date] | None
    stated_usages: str
    usages: int = 0
    rows_micros: int = 0
    booking: Booking = Booking.NOT_YET


@dataclass(slots=True)
class Resource:
    """A recording of the block that is being read."""

    identifier: str
    title: str
    artist: str


@dataclass(slots=True)
class Block:
    """The releases and recordings of one block; blocks are contiguous, so one is held at a time."""

    key: str = ""
    resources: dict[str, Resource] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    releases: dict[str, list[str]] = field(default_factory=dict)
    release_ids: dict[str, str] = field(default_factory=dict)
    used: int = 0

    def __len__(self) -> int:
        return len(self.resources) + len(self.releases) + self.used

    def of_release(self, reference: str) -> list[str]:
        """The recordings that a release is of: those it names, else all of its block."""
        named = self.releases.get(reference)
        if named is None or any(name not in self.resources for name in named):
            return []
        return named or list(self.resources)

    def named(self, row: Record) -> list[str]:
        """The recordings that a usage row names: by resource, else by release; none if unknown."""
        if reference := row.text("TransactedResourceReference"):
            return [reference] if reference in self.resources else []
        if key := row.text("DspResourceId"):
            return [self.references[key]] if key in self.references else []
        release = row.text("TransactedReleaseReference")
        if key := row.text("DspReleaseId"):
            release = self.release_ids.get(key, "")
        return self.of_release(release)


class Blocks:
    """Which blocks were left; of blocks numbered in rising order only the last is remembered."""

    def __init__(self) -> None:
        self.count = 0
        self._highest = -1
        self._rises = True
        self._seen: set[int] = set()

    def enter(self, key: str, line: int) -> bool:
        """Whether a block of this id is new; raises Unreadable where nobody could tell."""
        self.count += 1
        is_number = len(key) <= LONGEST_NUMBER and key.isascii() and key.isdigit()
        number = int(key) if is_number else -1
        self._rises = self._rises and number > self._highest
        self._highest = max(self._highest, number)
        if self.count > MOST_UNSORTED_BLOCKS:
            self._seen.clear()
            if not self._rises:
                raise Unreadable(
                    error(
                        f"More than {MOST_UNSORTED_BLOCKS:,} blocks are not in order.",
                        "Number the blocks 1, 2, 3 in the order in which they stand.",
                        line=line,
                        column="BlockId",
                        value=key,
                    )
                )
            return True
        known = hash(key) in self._seen
        self._seen.add(hash(key))
        return not known


@dataclass(slots=True)
class Series:
    """What the files of one message share; with `is_trial`, one of them read without the others."""

    is_trial: bool = False
    head: Record | None = None
    lines: int = 0
    summaries: dict[str, Summary] = field(default_factory=dict)
    blocks: Blocks = field(default_factory=Blocks)


@dataclass(slots=True)
class Message:
    """What one file's header says, and what was counted on the way to the footer."""

    origin: Origin
    series: Series = field(default_factory=Series)
    head: Record | None = None
    number: int = 1
    files: int = 1
    from_date: date | None = None
    until_date: date | None = None
    lines: int = 0
    rows: int = 0
    taken: int = 0
    summary_rows: int = 0
    blocks: int = 0
    block: Block = field(default_factory=Block)
    has_rows: bool = False
    is_closed: bool = False
    free: Counted | None = None
    beside: dict[str, Counted] = field(default_factory=dict)

    @property
    def profile(self) -> Profile | None:
        return PROFILES.get(self.head.text("Profile")) if self.head else None

    @property
    def sender(self) -> str:
        return self.head.text("SenderPartyId") if self.head else ""

    @property
    def sender_message_id(self) -> str:
        return self.head.text("MessageId") if self.head else ""

    @property
    def name(self) -> str:
        """The message's id, unique together with its sender."""
        return f"{self.sender}:{self.sender_message_id}"

    @property
    def part_name(self) -> str:
        """The id of this file of the message."""
        return f"{self.name}:{self.number}of{self.files}"[:LONGEST_ID]

    @property
    def is_last(self) -> bool:
        return self.number == self.files

    @property
    def summaries(self) -> Mapping[str, Summary]:
        return self.series.summaries

    def summary_of(self, row: Record) -> Summary | None:
        """The summary that a usage row names; the only one there is where it names none."""
        summaries, key = self.series.summaries, row.text("SummaryRecordId")
        if not key and len(summaries) == 1:
            return next(iter(summaries.values()))
        return summaries.get(key)


@dataclass(slots=True)
class Counted:
    """Rows of one kind that are read and not taken in: the first one, how many, how many uses."""

    first_line: int
    rows: int = 0
    uses: int = 0

    def add(self, uses: int) -> None:
        self.rows += 1
        self.uses += uses
