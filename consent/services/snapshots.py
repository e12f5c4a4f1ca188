"""Making snapshots in the background: a signed file of a tool's clearances, kept for a while."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.db import transaction

from artistportal import background
from artistportal.background import JobState
from artistportal.roster.models import Work
from consent.domain.snapshots import SnapshotFormat
from consent.models import Change, Snapshot, Tool
from consent.queries import snapshots
from consent.queries.changes import Cursor
from consent.queries.snapshots import Row
from consent.services import changes, signing, snapshot_files

Clock = Callable[[], datetime]
FRESH = timedelta(hours=6)
KEPT = timedelta(days=2)
PIECE = 1024 * 1024
SIGNATURE = "snapshot+jwt"


class TakenOver(Exception):
    """Another worker took the snapshot up; this one writes nothing."""


def ask_for(
    *, tool: Tool, now: datetime, written_as: SnapshotFormat = SnapshotFormat.NDJSON
) -> Snapshot:
    """The newest fresh snapshot of the tool, or the one that is being made, or a new one.

    One is not fresh any more when a change came that sends readers for a new snapshot.
    """
    theirs = Snapshot.objects.filter(tool=tool, format=written_as.value)
    theirs = theirs.order_by("-created_at", "-pk")
    fresh = theirs.filter(
        state=JobState.DONE,
        created_at__gt=now - FRESH,
        expires_at__gt=now,
        change_number__gte=Change.objects.wide(tool).newest_number(),
    )
    found = fresh.first() or theirs.unfinished().first()
    return found or Snapshot.objects.create(
        tool=tool, format=written_as.value, created_at=now, rung_at=now
    )


def carry_out(*, snapshot_id: int, clock: Clock) -> None:
    """Make a snapshot that nobody else makes; the file is there once it is whole."""
    now = clock()
    snapshot = background.claim(Snapshot, snapshot_id, now=now)
    if snapshot is None:
        return
    changes.number_touches(now)
    snapshot.change_number = Change.objects.newest_number()
    try:
        with TemporaryFile() as file:
            snapshot.sha256 = _write(snapshot, file, now, clock)
            _finish(snapshot, file, clock())
    except TakenOver:
        return
    except signing.NoKey as error:
        background.fail(snapshot, str(error), now=clock())


def tidy(now: datetime) -> int:
    """Remove snapshots that have expired, with their files; how many."""
    expired = list(Snapshot.objects.filter(expires_at__lte=now))
    for snapshot in expired:
        snapshot.file.delete(save=False)
        snapshot.delete()
    return len(expired)


def described(snapshot: Snapshot) -> dict[str, Any]:
    """What the file is, as it is signed and told."""
    return {
        "id": str(snapshot.public_id),
        "tool": str(snapshot.tool.public_id),
        "format": snapshot.format,
        "made_at": snapshot.created_at.astimezone(UTC).isoformat(),
        "cursor": str(Cursor(snapshot.change_number or 0)),
        "works": snapshot.rows,
        "sha256": snapshot.sha256,
    }


def _write(snapshot: Snapshot, file: IO[bytes], now: datetime, clock: Clock) -> str:
    """Write all rows; the hash of the file."""
    pages = _pages(snapshot, now, clock)
    snapshot_files.write(file, snapshot.format, str(snapshot.public_id), pages)
    file.seek(0)
    hashed = hashlib.sha256()
    while piece := file.read(PIECE):
        hashed.update(piece)
    return hashed.hexdigest()


def _pages(snapshot: Snapshot, now: datetime, clock: Clock) -> Iterator[list[Row]]:
    """The rows, counted, with a beat after each page for as long as the job is this worker's."""
    total, done = Work.objects.count(), 0
    for page in snapshots.every_row(snapshot.tool_id, now):
        yield page
        snapshot.rows += len(page)
        done += snapshots.WORKS_AT_ONCE
        if not background.beat(snapshot, now=clock(), done=min(done, total), total=total):
            raise TakenOver


def _finish(snapshot: Snapshot, file: IO[bytes], now: datetime) -> None:
    snapshot.expires_at = now + KEPT
    payload = {"iss": settings.SITE_URL, "iat": int(now.timestamp())} | described(snapshot)
    snapshot.signature = signing.jws(payload, SIGNATURE, now)
    file.seek(0)
    suffix = SnapshotFormat(snapshot.format).suffix
    snapshot.file.save(f"{snapshot.public_id}-{snapshot.attempts}.{suffix}", File(file), save=False)
    stored = ["change_number", "rows", "sha256", "expires_at", "signature", "file"]
    with transaction.atomic():
        is_ours = background.finish(snapshot, now=now)
        if is_ours:
            snapshot.save(update_fields=stored)
    if not is_ours:
        snapshot.file.delete(save=False)
