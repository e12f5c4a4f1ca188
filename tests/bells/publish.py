"""One publisher: `python -m tests.bells.publish COUNT [SECONDS]` stores bells and rings each."""

from __future__ import annotations

import sys

import django
from django.utils import timezone

django.setup()

from artistportal.celery import app  # noqa: E402  # needs Django set up
from tests.bells.models import Bell  # noqa: E402
from tests.bells.tasks import ring  # noqa: E402

app.set_current()
now = timezone.now()
seconds = float(sys.argv[2]) if sys.argv[2:] else 0.002
for bell in Bell.objects.bulk_create(
    [Bell(created_at=now, rung_at=now) for _ in range(int(sys.argv[1]))]
):
    ring.delay(bell.pk, seconds)
