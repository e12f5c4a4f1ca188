"""What artists of the label let it decide for them: discovery and analysis of recordings. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from artistportal.demo import cast
from artistportal.demo.cast import Artist, Cast
from artistportal.demo.timeline import Timeline
from artistportal.roster.domain.uses import Use

USES = frozenset({Use.DISCOVERY, Use.ANALYSIS})
BEFORE_IT_ALL = timedelta(days=60)
CLAUSE = "Recording agreement, clause 14.2"
ENDED_BY = "concrete-meadow"
"""The one band that let its mandate end."""


@dataclass(frozen=True)
class MandatePlan:
    """One artist's leave, from when until when."""

    artist: str
    house: str
    from_at: datetime
    until_at: datetime | None
    clause: str = CLAUSE


def build(people: Cast, timeline: Timeline) -> Iterator[MandatePlan]:
    """The mandates: of acts of the label that are open, and of every second selective one."""
    from_at = timeline.starts_at - BEFORE_IT_ALL
    for artist in people.acts():
        if is_given(artist):
            until_at = timeline.moment(0.5) if artist.key == ENDED_BY else None
            yield MandatePlan(artist.key, artist.house, from_at, until_at)


def is_given(artist: Artist) -> bool:
    """Whether this artist gave the label a mandate."""
    if not artist.is_act or artist.house != cast.LABEL or artist.key == cast.STAR:
        return False
    if artist.attitude == "selective":
        return len(artist.name) % 2 == 0 or artist.key == cast.DEMO_ARTIST
    return artist.attitude == "open" or artist.key == ENDED_BY


def covers(artist: Artist, house: str, use: Use, moment: datetime, timeline: Timeline) -> bool:
    """Whether the house may say this yes for the artist."""
    return (
        is_given(artist)
        and artist.house == house
        and use in USES
        and moment >= timeline.starts_at - BEFORE_IT_ALL
    )
