"""The catalogue as files: each organisation sends one at first, then one a quarter. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from artistportal.demo import cast
from artistportal.demo.cast import Cast
from artistportal.demo.timeline import Timeline
from artistportal.demo.works import Catalogue, Work
from artistportal.roster.domain.catalogue import COLUMNS
from artistportal.roster.domain.uses import WorkKind

BEFORE_IT_ALL = timedelta(days=75)
MONTHS_A_FILE = 3
SENDERS = (cast.PUBLISHER, cast.LABEL, cast.WREN, cast.DIEGO)
"""The publisher first: recordings name its songs."""


@dataclass(frozen=True)
class CatalogueFile:
    """What one organisation sends at one moment."""

    house: str
    name: str
    sent_at: datetime
    works: tuple[Work, ...]


def sent_ats(timeline: Timeline) -> list[datetime]:
    """The moments at which catalogue files arrive, oldest first."""
    quarters = [month.from_at for month in timeline.months[::MONTHS_A_FILE][1:]]
    return [timeline.starts_at - BEFORE_IT_ALL, *quarters]


def known_at(work: Work, timeline: Timeline) -> datetime:
    """When a work reaches the site: with the file of the quarter in which it comes out."""
    moments = sent_ats(timeline)
    until = [*moments[1:], timeline.as_of]
    for sent_at, next_at in zip(moments, until, strict=True):
        if work.released_date < next_at.date():
            return sent_at
    return moments[-1]


def files(catalogue: Catalogue, timeline: Timeline) -> Iterator[CatalogueFile]:
    """All files, oldest first; an organisation without anything new sends none."""
    by_moment: dict[datetime, list[Work]] = {moment: [] for moment in sent_ats(timeline)}
    for work in filter(lambda work: work.is_filed, catalogue.works.values()):
        by_moment[known_at(work, timeline)].append(work)
    for sent_at, works in by_moment.items():
        for house in SENDERS:
            own = tuple(work for work in works if work.house == house)
            if own:
                yield CatalogueFile(house, f"{house}-{sent_at:%Y-%m}.csv", sent_at, own)


def write(works: Iterable[Work], people: Cast) -> bytes:
    """The file of these works, as docs/catalogue.md describes it."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for work in works:
        writer.writerow(_row(work, people))
    return text.getvalue().encode()


def _row(work: Work, people: Cast) -> dict[str, str]:
    is_voice = work.kind is WorkKind.VOICE
    return {
        "kind": work.kind.value,
        "title": "" if is_voice else work.title,
        "release": work.release,
        "isrc": work.isrc,
        "iswc": work.iswc,
        "reference": "",
        "compositions": " | ".join(work.songs),
        "credits": " | ".join(
            f"{_party(credit.artist, people)}: "
            + ", ".join([*credit.roles, *(["consent"] if credit.holds_consent else [])])
            for credit in work.credits
        ),
        "splits": " | ".join(
            f"{_party(payee, people)}: {share}" for payee, share in work.shares.items()
        ),
        "splits_from": f"{work.released_date}" if work.shares else "",
        "contains_ai": work.contains_ai or "",
        "ai_contributions": " | ".join(_ai_parts(work, people)),
    }


def _ai_parts(work: Work, people: Cast) -> Iterator[str]:
    """What each person on the work says of their own parts; nothing where they say nothing."""
    for credit in work.credits:
        if credit.ai_part:
            parts = ", ".join(f"{role} {credit.ai_part}" for role in credit.roles)
            yield f"{_party(credit.artist, people)}: {parts}"


def _party(key: str, people: Cast) -> str:
    """An artist with the ISNI, or an organisation with the DPID."""
    if key in people.artists:
        artist = people.artists[key]
        return f"{artist.name} [ISNI {artist.isni}]"
    house = next(house for house in cast.ORGANISATIONS if house.key == key)
    return f"{house.name} [DPID {house.dpid}]"
