"""May a tool use these works: thousands in one reading, answered as the rule answers each.

Works of one footing have one ruling, which a board keeps for as long as it holds. A board is of
one state of the log: where a change was numbered since, the next one is made from it without
whatever the change touches. Works without a known footing, and questions about the past, are put to
the rule afresh. docs/decisions/0012 says why this is exact.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, Subquery

from artistportal.roster.domain.uses import Use
from consent.domain import footings
from consent.domain.changes import ChangeKind
from consent.domain.clearances import Question
from consent.domain.footings import Limits, Rank
from consent.domain.rulings import MALFORMED, NOT_FOUND, Judge, Ruling
from consent.domain.works import Work
from consent.models import Change
from consent.models import Decision as StoredDecision
from consent.queries import facts, works
from consent.queries import footings as stored
from consent.queries.clearances import holders


class ByTime(dict[str, Ruling | None]):
    """Rulings by when the artists were credited, where that tells works of one footing apart.

    What matters is only which of their yeses to the works of a day reach a work: its rank. So a
    moment that was never met is ruled on already where its rank is.
    """

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self.by_rank: dict[Rank, Ruling] = {}

    def __missing__(self, since: str) -> Ruling | None:
        known = self.by_rank.get(footings.rank(self.limits, since))
        if known is not None:
            self[since] = known
        return known


Kept = Ruling | ByTime
Wanted = dict[int, set[str]]
FootedRow = tuple[str, int, str]

# After so many changes a board is begun anew; and of so many rulings a process keeps the newest.
MOST_CHANGES = 5_000
MOST_KEPT = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about every work."""

    tool: int
    use: Use
    territory: str


@dataclass(frozen=True, slots=True)
class Pulse:
    """The state of the log that an answer knows: its newest change, its size, its last moment."""

    change: int
    size: int
    given_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answers:
    """One ruling for each identifier, in the order of asking, and what they are answers of."""

    rulings: list[Ruling]
    at: datetime
    log_size: int


class Board:
    """Rulings by footing at one state of the log, from `at` on; time ends them one by one."""

    def __init__(self, asked: Asked, pulse: Pulse, at: datetime) -> None:
        self.asked = asked
        self.pulse = pulse
        self.at = at
        self.kept: dict[int, Kept] = {}
        self._until: dict[int, datetime] = {}
        self._soonest: datetime | None = None
        self._by_artist: defaultdict[int, set[int]] = defaultdict(set)

    def holds_at(self, moment: datetime) -> bool:
        return self._soonest is None or moment < self._soonest

    def without(self, artists: set[int], pulse: Pulse, at: datetime) -> Board:
        """The board of a later state: all that neither these artists nor time have changed."""
        touched = {key for artist in artists for key in self._by_artist[artist].copy()}
        touched |= {key for key, until in self._until.copy().items() if until <= at}
        later = Board(self.asked, pulse, at)
        later.kept = {key: each for key, each in self.kept.copy().items() if key not in touched}
        until = self._until.copy().items()
        later._until = {key: each for key, each in until if key in later.kept}
        later._soonest = min(later._until.values(), default=None)
        later._by_artist = self._by_artist
        return later

    def keep(self, key: int, kept: Kept, until: datetime | None, artists: Iterable[int]) -> None:
        for artist in artists:
            self._by_artist[artist].add(key)
        if until is not None:
            self._until[key] = min(until, self._until.get(key, until))
            self._soonest = min(until, self._soonest or until)
        self.kept[key] = kept


_boards: OrderedDict[Asked, Board] = OrderedDict()
_lock = threading.Lock()


def forget() -> None:
    """Begin anew: for tests, whose databases begin anew too."""
    with _lock:
        _boards.clear()


def answer(asked: Asked, texts: Sequence[str], now: datetime, at: datetime | None) -> Answers:
    """The ruling on each identifier, now or at a past moment, by the log as it was then."""
    pulse = _pulse()
    if at is not None:
        then = replace(pulse, size=_size_at(at))
        return Answers(_told(Board(asked, then, at), texts), at, then.size)
    while True:
        board, moment = _board(asked, pulse, max(now, pulse.given_at or now))
        told = _told(board, texts)
        if board.holds_at(moment):
            return Answers(told, moment, board.pulse.size)


def _pulse() -> Pulse:
    """In one statement, so that its parts belong together."""
    newest_change = Change.objects.order_by("-number").values("number")[:1]
    newest = StoredDecision.objects.newest_first().annotate(change_number=Subquery(newest_change))
    row = newest.values_list("change_number", "number", "given_at").first()
    if row is None:
        return Pulse(Change.objects.newest_number(), 0, None)
    return Pulse(row[0] or 0, row[1], row[2])


def _size_at(at: datetime) -> int:
    given = StoredDecision.objects.newest_first().filter(given_at__lte=at)
    return given.values_list("number", flat=True).first() or 0


def _board(asked: Asked, pulse: Pulse, moment: datetime) -> tuple[Board, datetime]:
    """The kept board brought to this state, or the one that another thread brought further."""
    with _lock:
        board = _boards.get(asked)
    if board is None or len(board.kept) > MOST_KEPT:
        board = Board(asked, pulse, moment)
    else:
        pulse = max(pulse, board.pulse, key=lambda each: each.change)
        moment = max(moment, board.at)
        if board.pulse != pulse or not board.holds_at(moment):
            board = _brought_on(board, pulse, moment)
    _keep(board)
    return board, moment


def _brought_on(board: Board, pulse: Pulse, at: datetime) -> Board:
    of_tool = Q(tool=None) | Q(tool=board.asked.tool)
    since = Change.objects.filter(of_tool, number__gt=board.pulse.change, number__lte=pulse.change)
    changes = list(
        since.exclude(kind=ChangeKind.WORK.value).values_list("kind", "artist_id")[
            : MOST_CHANGES + 1
        ]
    )
    of_all = {ChangeKind.LICENCE.value, ChangeKind.TERMS.value}
    if len(changes) > MOST_CHANGES or any(kind in of_all for kind, _ in changes):
        return Board(board.asked, pulse, at)
    return board.without({artist for _, artist in changes if artist}, pulse, at)


def _keep(board: Board) -> None:
    with _lock:
        _boards[board.asked] = board
        _boards.move_to_end(board.asked)
        while len(_boards) > 1 and sum(len(each.kept) for each in _boards.values()) > MOST_KEPT:
            _boards.popitem(last=False)


def _told(board: Board, texts: Sequence[str]) -> list[Ruling]:
    told = _of_footed(board, texts)
    rest = {text for text in texts if text not in told} if len(told) < len(texts) else ()
    if rest:
        named = {text: stored.canonical(text) for text in rest}
        told |= {text: MALFORMED for text, name in named.items() if name is None}
        otherwise = _of_named(board, {name for name in named.values() if name is not None})
        told |= {text: otherwise[name] for text, name in named.items() if name is not None}
    return [told[text] for text in texts]


def _of_named(board: Board, names: set[str]) -> dict[str, Ruling]:
    """The ruling on canonical identifiers: by footing where one is known, else by the work."""
    told = _of_footed(board, names)
    found = stored.works(names - told.keys())
    read = {work.id: work for work in works.for_the_rule(found.values())}
    judge = _judge(board, read.values())
    by_work = {pk: judge.rule(work, judge.facts_about(work))[0] for pk, work in read.items()}
    told |= {name: by_work[pk] for name, pk in found.items() if pk in by_work}
    return {name: told.get(name, NOT_FOUND) for name in names}


def _of_footed(board: Board, names: Collection[str]) -> dict[str, Ruling]:
    rows = stored.rows(names)
    told, missed = _of_kept(board.kept, rows)
    if missed:
        wanted: Wanted = {}
        for _, key, since in missed:
            wanted.setdefault(key, set()).add(since)
        _find(board, wanted)
        told |= _of_kept(board.kept, missed)[0]
    return told


def _of_kept(
    kept: Mapping[int, Kept], rows: Iterable[FootedRow]
) -> tuple[dict[str, Ruling], list[FootedRow]]:
    """What is ruled on already, and the rows that are not."""
    told: dict[str, Ruling] = {}
    missed: list[FootedRow] = []
    for row in rows:
        name, key, since = row
        known = kept.get(key)
        ruling = known[since] if isinstance(known, ByTime) else known
        if ruling is None:
            missed.append(row)
        else:
            told[name] = ruling
    return told, missed


def _find(board: Board, wanted: Wanted) -> None:
    """Put the question to the rule, once for each footing, or work that is read for itself."""
    shared = stored.of_keys(key for key in wanted if key > 0)
    own = stored.works_of_keys(key for key in wanted if key < 0)
    read = {work.id: work for work in works.for_the_rule(own.values())}
    by_key = {key: read[work] for key, work in own.items() if work in read}
    some = {key: footings.stand_in(each, min(wanted[key])) for key, each in shared.items()}
    judge = _judge(board, [*by_key.values(), *some.values()])
    for key, work in by_key.items():
        ruling, until = judge.rule(work, judge.facts_about(work))
        board.keep(key, ruling, until, holders([work]))
    for key, work in some.items():
        known = judge.facts_about(work)
        ruling, until = judge.rule(work, known)
        kept: Kept = ruling
        limits = footings.limits(known, shared[key])
        if any(limits):
            kept = by_time = _by_time(board.kept.get(key), limits)
            by_time.by_rank[footings.rank(limits, min(wanted[key]))] = ruling
            for since in wanted[key]:
                rank = footings.rank(limits, since)
                if rank not in by_time.by_rank:
                    each = footings.stand_in(shared[key], since)
                    by_time.by_rank[rank] = judge.rule(each, known)[0]
        board.keep(key, kept, until, holders([work]))


def _by_time(kept: Kept | None, limits: Limits) -> ByTime:
    return kept if isinstance(kept, ByTime) else ByTime(limits)


def _judge(board: Board, asked: Iterable[Work]) -> Judge:
    """The rule with all that it reads of these works, as the log stood at the board's state."""
    known = facts.read(holders(asked), board.asked.tool, board.pulse.size)
    question = Question(board.asked.tool, board.asked.use, board.asked.territory, board.at)
    return Judge(question, known.decisions, known.licences, known.mandates)
