"""The helper beside the first process."""

from __future__ import annotations

import os

import pytest

from artistportal.demo.making import beside


class TestHelper:
    def test_works_in_another_process(self) -> None:
        with beside.helper() as helper:
            assert helper.submit(os.getpid).result() != os.getpid()

    def test_drops_what_waits_where_the_first_is_interrupted(self) -> None:
        with pytest.raises(KeyboardInterrupt), beside.helper() as helper:
            waiting = [helper.submit(os.getpid) for _ in range(1000)]
            raise KeyboardInterrupt

        assert any(future.cancelled() for future in waiting)


class TestAlone:
    def test_works_at_once_in_this_process(self) -> None:
        with beside.Alone() as helper:
            assert helper.submit(os.getpid).result() == os.getpid()
