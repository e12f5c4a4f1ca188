"""DDEX DSR: Basic Audio files written: what was used, as lines that `dsr_reports` reads back.

One summary for each use and territory, a block for each recording, the footer's counts. A line
feed inside a text has no escape and becomes a space; everything else comes back as it was.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from artistportal import money
from artistportal.periods import DAY
from artistportal.roster.domain.uses import Use
from earnings.domain import dsr_names, dsr_records, dsr_uses
from earnings.domain.dsr_names import FileName
from earnings.domain.lines import WORLDWIDE

VERSION: Final = "dsrf/1.4/9/1.5"
PROFILE: Final = ("BasicAudioProfile", "1.4")
DURATION: Final = "PT0S"
SEVERAL: Final = "multi"


class NotWritable(ValueError):
    """The lines do not fit into one file; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Party:
    """A sender or recipient, by its DPID and name."""

    dpid: str
    name: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the header and the file's name say; `until_date` is the day after the last."""

    message_id: str
    created_at: datetime
    from_date: date
    until_date: date
    sender: Party
    recipient: Party
    service: str
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Work:
    """A recording, known by its ISRC, or a song by its ISWC; `key` is the sender's own id."""

    key: str
    title: str
    artists: tuple[str, ...]
    isrc: str = ""
    iswc: str = ""
    duration: str = DURATION


@dataclass(frozen=True, slots=True)
class Line:
    """One work, what it was used for and where, how often, and for how much revenue."""

    work: Work
    use: Use
    territory: str
    quantity: int
    net_revenue_micros: int = 0


class _Kind(NamedTuple):
    use: Use
    territory: str


def file_name(head: Letterhead, lines: Sequence[Line]) -> str:
    """The file's name as the standard forms it."""
    territories = {line.territory for line in lines} or {WORLDWIDE}
    name = FileName(
        recipient=head.recipient.dpid,
        sender=head.sender.dpid,
        service=head.service,
        period=dsr_names.period_of(head.from_date, head.until_date),
        territory=territories.pop() if len(territories) == 1 else SEVERAL,
        number=1,
        files=1,
        created=f"{head.created_at:%Y%m%dT%H%M%S}",
    )
    return f"{name}"


def write(head: Letterhead, lines: Sequence[Line]) -> Iterator[str]:
    """The file, line by line with line ends; raises NotWritable."""
    _check(head, lines)
    summaries, works = _summaries(lines), _by_work(lines)
    yield _text(_head(head))
    for record in _summary_records(head, summaries, lines):
        yield _text(record)
    transactions = itertools.count(1)
    for number, (work, used) in enumerate(works.items(), 1):
        yield _text(_resource(number, work))
        for line in used:
            transaction = f"TX-{next(transactions)}"
            yield _text(_usage(number, transaction, summaries[_kind(line)], line))
    total, blocks = f"{2 + len(summaries) + len(works) + len(lines)}", f"{len(works)}"
    yield _text(_cells("FOOT", total, total, f"{len(summaries)}", blocks, blocks))


def _check(head: Letterhead, lines: Sequence[Line]) -> None:
    if head.from_date >= head.until_date:
        raise NotWritable("The period ends before it begins.")
    if any(line.quantity < 0 for line in lines):
        raise NotWritable("A use of less than nothing cannot be written.")
    if not all(line.work.key and line.work.title and any(line.work.artists) for line in lines):
        raise NotWritable("A work needs a key, a title and an artist.")


def _summaries(lines: Sequence[Line]) -> dict[_Kind, str]:
    """The id of the summary of each use and territory, in the order in which they come."""
    kinds = dict.fromkeys(map(_kind, lines)) or {_Kind(Use.TRAINING, WORLDWIDE): None}
    return {kind: f"{number}" for number, kind in enumerate(kinds, 1)}


def _kind(line: Line) -> _Kind:
    return _Kind(line.use, line.territory)


def _by_work(lines: Sequence[Line]) -> dict[Work, list[Line]]:
    works: dict[Work, list[Line]] = {}
    for line in lines:
        works.setdefault(line.work, []).append(line)
    return works


def _text(record: list[list[str]]) -> str:
    return dsr_records.join(record) + "\n"


def _cells(*texts: str) -> list[list[str]]:
    return [[text] for text in texts]


def _head(head: Letterhead) -> list[list[str]]:
    return _cells(
        "HEAD",
        VERSION,
        *PROFILE,
        head.message_id,
        f"{head.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "1",
        "1",
        f"{head.from_date:%Y-%m-%d}",
        f"{head.until_date - DAY:%Y-%m-%d}",
        head.sender.dpid,
        head.sender.name,
        head.service,
        head.recipient.dpid,
        head.recipient.name,
        "",
    )


def _summary_records(
    head: Letterhead, summaries: dict[_Kind, str], lines: Sequence[Line]
) -> Iterator[list[list[str]]]:
    usages = dict.fromkeys(summaries, 0)
    revenues = dict.fromkeys(summaries, 0)
    for line in lines:
        usages[_kind(line)] += line.quantity
        revenues[_kind(line)] += line.net_revenue_micros
    for kind, key in summaries.items():
        yield _cells(
            *("SY01.03", key, "", "", "AsPerContract", dsr_uses.written(kind.use)),
            *(kind.territory, head.service, f"{usages[kind]}", "", head.currency),
            *(_amount(revenues[kind]), "", "", "", "", "", ""),
        )


def _amount(micros: int) -> str:
    return money.plain(micros) if micros else "0"


def _resource(number: int, work: Work) -> list[list[str]]:
    """An AS02.04 record; its last cells say nothing and are empty."""
    return [
        *_cells("AS02.04", f"{number}", "R1", work.key, work.isrc, work.title, ""),
        [*work.artists],
        *_cells("", work.duration, "SoundRecording", work.iswc, *[""] * 13),
    ]


def _usage(number: int, transaction: str, summary: str, line: Line) -> list[list[str]]:
    return _cells(
        *("SU02.03", f"{number}", summary, transaction, "", "R1", "true", f"{line.quantity}"),
        *("", "", "", ""),
    )
