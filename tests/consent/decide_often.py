"""Ana, a tool with an endpoint, and COUNT decisions: `python -m tests.consent.decide_often`.

`python -m tests.consent.decide_often URL COUNT` prints how long the slowest decision took, in ms.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta

import django
from django.utils import timezone

django.setup()

from artistportal.celery import app  # noqa: E402  # needs Django set up
from artistportal.roster.domain.uses import Use  # noqa: E402
from consent.services import decisions, endpoints  # noqa: E402
from consent.services.decisions import Choice  # noqa: E402
from tests.consent.views.stage import Stage  # noqa: E402
from tests.factories.accounts import support  # noqa: E402

USES = (Use.TRAINING, Use.DISCOVERY)


def main() -> None:
    url, count = sys.argv[1], int(sys.argv[2])
    app.set_current()
    stage = Stage(count=1)
    endpoints.set_url(tool=stage.tool, url=url, by=support(), now=timezone.now())
    slowest = timedelta()
    for number in range(count):
        is_yes, use = number % 4 < 2, USES[number % 2]
        terms = stage.terms if is_yes else None
        began = time.monotonic()
        decisions.record(
            by=stage.owner.user,
            artist=stage.artist,
            choice=Choice(is_yes=is_yes, tool=stage.tool, use=use, terms=terms),
            now=timezone.now(),
        )
        slowest = max(slowest, timedelta(seconds=time.monotonic() - began))
    sys.stdout.write(f"slowest {slowest.total_seconds() * 1000:.0f}\n")


main()
