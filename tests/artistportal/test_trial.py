"""The trial of every broker: real publishers, real workers, `kill -9`, and every bell done once."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests import parts
from tests.bells.trial import BEAT, Trial

pytestmark = pytest.mark.long

Begin = Callable[[str], Trial]


@pytest.fixture
def begin(tmp_path: Path, migrated_database: Path) -> Iterator[Begin]:
    trials: list[Trial] = []

    def begin_with(broker_url: str) -> Trial:
        trials.append(Trial(tmp_path, broker_url, migrated_database))
        return trials[-1]

    yield begin_with
    for trial in trials:
        trial.end()


def kill_a_child(worker: subprocess.Popen[bytes]) -> None:
    psutil.Process(worker.pid).children()[0].kill()


def kill_outright(worker: subprocess.Popen[bytes]) -> list[psutil.Process]:
    children = psutil.Process(worker.pid).children(recursive=True)
    worker.kill()
    worker.wait()
    return children


def assert_each_done_once(trial: Trial, bells: int) -> None:
    trial.wait_until(lambda: trial.done() == bells, seconds=900)
    assert trial.count("SELECT count(*) FROM bells_effect") == bells
    assert trial.count("SELECT count(DISTINCT bell_id) FROM bells_effect") == bells


class TestFolder:
    def test_does_6000_bells_of_four_publishers_once_through_every_kill(
        self, begin: Begin, tmp_path: Path
    ) -> None:
        trial = begin(f"folder://{tmp_path / 'broker'}")
        first, second = trial.start_worker("first"), trial.start_worker("second")
        trial.start(*BEAT)

        trial.publish(publishers=4, bells=1500)
        trial.wait_until(lambda: trial.done() > 500, seconds=600)
        kill_a_child(first)
        trial.wait_until(lambda: trial.done() > 1500, seconds=600)
        orphans = kill_outright(second)
        trial.start_worker("third")

        assert_each_done_once(trial, 6000)
        _, alive = psutil.wait_procs(orphans, timeout=5)
        assert alive == []

    def test_keeps_what_waits_when_a_worker_stops_in_order(
        self, begin: Begin, tmp_path: Path
    ) -> None:
        trial = begin(f"folder://{tmp_path / 'broker'}")
        trial.publish(publishers=1, bells=400)
        worker = trial.start_worker("first")
        trial.wait_until(lambda: trial.done() > 50, seconds=600)

        worker.terminate()
        worker.wait(timeout=300)

        waiting = len(list((tmp_path / "broker").rglob("*.msg")))
        assert waiting + trial.done() == 400
        assert trial.count("SELECT count(*) FROM bells_bell WHERE state = 'running'") == 0


def try_with_kills(trial: Trial) -> None:
    first = trial.start_worker("first")
    trial.start(*BEAT)
    trial.publish(publishers=2, bells=400)
    trial.wait_until(lambda: trial.done() > 100, seconds=600)
    kill_a_child(first)
    trial.wait_until(lambda: trial.done() > 250, seconds=600)
    kill_outright(first)
    trial.start_worker("second")

    assert_each_done_once(trial, 800)


class TestRedis:
    @pytest.mark.needs("redis")
    def test_does_every_bell_once_through_every_kill(self, begin: Begin) -> None:
        with parts.redis_database() as url:
            try_with_kills(begin(url))


class TestRabbitMQ:
    @pytest.mark.needs("rabbitmq")
    def test_does_every_bell_once_through_every_kill(self, begin: Begin) -> None:
        with parts.rabbitmq_vhost(f"artistportal-suite-{os.getpid()}") as url:
            try_with_kills(begin(url))
