"""A second process that sums up what the first has settled: the machine has more than one core.

Imports nothing of Django's: the process that begins here has not set it up yet.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import Any

import django


@contextmanager
def helper() -> Iterator[Executor]:
    """One process beside this one; where this one is interrupted, what still waits is dropped."""
    spawn = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(1, mp_context=spawn, initializer=begin)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def begin() -> None:
    """Ctrl-C is for the first process; this one ends with it, even where that is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_the_first, daemon=True).start()
    django.setup()


def end_with_the_first() -> None:
    """Waits for the end of the first process, however it ends."""
    first = multiprocessing.parent_process()
    if first:
        wait([first.sentinel])
        os._exit(1)


class Alone(Executor):
    """Does at once, in this process, what the helper would do beside it."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done
