"""The bells of consent's background work: each task makes one call."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from artistportal import background
from consent.models import CoverageRefresh, Snapshot
from consent.services import (
    changes,
    coverage,
    deliveries,
    footings,
    request_letters,
    snapshots,
    tree,
)


@shared_task
def send_notices(endpoint_id: int) -> None:
    if deliveries.carry_out(endpoint_id=endpoint_id, clock=timezone.now):
        ring_endpoints([endpoint_id])


@shared_task
def ring_due_endpoints() -> None:
    ring_endpoints(deliveries.due(timezone.now()))


@shared_task
def make_snapshot(snapshot_id: int) -> None:
    snapshots.carry_out(snapshot_id=snapshot_id, clock=timezone.now)


@shared_task
def tend_catalogue() -> None:
    """Finds what works stand on that were changed, a few at a time, while any wait."""
    changes.number_touches(timezone.now())
    if footings.find_some():
        tend_catalogue.delay()


@shared_task
def count_coverage(refresh_id: int) -> None:
    coverage.refresh(refresh_id=refresh_id, clock=timezone.now)


@shared_task
def sweep() -> None:
    """Rings again for what waits too long; each kind of work has its line here."""
    now = timezone.now()
    ring_endpoints(deliveries.due(now))
    request_letters.remind(now=now)
    request_letters.report(now=now)
    tree.sign_waiting(now=now)
    tend_catalogue.delay()
    snapshots.tidy(now)
    for snapshot_id in background.sweep(Snapshot, now=now):
        make_snapshot.delay(snapshot_id)
    for refresh_id in [*coverage.due(now), *background.sweep(CoverageRefresh, now=now)]:
        count_coverage.delay(refresh_id)


def ring_endpoints(ids: Iterable[int]) -> None:
    """Rings for tools to which something can be sent."""
    for endpoint_id in ids:
        transaction.on_commit(partial(send_notices.delay, endpoint_id))


def tell_tools() -> None:
    """Rings for what was just decided, so that tools hear of it before the next sweep."""
    transaction.on_commit(ring_due_endpoints.delay, robust=True)  # a lost bell costs a sweep
