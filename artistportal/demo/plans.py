"""The whole tale, drawn before any of it is carried out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from artistportal.demo import cast, catalogue, licences, standing, story, usage
from artistportal.demo.cast import Cast
from artistportal.demo.licences import LicencePlan
from artistportal.demo.story import Choice
from artistportal.demo.timeline import Size, Timeline
from artistportal.demo.usage import Usage
from artistportal.demo.works import Catalogue

SEED = "saltmeadow"
FOUNDED_BEFORE = timedelta(days=90)


@dataclass(frozen=True)
class Plan:
    """Everybody and everything, and what they do when."""

    seed: str
    timeline: Timeline
    people: Cast
    catalogue: Catalogue
    licences: list[LicencePlan]
    choices: list[Choice]
    usage: Usage

    @property
    def founded_at(self) -> datetime:
        """When the first people come to the site."""
        return self.timeline.starts_at - FOUNDED_BEFORE


def draw(size: Size, as_of: datetime, *, seed: str = SEED) -> Plan:
    """The tale of that size that stops at that moment; the same three give the same tale."""
    timeline = Timeline.ending(as_of, months=size.months)
    people = cast.build(size, seed=seed)
    works = catalogue.build(people, size, timeline, seed=seed)
    plans = licences.build(timeline)
    choices = story.build(people, works, plans, timeline, seed=seed)
    stands = standing.Standing(works, plans, choices, timeline)
    return Plan(
        seed=seed,
        timeline=timeline,
        people=people,
        catalogue=works,
        licences=plans,
        choices=choices,
        usage=usage.Usage(people, stands, size, timeline, seed=seed),
    )
