"""What became of notices: for the artist who decided, for the tool, for support, for everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median_high

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from artistportal.roster.models import Artist
from consent.domain.notices import NoticeState, Times, state
from consent.models import Decision, Notice, NoticeAttempt, Tool
from consent.models.decisions import DecisionQuerySet
from consent.models.notices import NoticeQuerySet

CONFIRMED = (NoticeState.ACKNOWLEDGED, NoticeState.ENFORCED)
LOOKS = {
    NoticeState.QUEUED: "none",
    NoticeState.SENT: "wait",
    NoticeState.ACKNOWLEDGED: "wait",
    NoticeState.ENFORCED: "yes",
    NoticeState.OVERDUE: "no",
    NoticeState.UNDELIVERABLE: "no",
}
# How far back the public table looks, and how long it is kept.
LOOKS_BACK = timedelta(days=365)
KEPT_SECONDS = 300
ATTEMPTS_SHOWN = 20
CACHE_KEY = "consent:obedience"


@dataclass(frozen=True, slots=True)
class Told:
    """One notice as it stands at a moment."""

    notice: Notice
    state: NoticeState

    @property
    def is_confirmed(self) -> bool:
        return self.state in CONFIRMED

    @property
    def look(self) -> str:
        """Which of the look's states it is drawn as."""
        return LOOKS[self.state]

    @property
    def sayable(self) -> list[NoticeState]:
        """What the tool can still say of it."""
        notice = self.notice
        may_know = not notice.acknowledged_at
        may_obey = not notice.enforced_at and not notice.decision.is_yes
        said = ((NoticeState.ACKNOWLEDGED, may_know), (NoticeState.ENFORCED, may_obey))
        return [each for each, is_open in said if is_open]

    @property
    def may_be_sent_again(self) -> bool:
        return self.notice.dead_at is not None and self.notice.acknowledged_at is None

    @property
    def since(self) -> datetime:
        """When it came to stand so."""
        notice = self.notice
        found = {
            NoticeState.SENT: notice.sent_at,
            NoticeState.ACKNOWLEDGED: notice.acknowledged_at,
            NoticeState.ENFORCED: notice.enforced_at,
            NoticeState.OVERDUE: notice.deadline_at,
            NoticeState.UNDELIVERABLE: notice.dead_at,
        }.get(self.state)
        return found or notice.made_at


@dataclass(frozen=True, slots=True)
class Sent:
    """A decision and what became of it at each tool; those that are late stand first."""

    decision: Decision
    told: list[Told] = field(default_factory=list)

    @property
    def confirmed(self) -> int:
        return sum(1 for each in self.told if each.is_confirmed)

    @property
    def overdue(self) -> list[Told]:
        return [each for each in self.told if each.state is NoticeState.OVERDUE]

    @property
    def next_due(self) -> Told | None:
        """The tool that must obey next."""
        open_ = [t for t in self.told if t.notice.deadline_at and not t.notice.enforced_at]
        coming = [t for t in open_ if t.state is not NoticeState.OVERDUE]
        return min(coming, key=lambda t: t.notice.deadline_at or t.since, default=None)


@dataclass(frozen=True, slots=True)
class Obedience:
    """How a tool obeyed the noes that ended something, over the last year."""

    name: str
    slug: str
    provider: str
    noes: int
    median: timedelta
    overdue: int


@dataclass(frozen=True, slots=True)
class Obeyed:
    """The public table, and the moment it was made at."""

    as_of: datetime
    tools: list[Obedience]


def told(notice: Notice, at: datetime) -> Told:
    times = Times(
        notice.deadline_at,
        notice.sent_at,
        notice.dead_at,
        notice.acknowledged_at,
        notice.enforced_at,
    )
    return Told(notice, state(times, at))


def of_decisions(decisions: Iterable[Decision], at: datetime) -> list[Sent]:
    """The decisions in their order, each with its notices; one query."""
    sent = {decision.pk: Sent(decision) for decision in decisions}
    notices = Notice.objects.filter(decision__in=sent).defer("body").select_related("tool")
    for notice in notices.order_by("tool__name"):
        sent[notice.decision_id].told.append(told(notice, at))
    for each in sent.values():
        each.told.sort(key=lambda t: t.state is not NoticeState.OVERDUE)
    return list(sent.values())


def of_decision(decision: Decision, at: datetime) -> Sent:
    """What became of one decision at every tool concerned."""
    (sent,) = of_decisions([decision], at)
    return sent


def of_artist(
    artist: Artist, at: datetime, *, wanted: NoticeState | None = None, tool: str = ""
) -> DecisionQuerySet:
    """The artist's decisions that were sent to somebody: overdue ones first, then the newest."""
    notices = Notice.objects.filter(decision=OuterRef("pk"))
    chosen = notices.filter(tool__slug=tool) if tool else notices
    found = Decision.objects.of_artist(artist).filter(
        Exists(in_state(chosen, wanted, at) if wanted else chosen)
    )
    late = Exists(notices.overdue(at))
    return found.with_names().order_by(late.desc(), "-number")


def of_tool(tool: int, at: datetime, *, wanted: NoticeState | None = None) -> NoticeQuerySet:
    """The tool's notices, newest first."""
    found = Notice.objects.of_tool(tool)
    if wanted:
        found = in_state(found, wanted, at)
    return found.newest_first()


def last_attempts(tool: int) -> list[NoticeAttempt]:
    """The last tries to send the tool something, newest first."""
    tries = NoticeAttempt.objects.filter(notice__tool=tool).select_related("notice")
    return list(tries.defer("notice__body").order_by("-pk")[:ATTEMPTS_SHOWN])


def overdue(at: datetime) -> NoticeQuerySet:
    """Every notice past its deadline, the longest first."""
    return Notice.objects.overdue(at).select_related("tool", "decision").order_by("deadline_at")


def in_state(notices: NoticeQuerySet, wanted: NoticeState, at: datetime) -> NoticeQuerySet:
    """Those that `domain.notices.state` would say are in this state."""
    enforced, late = Q(enforced_at__isnull=False), Q(deadline_at__lte=at)
    known, dead = Q(acknowledged_at__isnull=False), Q(dead_at__isnull=False)
    sent = Q(sent_at__isnull=False)
    in_turn = {
        NoticeState.ENFORCED: enforced,
        NoticeState.OVERDUE: late & Q(deadline_at__isnull=False),
        NoticeState.ACKNOWLEDGED: known,
        NoticeState.SENT: sent,
        NoticeState.UNDELIVERABLE: dead,
        NoticeState.QUEUED: Q(),
    }
    for found, condition in in_turn.items():
        if found is wanted:
            return notices.filter(condition)
        notices = notices.exclude(condition)
    return notices


def tools_not_obeying(artist: int, at: datetime) -> int:
    """How many tools are past the deadline of a no of the artist's."""
    late = Notice.objects.overdue(at).filter(decision__artist=artist)
    return late.aggregate(tools=Count("tool", distinct=True))["tools"] or 0


def with_tools_not_obeying(decisions: DecisionQuerySet, at: datetime) -> DecisionQuerySet:
    """Decisions that know it of their artist, as `late_tools`, without a query of its own."""
    late = Notice.objects.overdue(at).filter(decision__artist=OuterRef("artist"))
    counted = late.order_by().values("decision__artist").annotate(n=Count("tool", distinct=True))
    return decisions.annotate(late_tools=Coalesce(Subquery(counted.values("n")), 0))


def obedience(now: datetime) -> Obeyed:
    """Every tool that had a no to obey, the quickest first; kept for five minutes.

    Counted are the noes of the last year that ended something and are obeyed or overdue. The time
    runs from when the no took effect until the tool said here that it obeys; where that is still
    owed, until now. The median of an even number is the higher of the two in the middle: half
    kept and half owed is not the time of the half that was kept.
    """
    made: Obeyed | None = cache.get(CACHE_KEY)
    if made is None:
        made = _obedience(now)
        cache.set(CACHE_KEY, made, KEPT_SECONDS)
    return made


def _obedience(now: datetime) -> Obeyed:
    since = now - LOOKS_BACK
    seconds: defaultdict[int, list[int]] = defaultdict(list)
    late: defaultdict[int, int] = defaultdict(int)
    obeyed = Notice.objects.filter(obeyed_seconds__isnull=False, enforced_at__gt=since)
    for tool, took in obeyed.values_list("tool", "obeyed_seconds").iterator(chunk_size=20_000):
        seconds[tool].append(took or 0)
    owed = Notice.objects.overdue(now).filter(deadline_at__gt=since)
    for tool, effective_at in owed.values_list("tool", "effective_at"):
        seconds[tool].append(int((now - effective_at).total_seconds()))
        late[tool] += 1
    tools = Tool.objects.select_related("provider").in_bulk(seconds)
    rows = [_line(tools[pk], took, late[pk]) for pk, took in seconds.items()]
    return Obeyed(now, sorted(rows, key=lambda row: (row.median, row.name)))


def _line(tool: Tool, seconds: list[int], late: int) -> Obedience:
    median = timedelta(seconds=median_high(seconds))
    return Obedience(tool.name, tool.slug, tool.provider.name, len(seconds), median, late)
