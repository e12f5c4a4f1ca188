"""Counting how far consent reaches over an organisation's works, whenever something changed.

    a change, a split sheet, a moment that ends something ──▶ due ──▶ refresh ──▶ the rows, replaced

Pages read the rows and say when they were counted; what may be used is never read from them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from artistportal import background
from artistportal.background import JobState
from artistportal.roster.models import Artist, Credit, Organisation, SplitSheet, Work
from artistportal.roster.models.batches import among_ids
from artistportal.roster.queries import organisations
from consent.domain import conflicts, coverage, moments
from consent.domain.clearances import Question
from consent.domain.conflicts import Conflict as Disagreement
from consent.domain.conflicts import ConflictKind
from consent.domain.coverage import Cover
from consent.domain.decisions import Decision
from consent.domain.scopes import Scope
from consent.models import ArtistCoverage, Change, Conflict, CoverageRefresh
from consent.queries import alike
from consent.queries.alike import Alike

Clock = Callable[[], datetime]
Key = tuple[int, str, int, str, tuple[tuple[int, bool], ...]]

# After so many changes everybody is counted anew: asking whom they concern would cost as much.
MOST_CHANGES = 5_000
EXAMPLES = 3


def due(now: datetime) -> list[int]:
    """The refreshes that something calls for, by id; those waiting already are the sweep's."""
    have_none = Organisation.objects.filter(coverage_refresh=None)
    CoverageRefresh.objects.bulk_create(
        (CoverageRefresh(organisation=each, created_at=now) for each in have_none),
        ignore_conflicts=True,
    )
    done = CoverageRefresh.objects.filter(state__in=[JobState.DONE, JobState.FAILED])
    change, sheet = Change.objects.newest_number(), _newest_sheet()
    concerned = Q(due_at__lte=now) | Q(organisation__in=among_ids(_concerned(done)))
    asked = list(done.filter(concerned).values_list("pk", flat=True))
    CoverageRefresh.objects.filter(pk__in=among_ids(asked)).update(
        state=JobState.WAITING, attempts=0, error="", created_at=now, rung_at=now
    )
    # What does not concern an organisation is not asked about again.
    done.filter(change_number__lt=change).update(change_number=change)
    done.filter(sheet_number__lt=sheet).update(sheet_number=sheet)
    return asked


def refresh(*, refresh_id: int, clock: Clock) -> None:
    """Counts an organisation's works anew, and replaces its rows."""
    job = background.claim(CoverageRefresh, refresh_id, now=clock())
    if job is None:
        return
    now = clock()
    change, sheet = Change.objects.newest_number(), _newest_sheet()
    counted = _count(job, clock)
    background.beat(job, now=clock(), done=2, total=2)
    with transaction.atomic():
        if not background.finish(job, now=clock()):
            return
        _replace(job.organisation_id, counted, now)
        CoverageRefresh.objects.filter(pk=job.pk).update(
            change_number=change, sheet_number=sheet, counted_at=now, due_at=counted.due_at
        )


@dataclass
class _Counted:
    """What was found, by artist; `due_at` is when time alone may change it."""

    due_at: datetime
    works: Counter[int] = field(default_factory=Counter)
    by_cover: Mapping[Cover, Counter[int]] = field(
        default_factory=lambda: {each: Counter() for each in Cover}
    )
    without_splits: Counter[int] = field(default_factory=Counter)
    without_identifier: Counter[int] = field(default_factory=Counter)
    conflicts: dict[Key, tuple[Disagreement, list[int]]] = field(default_factory=dict)


def _count(job: CoverageRefresh, clock: Clock) -> _Counted:
    now = clock()
    counted = _Counted(datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo))
    credited = alike.credited_on(job.organisation_id)
    for gap, ids in (
        (counted.without_splits, organisations.works_without_splits(job.organisation_id, now)),
        (counted.without_identifier, _without_identifier(job.organisation_id)),
    ):
        for work in ids.values_list("pk", flat=True):
            gap.update(credited.get(work, ()))
    background.beat(job, now=clock(), done=1, total=2, note="Asking the rule")
    for group in alike.groups(job.organisation_id, credited, now):
        _count_group(counted, group, credited, now)
    return counted


def _count_group(
    counted: _Counted, group: Alike, credited: Mapping[int, list[int]], now: datetime
) -> None:
    artists = Counter(artist for work in group.works for artist in credited[work])
    counted.works.update(artists)
    counted.by_cover[coverage.cover(group.facts, group.work, now)].update(artists)
    ends = moments.next_after(group.facts, now)
    counted.due_at = min(counted.due_at, ends or counted.due_at)
    for found in _disagreements(group, now):
        sides = tuple((side.artist, side.is_yes) for side in found.sides)
        for artist in found.artists:
            key = artist, found.kind.value, found.tool, found.use.value, sides
            counted.conflicts.setdefault(key, (found, []))[1].extend(group.works)


def _disagreements(group: Alike, now: datetime) -> Iterable[Disagreement]:
    """Each once, in whichever territory it shows first."""
    said = list(coverage.reaching(group.facts, group.work))
    if not _differ(said):
        return []
    voices = conflicts.Voices(group.facts)
    found: dict[tuple[object, ...], Disagreement] = {}
    for tool, use in coverage.asked(group.facts, group.work, now):
        # Asking the rule costs far more than seeing that nobody says the other thing about it.
        about = Scope(tool=tool, use=use)
        if not _differ(each for each in said if each.scope.touches(about)):
            continue
        for territory in group.facts.one_of_each_class:
            for each in conflicts.of_work(voices, group.work, Question(tool, use, territory, now)):
                sides = tuple((side.artist, side.is_yes) for side in each.sides)
                found.setdefault((each.kind, tool, use, sides), each)
    return found.values()


def _differ(said: Iterable[Decision]) -> bool:
    return {each.is_yes for each in said} == {True, False}


def _replace(organisation: int, counted: _Counted, now: datetime) -> None:
    ArtistCoverage.objects.filter(organisation=organisation).delete()
    Conflict.objects.filter(organisation=organisation).delete()
    of_artist = Counter(
        artist for artist, kind, *_ in counted.conflicts if kind == ConflictKind.MANDATE
    )
    ArtistCoverage.objects.bulk_create(
        ArtistCoverage(
            organisation_id=organisation,
            artist_id=artist,
            works=works,
            cleared=counted.by_cover[Cover.CLEARED][artist],
            refused=counted.by_cover[Cover.REFUSED][artist],
            silent=counted.by_cover[Cover.SILENT][artist],
            without_splits=counted.without_splits[artist],
            without_identifier=counted.without_identifier[artist],
            conflicts=of_artist[artist],
            counted_at=now,
        )
        for artist, works in counted.works.items()
    )
    Conflict.objects.bulk_create(_rows(organisation, counted, now))


def _rows(organisation: int, counted: _Counted, now: datetime) -> list[Conflict]:
    shown = [work for _, ids in counted.conflicts.values() for work in ids[:EXAMPLES]]
    titles = {
        work.pk: {"title": work.title, "work": str(work.public_id)}
        for work in Work.objects.filter(pk__in=among_ids(shown))
    }
    names = dict(
        Artist.objects.filter(
            pk__in=among_ids({a for found, _ in counted.conflicts.values() for a in found.artists})
        ).values_list("pk", "name")
    )
    return [
        Conflict(
            organisation_id=organisation,
            artist_id=artist,
            kind=kind,
            tool_id=tool,
            use=use,
            works=len(set(ids)),
            examples=[titles[work] for work in ids[:EXAMPLES]],
            sides=[_told(side, names, artist) for side in found.sides],
            effective_at=found.effective_at,
            counted_at=now,
        )
        for (artist, kind, tool, use, _), (found, ids) in counted.conflicts.items()
    ]


def _told(side: conflicts.Side, names: Mapping[int, str], artist: int) -> dict[str, Any]:
    """One side, in words that stand by themselves; whether it is the artist's own."""
    return {
        "artist": names[side.artist],
        "is_theirs": side.artist == artist,
        "is_yes": side.is_yes,
        "decision": side.decision.number,
        "by": side.decision.said_by,
        "in_person": side.decision.is_in_person,
        "given_at": side.decision.given_at.isoformat(),
    }


def _without_identifier(organisation: int) -> Any:
    """Recordings without an ISRC and songs without an ISWC; a voice has no such number."""
    held = Work.objects.filter(rights_holder_id=organisation)
    return held.filter(Q(kind="recording", isrc=None) | Q(kind="composition", iswc=None))


def _newest_sheet() -> int:
    return SplitSheet.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _concerned(done: Any) -> set[int]:
    """The organisations whose counts something may have changed since they were made."""
    known = list(done.values_list("organisation_id", "change_number", "sheet_number"))
    if not known:
        return set()
    since = min(number for _, number, _ in known)
    changes = list(
        Change.objects.after(since).values_list(
            "number", "artist_id", "organisation_id", "work_id", "work__rights_holder_id"
        )[: MOST_CHANGES + 1]
    )
    of_sheets = SplitSheet.objects.filter(pk__gt=min(sheet for *_, sheet in known))
    found = set(of_sheets.values_list("work__rights_holder_id", flat=True).distinct())
    if len(changes) > MOST_CHANGES or any(not any(row[1:4]) for row in changes):
        return {organisation for organisation, *_ in known}
    by_artist = _organisations_of({row[1] for row in changes if row[1]})
    newest: defaultdict[int, int] = defaultdict(int)
    for number, artist, organisation, _, holder in changes:
        for concerned in {organisation, holder, *by_artist.get(artist, ())} - {None}:
            newest[concerned] = max(newest[concerned], number)
    return {each for each, number, _ in known if newest[each] > number} | found


def _organisations_of(artists: set[int]) -> Mapping[int, set[int]]:
    """Whose works stand on an artist: those that credit them, or hold a song of theirs."""
    credited = Credit.objects.filter(artist_id__in=among_ids(artists))
    found: defaultdict[int, set[int]] = defaultdict(set)
    for path in ("work__rights_holder_id", "work__recordings__rights_holder_id"):
        for artist, organisation in credited.values_list("artist_id", path).distinct():
            if organisation:
                found[artist].add(organisation)
    return found
