"""Child processes that live and die together.

Each child leads a session of its own, so that Ctrl-C at the terminal reaches the parent alone,
which then ends the children in order. The kernel tells a child when its parent died, so that even
`kill -9` of the parent leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

PR_SET_PDEATHSIG = 1


class Stopped(NamedTuple):
    """A child that ended by itself."""

    name: str
    status: int


class ProcessGroup:
    """Children that are started together, and ended together."""

    def __init__(self) -> None:
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, arguments: Sequence[str]) -> None:
        self._children[name] = subprocess.Popen(  # noqa: S603  # our own programs
            arguments,
            start_new_session=True,
            preexec_fn=_end_with_parent(os.getpid()),  # noqa: PLW1509  # the parent has one thread
        )

    def first_stopped(self) -> Stopped | None:
        for name, child in self._children.items():
            status = child.poll()
            if status is not None:
                return Stopped(name, status)
        return None

    def end(self, *, within: float) -> None:
        """Asks the children to finish what they are at, and kills what is left after `within`."""
        self._signal(signal.SIGTERM)
        until = time.monotonic() + within
        with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            for child in self._children.values():
                child.wait(timeout=max(0.0, until - time.monotonic()))
        for child in self._children.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()

    def _signal(self, number: signal.Signals) -> None:
        for child in self._children.values():
            if child.poll() is None:
                child.send_signal(number)


def _end_with_parent(parent: int) -> Callable[[], None] | None:
    """What a child runs before it becomes its program; only Linux can."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return arrange
