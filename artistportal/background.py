"""Work that outlives a request: a row with a state, which the task's bell only points to.

    waiting ── claim ──▶ running ── finish ──▶ done
       ▲                    │ ├───── fail ───▶ failed
       │◀────── put off ────┼─┘
       └── sweep rings ◀────┘ (its heartbeat stands still)

The database is the truth and the broker a doorbell: a task carries the id of a row, claims it,
works, and finishes it. `sweep` says which rows nobody has taken up, so that a lost message costs
a minute and never the work. All functions take the moment as an argument.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q

RINGS_AT_ONCE = 500
MAX_ATTEMPTS = 5
GAVE_UP = (
    f"Started {MAX_ATTEMPTS} times and never came to an end. See the worker's log, then retry."
)


class JobState(StrEnum):
    """Where a piece of background work stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return self.value.capitalize()


JobT = TypeVar("JobT", bound="Job")


class JobQuerySet(models.QuerySet[JobT]):
    """The verbs of every kind of background work; a concrete model may add its own."""

    def unfinished(self) -> Self:
        return self.filter(state__in=[JobState.WAITING, JobState.RUNNING])

    def claimable(self, now: datetime) -> Self:
        """Rows that a worker may take up: waiting, or left behind by a worker that died."""
        still_since = now - self.model.still_after
        left = Q(state=JobState.RUNNING, heartbeat_at__lte=still_since)
        return self.filter(Q(state=JobState.WAITING) | left)

    def unheard(self, now: datetime) -> Self:
        """Claimable rows whose last ring is too long ago for it to be still on its way."""
        quiet_since = now - self.model.ring_again_after
        quiet = Q(rung_at__isnull=True) | Q(rung_at__lte=quiet_since)
        return self.claimable(now).filter(quiet, created_at__lte=quiet_since)

    def held_as(self, job: Job) -> Self:
        """The job's row, as long as this attempt still holds it."""
        return self.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


class Job(models.Model):
    """A piece of background work; a concrete model says what about, and has `JobQuerySet` verbs."""

    still_after: ClassVar = timedelta(minutes=2)  # without a beat; then its worker counts as dead
    ring_again_after: ClassVar = timedelta(seconds=30)

    state = models.CharField(
        max_length=8,
        choices=[(s.value, s.label) for s in JobState],
        default=JobState.WAITING,
        db_index=True,
    )
    created_at = models.DateTimeField()
    rung_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    progress_done = models.PositiveBigIntegerField(default=0)
    progress_total = models.PositiveBigIntegerField(default=0)
    progress_note = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in JobState]),
                name="%(app_label)s_%(class)s_state_known",
            ),
        ]

    @property
    def is_unfinished(self) -> bool:
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def progress_percent(self) -> int:
        """How far the work is, 0 to 100; 0 while its size is unknown."""
        return min(100, self.progress_done * 100 // (self.progress_total or 1))


def claim(model: type[JobT], pk: int, *, now: datetime) -> JobT | None:
    """Takes the row up, or None where another worker has it or nothing is left to do.

    One UPDATE compares and sets, so that of two workers exactly one wins. The number of the
    attempt is the worker's token: `beat`, `finish` and `fail` of an older attempt change nothing.
    """
    taken = (
        JobQuerySet(model)
        .claimable(now)
        .filter(pk=pk)
        .update(
            state=JobState.RUNNING,
            started_at=now,
            heartbeat_at=now,
            finished_at=None,
            error="",
            attempts=F("attempts") + 1,
        )
    )
    return JobQuerySet(model).get(pk=pk) if taken else None


def beat(job: Job, *, now: datetime, done: int, total: int, note: str = "") -> bool:
    """Says that the work goes on and how far it is; False where the row was taken from us."""
    return _change(
        job, heartbeat_at=now, progress_done=done, progress_total=total, progress_note=note
    )


def finish(job: Job, *, now: datetime) -> bool:
    """Closes the work as done; False where the row was taken from us.

    Called inside the transaction that stores the result: on False, roll that back.
    """
    return _change(job, state=JobState.DONE, heartbeat_at=now, finished_at=now)


def fail(job: Job, error: str, *, now: datetime) -> bool:
    """Closes the work as failed, with a sentence for the person who looks at it."""
    return _change(job, state=JobState.FAILED, heartbeat_at=now, finished_at=now, error=error)


def put_off(job: Job, error: str, *, now: datetime, until: datetime) -> bool:
    """Lets the work wait for something that may heal by itself; the sweep rings for it then."""
    rung_at = until - job.ring_again_after
    return _change(job, state=JobState.WAITING, heartbeat_at=now, rung_at=rung_at, error=error)


def retry(model: type[Job], pk: int, *, now: datetime) -> bool:
    """Puts a failed row back to waiting with all its attempts before it; the caller rings."""
    failed: JobQuerySet[Any] = JobQuerySet(model).filter(pk=pk, state=JobState.FAILED)
    return bool(
        failed.update(state=JobState.WAITING, attempts=0, error="", rung_at=now, finished_at=None)
    )


def sweep(model: type[Job], *, now: datetime) -> list[int]:
    """The ids to ring again; rows that used up their attempts become visibly failed.

    Rings the longest unheard first and not all at once, so that rings never outrun the workers.
    """
    jobs: JobQuerySet[Any] = JobQuerySet(model)
    jobs.claimable(now).filter(attempts__gte=MAX_ATTEMPTS).update(
        state=JobState.FAILED, error=GAVE_UP, finished_at=now
    )
    unheard = jobs.unheard(now).order_by(F("rung_at").asc(nulls_first=True), "pk")
    ids = list(unheard.values_list("pk", flat=True)[:RINGS_AT_ONCE])
    jobs.filter(pk__in=ids).update(rung_at=now)
    return ids


def _change(job: Job, **fields: Any) -> bool:
    """Writes the fields where this attempt still holds the row, and shows them on the job."""
    if not JobQuerySet(type(job)).held_as(job).update(**fields):
        return False
    for name, value in fields.items():
        setattr(job, name, value)
    return True
