"""Celery: rings the bell for work that the database keeps.

The broker may lose anything: every piece of background work is a row (`artistportal.background`),
and the sweeps in `beat_schedule` ring again for rows that nobody has taken up.
"""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from celery import Celery, Task
from celery.signals import setup_logging, worker_process_init
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "artistportal.settings")

LONGEST_TASK = settings.TASK_TIME_LIMIT
SWEEP_EVERY = 30.0
HOUR = 3600.0


def broker(url: str) -> dict[str, Any]:
    """What the broker behind the URL needs so that it neither loses nor repeats without cause."""
    if url.startswith("folder://"):
        return {
            "broker_url": "folder://localhost",
            "broker_transport": "artistportal.transport:FolderTransport",
            "broker_transport_options": {"folder": url.removeprefix("folder://")},
        }
    if url.startswith("amqp"):
        return {
            "broker_url": url,
            "broker_transport_options": {"confirm_publish": True},
            "task_default_queue_type": "quorum",
            "worker_detect_quorum_queues": True,
        }
    return {
        "broker_url": url,
        "broker_transport_options": {
            "visibility_timeout": LONGEST_TASK + 600,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
        },
    }


class KnownTask(Task[..., Any]):
    """A task whose deeds say that a job did them."""

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        from artistportal.accounts.services import audit  # noqa: PLC0415  # the models are there only now

        with audit.standing_at(audit.Whereabouts(door="job")):
            return super().__call__(*arguments, **named)


app: Celery[Task[Any, Any]] = Celery("artistportal", set_as_current=True, task_cls=KnownTask)
app.steps["worker"].add(DjangoStructLogInitStep)
app.conf.update(
    broker_connection_retry_on_startup=True,
    enable_utc=True,
    task_acks_late=True,
    task_default_queue="artistportal",
    task_ignore_result=True,
    task_reject_on_worker_lost=True,
    task_soft_time_limit=LONGEST_TASK - 60,
    task_time_limit=LONGEST_TASK,
    task_track_started=True,
    timezone="UTC",
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    worker_prefetch_multiplier=1,
    **broker(settings.BROKER_URL),
)
app.conf.beat_schedule = {
    "accounts-sweep": {"task": "artistportal.accounts.tasks.sweep", "schedule": SWEEP_EVERY},
    "cases-sweep": {"task": "artistportal.cases.tasks.sweep", "schedule": HOUR},
    "consent-sweep": {"task": "consent.tasks.sweep", "schedule": SWEEP_EVERY},
    "earnings-sweep": {"task": "earnings.tasks.sweep", "schedule": SWEEP_EVERY},
}
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_settings_say(**_signal: Any) -> None:
    """Django has set logging up; Celery would give every logger of the process another level."""


@worker_process_init.connect
def leave_with_the_worker(**_signal: Any) -> None:
    """Ends a pool process whose worker was killed outright; the pool would wait for ever."""
    worker = os.getppid()

    def watch() -> None:
        while os.getppid() == worker:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
