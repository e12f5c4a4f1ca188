"""The task of a bell and the sweep that rings again, as an app of the site would write them."""

from __future__ import annotations

import os
import time
from datetime import timedelta

from celery import current_app, shared_task
from django.db import transaction
from django.utils import timezone

from artistportal import background
from consent.models import WebhookEndpoint
from tests.bells.models import Bell, Effect


@shared_task
def ring(bell_id: int, seconds: float = 0.002) -> None:
    bell = background.claim(Bell, bell_id, now=timezone.now())
    if bell is None:
        return
    time.sleep(seconds)
    with transaction.atomic():
        Effect.objects.create(bell=bell)
        if not background.finish(bell, now=timezone.now()):
            transaction.set_rollback(True)


@shared_task
def sweep() -> None:
    for bell_id in background.sweep(Bell, now=timezone.now()):
        ring.delay(bell_id)


current_app.conf.beat_schedule |= {"bells": {"task": "tests.bells.tasks.sweep", "schedule": 1.0}}
if os.environ.get("NOTICES_IN_A_HURRY"):
    WebhookEndpoint.still_after = timedelta(seconds=3)
    WebhookEndpoint.ring_again_after = timedelta(seconds=1)
    current_app.conf.beat_schedule |= {
        "consent-sweep": {"task": "consent.tasks.sweep", "schedule": 1.0}
    }
