"""One visit: support saw the site as the demo's artist does, for the case about a wrong version."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from artistportal.cases.models import Case, Visit
from artistportal.cases.services import visits
from artistportal.cases.services.visits import Purpose
from artistportal.demo import cast
from artistportal.demo.making.reports import Settling
from artistportal.demo.people import SUPPORT
from artistportal.demo.plans import Plan

REASON = "To see which line of her uses she means."


@transaction.atomic
def make(plan: Plan, settling: Settling) -> None:
    """Begins the visit once, some days ago, and ends it after eight minutes."""
    case = Case.objects.unfinished().order_by("number").first()
    if case is None or Visit.objects.exists():
        return
    person, by = settling.users[cast.DEMO_ARTIST], settling.users[SUPPORT]
    begun = plan.timeline.as_of - timedelta(days=4, hours=1)
    visit = visits.begin(Purpose(person, case, REASON), by=by, now=begun)
    visits.end(visit, by=by, now=begun + timedelta(minutes=8))
