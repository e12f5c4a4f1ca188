"""An organisation's works, those about which nothing differs together: thousands cost little more
than the decisions about them.

Works of one footing are alike as `docs/decisions/0012-footings.md` says; works that are read for
themselves are alike where everybody who holds consent has said the same of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from artistportal.roster.models import Credit
from consent.domain import footings
from consent.domain.allowances import Held, Likeness
from consent.domain.facts import Facts
from consent.domain.works import Leg, Work
from consent.models import FootedWork
from consent.queries import facts as stored_facts
from consent.queries import footings as stored
from consent.queries import works as rule_works
from consent.queries.clearances import holders

WORKS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Alike:
    """One work that stands for others, what is known of it, and the ids of all of them."""

    work: Work
    facts: Facts
    works: tuple[int, ...]


def credited_on(organisation: int) -> dict[int, list[int]]:
    """The artists credited on each work that an organisation holds; one query."""
    rows = (
        Credit.objects.filter(work__rights_holder_id=organisation)
        .values_list("work_id", "artist_id")
        .distinct()
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    for work, artist in rows.iterator(chunk_size=WORKS_AT_ONCE):
        found[work].append(artist)
    return found


def groups(organisation: int, works: Collection[int], at: datetime) -> list[Alike]:
    """These works of an organisation in groups; seven queries, and two more for each 20,000 that
    are read for themselves.
    """
    footed, own = _footed(organisation, works)
    shared = stored.of_keys({key for key, _ in footed})
    asked = _read(own)
    artists = holders(asked) | {a for footing in shared.values() for a in footing.artists}
    shelf = _Shelf(artists, at)
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    stand_in: dict[Hashable, Work] = {}
    for (key, since), ids in footed.items():
        footing = shared[key]
        known = shelf.facts(footing.artists, footing.organisations)
        likeness: Hashable = (key, footings.rank(footings.limits(known, footing), since))
        stand_in.setdefault(likeness, footings.stand_in(footing, since))
        found[likeness] += ids
    for work in asked:
        stand_in.setdefault(shelf.likeness(work), work)
        found[shelf.likeness(work)].append(work.id)
    return [Alike(work, shelf.of(work), tuple(found[key])) for key, work in stand_in.items()]


def _footed(
    organisation: int, works: Collection[int]
) -> tuple[dict[tuple[int, str], list[int]], list[int]]:
    """The works by footing, and those that are read for themselves."""
    rows = FootedWork.objects.filter(work__rights_holder_id=organisation, key__gt=0)
    known = {
        work: (key, since)
        for work, key, since in rows.values_list("work_id", "key", "since").iterator(
            chunk_size=WORKS_AT_ONCE
        )
    }
    footed: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    own = []
    for work in works:
        if work in known:
            footed[known[work]].append(work)
        else:
            own.append(work)
    return footed, own


def _read(ids: list[int]) -> list[Work]:
    parts = (ids[n : n + WORKS_AT_ONCE] for n in range(0, len(ids), WORKS_AT_ONCE))
    return [work for part in parts for work in rule_works.for_the_rule(part)]


class _Shelf:
    """What is known of some artists, taken down for those of one work at a time."""

    def __init__(self, artists: Iterable[int], at: datetime) -> None:
        found = stored_facts.read(artists)
        self._at = at
        self._decisions = defaultdict(list)
        self._licences = defaultdict(list)
        self._mandates = defaultdict(list)
        for decision in found.decisions:
            self._decisions[decision.artist].append(decision)
        for licence in found.licences:
            self._licences[licence.organisation].append(licence)
        for mandate in found.mandates:
            self._mandates[mandate.artist].append(mandate)
        self._facts = cache(self._together)
        self._likenesses = cache(self._likeness_of)

    def of(self, work: Work) -> Facts:
        return self.facts(holders([work]), {leg.rights_holder for leg in work.legs})

    def facts(self, artists: Iterable[int], organisations: Iterable[int]) -> Facts:
        return self._facts(frozenset(artists), frozenset(organisations))

    def likeness(self, work: Work) -> Hashable:
        """Equal for works that the rule cannot tell apart."""
        legs = sorted((self._leg(leg) for leg in work.legs), key=repr)
        return tuple(legs), bool(work.vocalists_without_voice)

    def _leg(self, leg: Leg) -> Hashable:
        told = tuple(
            self._likenesses(holder.artist).of(
                Held(leg.work, leg.kind, leg.rights_holder, holder.credited_at)
            )
            for holder in leg.holders
        )
        return leg.kind, leg.rights_holder, tuple(h.artist for h in leg.holders), told

    def _likeness_of(self, artist: int) -> Likeness:
        return Likeness(self._facts(frozenset({artist}), frozenset()), artist, self._at)

    def _together(self, artists: frozenset[int], organisations: frozenset[int]) -> Facts:
        return Facts(
            [each for artist in artists for each in self._decisions[artist]],
            [each for organisation in organisations for each in self._licences[organisation]],
            [each for artist in artists for each in self._mandates[artist]],
        )
