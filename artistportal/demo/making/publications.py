"""The page that the demo's artist lets everybody read."""

from __future__ import annotations

from artistportal.demo import cast
from artistportal.demo.making.people import Users
from artistportal.demo.making.rosters import Rosters
from artistportal.demo.plans import Plan
from consent.models import Publication
from consent.services import publications
from consent.services.publications import Shown

PUBLISHED_AT = 0.7
SHOWN = Shown(names_works=True, names_tools=True, contact="licensing@saltmeadow.example")


def make(plan: Plan, users: Users, rosters: Rosters) -> None:
    """Publishes once; what was changed or withdrawn since stays so."""
    artist = rosters.artists[cast.DEMO_ARTIST]
    if not Publication.objects.filter(artist=artist).exists():
        publications.publish(
            by=users[cast.DEMO_ARTIST],
            artist=artist,
            slug=cast.DEMO_ARTIST,
            shown=SHOWN,
            now=plan.timeline.moment(PUBLISHED_AT),
        )
