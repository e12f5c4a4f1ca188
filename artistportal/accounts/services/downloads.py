"""Files made in the background: asked for, made by the package that knows how, thrown away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from artistportal import background
from artistportal.accounts import permissions
from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import Download, User
from artistportal.accounts.services import notifications
from artistportal.accounts.services.notifications import News
from artistportal.background import JobState

Clock = Callable[[], datetime]

KEPT_FOR = timedelta(days=7)
BEAT_EVERY = timedelta(seconds=1)
THROWN_AT_ONCE = 100
PIECE = 1024 * 1024
WENT_WRONG = (
    "Something went wrong while it was made. Try again; if it fails once more, tell support."
)

Maker = Callable[[Download, Path, Callable[[int, int], None]], None]
"""Writes the file to the path, and says how much of how much is done."""

MAKERS: dict[str, Maker] = {}
"""Packages above this one add theirs when they are ready."""


class NotMade(Exception):
    """The file cannot be made; the message says why to the person who asked."""


class TakenOver(Exception):
    """Another worker took the download up; this one writes nothing."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which file, by which maker, under which name."""

    kind: str
    title: str
    filename: str
    options: dict[str, Any] = field(default_factory=dict)


def ask(order: Order, *, user: User, account: str, now: datetime) -> Download:
    """Order a file; the caller has checked that the person may have it, and rings its task."""
    return Download.objects.create(
        user=user,
        account=account,
        kind=order.kind,
        options=order.options,
        title=order.title,
        filename=order.filename,
        created_at=now,
        expires_at=now + KEPT_FOR,
    )


def make(*, download_id: int, clock: Clock) -> None:
    """Make a file that nobody else makes; it is there once it is whole.

    Killed anywhere, it starts over: each attempt writes a file of its own, and only the attempt
    that finishes the row shows it.
    """
    download = background.claim(Download, download_id, now=clock())
    if download is None:
        return
    try:
        permissions.check_can_have(
            download.user, download, permissions.accounts_of(download.user, clock())
        )
        with TemporaryDirectory() as folder:
            path = Path(folder) / "file"
            _maker(download)(download, path, _progress(download, clock))
            _store(download, path, clock())
    except TakenOver:
        return
    except (NotMade, PermissionDenied) as refusal:
        background.fail(download, str(refusal), now=clock())
    except Exception:
        background.fail(download, WENT_WRONG, now=clock())
        raise


def make_again(*, download: Download, by: User, now: datetime) -> bool:
    """Put a failed file back in line; the caller rings."""
    permissions.check_can_have(by, download, permissions.accounts_of(by, now))
    return download.expires_at > now and background.retry(Download, download.pk, now=now)


def throw_away(*, now: datetime) -> int:
    """Remove what has expired, with every file that an attempt left behind; how many."""
    expired = Download.objects.filter(expires_at__lte=now).exclude(state=JobState.RUNNING)
    thrown = 0
    for download in expired.order_by("pk")[:THROWN_AT_ONCE]:
        for attempt in range(1, download.attempts + 1):
            default_storage.delete(_name(download, attempt))
        thrown += expired.filter(pk=download.pk).delete()[0]
    return thrown


def _maker(download: Download) -> Maker:
    try:
        return MAKERS[download.kind]
    except KeyError:
        raise NotMade("This site no longer makes files of this kind.") from None


def _progress(download: Download, clock: Clock) -> Callable[[int, int], None]:
    """Beats, at most once a second, for as long as the download is this worker's."""
    last: datetime | None = None

    def progress(done: int, total: int) -> None:
        nonlocal last
        now = clock()
        if last is not None and now - last < BEAT_EVERY:
            return
        last = now
        if not background.beat(download, now=now, done=done, total=total):
            raise TakenOver

    return progress


def _store(download: Download, path: Path, now: datetime) -> None:
    """Keep the file under the attempt's own name, and show it if the row is still ours."""
    sha256, size = _measured(path)
    name = _name(download, download.attempts)
    default_storage.delete(name)
    with path.open("rb") as file:
        download.file.name = default_storage.save(name, File(file))
    try:
        with transaction.atomic():
            if not background.finish(download, now=now):
                raise TakenOver  # noqa: TRY301  # rolls back
            download.sha256, download.size = sha256, size
            download.expires_at = now + KEPT_FOR
            download.progress_done = download.progress_total
            download.save(update_fields=["file", "sha256", "size", "expires_at", "progress_done"])
            _tell(download, now)
    except Exception:
        default_storage.delete(download.file.name)
        raise


def _measured(path: Path) -> tuple[str, int]:
    """The file's SHA-256 and its size."""
    hashed, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            hashed.update(piece)
            size += len(piece)
    return hashed.hexdigest(), size


def _tell(download: Download, now: datetime) -> None:
    last = download.expires_at
    text = (
        f"{download.title} is ready. You can download it until {last.day} {last:%b %Y, %H:%M} UTC;"
        " then it is thrown away.\n"
    )
    news = News(
        topic=Topic.DOWNLOADS,
        subject=f"Ready to download: {download.title}",
        text=text,
        path=reverse("accounts:downloads"),
        account=download.account,
    )
    notifications.tell(news, to=[download.user], now=now)


def _name(download: Download, attempt: int) -> str:
    """Where an attempt keeps its file; no name of a person or work reaches the disk."""
    return f"downloads/{download.public_id}-{attempt}"
