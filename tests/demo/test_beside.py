"""The helper beside the first process."""

from __future__ import annotations

import os
from concurrent.futures import Future

import pytest

from artistportal.demo.making import beside


class TestHelper:
    def test_works_in_another_process(self) -> None:
        with beside.helper() as helper:
            assert helper.submit(os.getpid).result() != os.getpid()

    def test_drops_what_waits_where_the_first_is_interrupted(self) -> None:
        waiting: list[Future[int]] = []

        with pytest.raises(KeyboardInterrupt):
            interrupt(waiting)

        assert any(future.cancelled() for future in waiting)


def interrupt(waiting: list[Future[int]]) -> None:
    with beside.helper() as helper:
        waiting += [helper.submit(os.getpid) for _ in range(1000)]
        raise KeyboardInterrupt


class TestAlone:
    def test_works_at_once_in_this_process(self) -> None:
        with beside.Alone() as helper:
            assert helper.submit(os.getpid).result() == os.getpid()
