"""What the clock does to cases."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from artistportal.cases.services import desk


@shared_task
def sweep() -> None:
    """Closes the decided cases whose time to appeal is over."""
    desk.close_decided(now=timezone.now())
