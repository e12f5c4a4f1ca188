"""All that the site keeps about a person and the artists they own, as one file.

Each package adds what it keeps to `GATHERERS`. The file is written piece by piece: its size is no
matter of memory.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from artistportal import spreadsheets
from artistportal.accounts.models import Download, User
from artistportal.accounts.services import downloads
from artistportal.accounts.services.downloads import Order
from artistportal.spreadsheets import Cell

KIND = "your_data"
README = """Your data on Artist Portal, {site}
Made for {person} on {day} UTC.

Each folder holds what one part of the site keeps about you, and about the artists whose accounts
you own. Of a work that you share with others it holds your part, never theirs. Money is written in
units with its currency; times are UTC.

{folders}
manifest.json names every file with its size and its SHA-256, so that you can show later that
nothing was changed.
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file: its path within its folder, and its text, which is asked for as it is written."""

    path: str
    text: Iterable[str]


@dataclass(frozen=True, slots=True)
class Source:
    """What one package keeps about a person, in words and as files."""

    sentence: str
    pieces: Callable[[User, datetime], Iterable[Piece]]


GATHERERS: dict[str, Source] = {}
"""By folder; packages above this one add theirs when they are ready."""


def table(path: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Piece:
    return Piece(path, spreadsheets.csv_pieces(header, rows))


def document(path: str, told: Any) -> Piece:
    return Piece(path, [json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)])


def written(at: datetime | None) -> str:
    """A moment as the files write it; empty where there is none."""
    return at.isoformat(timespec="seconds") if at else ""


def folders() -> dict[str, str]:
    """What is in the file, by folder."""
    return {folder: source.sentence for folder, source in GATHERERS.items()}


def ask(*, user: User, now: datetime) -> Download:
    """Order the file; one that is still being made is the same one."""
    waiting = Download.objects.filter(user=user, kind=KIND).unfinished().first()
    order = Order(KIND, "Your data", f"your-data_{now:%Y-%m-%d}.zip")
    return waiting or downloads.ask(order, user=user, account="", now=now)


def make(download: Download, path: Path, progress: Callable[[int, int], None]) -> None:
    """Write the file as of the moment at which its making began."""
    now = download.started_at or download.created_at
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        about = _readme(download.user, now)
        manifest = [_pack(packed, "README.txt", [about], now)]
        for done, (folder, source) in enumerate(GATHERERS.items()):
            for piece in source.pieces(download.user, now):
                text = _beating(piece.text, progress, done)
                manifest.append(_pack(packed, f"{folder}/{piece.path}", text, now))
                progress(done, len(GATHERERS))
        _pack(packed, "manifest.json", [json.dumps({"files": manifest}, indent=1)], now)


def _beating(text: Iterable[str], progress: Callable[[int, int], None], done: int) -> Iterator[str]:
    for part in text:
        yield part
        progress(done, len(GATHERERS))


def _pack(packed: ZipFile, name: str, text: Iterable[str], now: datetime) -> dict[str, Any]:
    """Write one file; its line of the manifest."""
    hashed, size = hashlib.sha256(), 0
    info = ZipInfo(name, now.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    with packed.open(info, "w") as file:
        for part in text:
            data = part.encode()
            hashed.update(data)
            size += file.write(data)
    return {"path": name, "bytes": size, "sha256": hashed.hexdigest()}


def _readme(person: User, now: datetime) -> str:
    lines = "".join(f"{folder}/\n  {sentence}\n" for folder, sentence in folders().items())
    day = f"{now.day} {now:%b %Y, %H:%M}"
    return README.format(site=settings.SITE_URL, person=person, day=day, folders=lines)
