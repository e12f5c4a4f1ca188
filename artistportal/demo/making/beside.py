"""A second process that sums up what the first has settled: the machine has more than one core.

Imports nothing of Django's: the process that begins here has not set it up yet.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
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
    """Ctrl-C is for the first process, which then ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()


class Alone(Executor):
    """Does at once, in this process, what the helper would do beside it."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done
