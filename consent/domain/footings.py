"""What the rule can tell apart of works: the legs a work stands on, without the works themselves.

Works of one footing are answered alike, except where a holder decided about the very work, or said
yes to the works of a day only. A voice is one person's, so its leg keeps its own number; of
recordings and songs nothing is left but who licenses them and who holds consent.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from artistportal.roster.domain.uses import WorkKind
from consent.domain.facts import Facts
from consent.domain.works import Holder, Leg, Work

# No work has this id: it stands for any recording or song about which nobody decided.
ANY_WORK = 0
# Stands for the vocalists whose voice is not registered; the rule asks only whether there are any.
SOMEBODY = (0,)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

Limits = tuple[tuple[datetime, ...], ...]
Rank = tuple[int, ...]


@dataclass(frozen=True, slots=True, order=True)
class FootedLeg:
    """One leg: its kind, who licenses it, the voice it is, and who holds consent over it."""

    kind: str
    rights_holder: int
    voice: int
    holders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Footing:
    """The legs of a work in one fixed order, and whether a vocalist's voice is missing."""

    legs: tuple[FootedLeg, ...]
    lacks_voice: bool

    @property
    def artists(self) -> set[int]:
        return {artist for leg in self.legs for artist in leg.holders}

    @property
    def organisations(self) -> set[int]:
        return {leg.rights_holder for leg in self.legs}


def of(work: Work) -> tuple[Footing, str]:
    """A work's footing, and since when each holder is credited, as `since` writes it."""
    footed = sorted(((_footed(leg), leg.holders) for leg in work.legs), key=_order)
    footing = Footing(tuple(leg for leg, _ in footed), bool(work.vocalists_without_voice))
    return footing, since(holder.credited_at for _, holders in footed for holder in holders)


def since(moments: Iterable[datetime]) -> str:
    """Moments in microseconds of 1970; one for all where they are the same."""
    written = [str((moment - EPOCH) // MICROSECOND) for moment in moments]
    return written[0] if len(set(written)) == 1 else ",".join(written)


def stand_in(footing: Footing, written: str) -> Work:
    """A work of this footing about which nobody decided, credited at the moments of `since`."""
    credited = iter(_moments(written, sum(len(leg.holders) for leg in footing.legs)))
    legs = tuple(
        Leg(
            leg.voice or ANY_WORK,
            WorkKind(leg.kind),
            leg.rights_holder,
            tuple(Holder(artist, next(credited)) for artist in leg.holders),
        )
        for leg in footing.legs
    )
    return Work(ANY_WORK, legs, SOMEBODY if footing.lacks_voice else ())


def limits(facts: Facts, footing: Footing) -> Limits:
    """For each holder, when they said yes to the works of that day only."""
    holders = (artist for leg in footing.legs for artist in leg.holders)
    return tuple(tuple(facts.log.moments_of_limited_yeses(artist)) for artist in holders)


def rank(limits: Limits, written: str) -> Rank:
    """Which of those yeses reach a work: all that its moments of credit can tell apart."""
    moments = _moments(written, len(limits))
    return tuple(map(bisect_left, limits, moments))


def _moments(written: str, count: int) -> list[datetime]:
    moments = [EPOCH + int(each) * MICROSECOND for each in written.split(",") if each]
    return moments * count if len(moments) == 1 else moments


def _footed(leg: Leg) -> FootedLeg:
    voice = leg.work if leg.kind is WorkKind.VOICE else 0
    holders = tuple(holder.artist for holder in leg.holders)
    return FootedLeg(leg.kind.value, leg.rights_holder, voice, holders)


def _order(
    footed: tuple[FootedLeg, tuple[Holder, ...]],
) -> tuple[FootedLeg, tuple[datetime, ...]]:
    leg, holders = footed
    return leg, tuple(holder.credited_at for holder in holders)
