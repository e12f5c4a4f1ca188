"""The embedded broker: a folder of messages, for one machine and no service.

kombu's own filesystem transport writes a message under its final name, so that a reader may meet
half of it. Here a message is written aside and renamed into its queue's folder, and taken by
renaming it out again: both are atomic, and of two workers one wins. Bindings stay in memory,
as each process declares its queues before it uses them.

A worker that is killed outright loses the few messages it had taken; `background.sweep` rings
again for their rows.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from collections import defaultdict, deque
from pathlib import Path
from queue import Empty
from typing import Any
from urllib.parse import quote

from kombu.transport import virtual


class FolderChannel(virtual.Channel):
    """A channel whose queues are folders and whose messages are files, oldest first."""

    def __init__(self, connection: Any, **kwargs: Any) -> None:
        super().__init__(connection, **kwargs)
        self._root = Path(connection.client.transport_options["folder"])
        self._seen: dict[str, deque[Path]] = defaultdict(deque)

    def _folder(self, queue: str) -> Path:
        return self._root / quote(queue, safe="")

    def _new_queue(self, queue: str, **_options: Any) -> None:
        self._folder(queue).mkdir(mode=0o700, parents=True, exist_ok=True)

    def _has_queue(self, queue: str, **_options: Any) -> bool:
        return self._folder(queue).is_dir()

    def _put(self, queue: str, message: dict[str, Any], **_options: Any) -> None:
        self._new_queue(queue)
        name = f"{time.time_ns():020d}-{uuid.uuid4().hex}"
        aside = self._folder(queue) / f".{name}"
        aside.write_text(json.dumps(message), encoding="utf-8")
        aside.rename(aside.with_name(f"{name}.msg"))

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:  # noqa: ARG002  # kombu's
        for file in self._oldest_first(queue):
            taken = file.with_name(f".{file.stem}")
            try:
                file.rename(taken)
            except FileNotFoundError:  # another worker was faster
                continue
            message: dict[str, Any] = json.loads(taken.read_text(encoding="utf-8"))
            taken.unlink()
            return message
        raise Empty

    def _oldest_first(self, queue: str) -> Any:
        """Files that were in the queue at the last look; looks again when none is left."""
        seen = self._seen[queue]
        if not seen:
            seen.extend(self._messages(queue))
        while seen:
            yield seen.popleft()

    def _messages(self, queue: str) -> list[Path]:
        folder = self._folder(queue)
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.endswith(".msg"))
        return [folder / name for name in names]

    def _size(self, queue: str) -> int:
        return len(self._messages(queue))

    def _purge(self, queue: str) -> int:
        files = self._messages(queue)
        for file in files:
            file.unlink(missing_ok=True)
        return len(files)

    def _delete(self, queue: str, *_args: Any, **_options: Any) -> None:
        self._purge(queue)


class FolderTransport(virtual.Transport):
    """kombu's side of it: `broker_transport = "artistportal.transport:FolderTransport"`."""

    Channel = FolderChannel
    implements = virtual.Transport.implements.extend(
        asynchronous=False, exchange_type=frozenset({"direct"})
    )
    polling_interval = 0.01  # also the wait between two looks while both hands are full
    default_port = 0
    driver_type = "folder"
    driver_name = "folder"

    def driver_version(self) -> str:
        return "1"
