"""The trial of every broker: real publishers, real workers, `kill -9`, and every bell done once."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests import parts

ROOT = Path(__file__).resolve().parents[2]
WORKER = ["celery", "-A", "artistportal", "worker", "-c", "2", "--without-gossip"]
BEAT = ["celery", "-A", "artistportal", "beat", "--pidfile="]


class Trial:
    """A database and a broker of their own, and the processes that use them."""

    def __init__(self, folder: Path, broker_url: str) -> None:
        self.folder = folder
        self.database = folder / "trial.sqlite3"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "BROKER_URL": broker_url,
            "PYTHONPATH": str(ROOT),
        }

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "processes.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def start_worker(self, name: str) -> subprocess.Popen[bytes]:
        return self.start(*WORKER, "--without-mingle", "-n", f"{name}@%h")

    def publish(self, publishers: int, bells: int) -> None:
        running = [self.start("tests.bells.publish", str(bells)) for _ in range(publishers)]
        for publisher in running:
            assert publisher.wait(timeout=60) == 0, self.log()

    def count(self, query: str) -> int:
        connection = sqlite3.connect(self.database, timeout=20)
        try:
            return int(connection.execute(query).fetchone()[0])
        finally:
            connection.close()

    def done(self) -> int:
        return self.count("SELECT count(*) FROM bells_bell WHERE state = 'done'")

    def wait_until(self, is_so: Callable[[], bool], seconds: float) -> None:
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, f"{self.done()} done\n{self.log()}"
            time.sleep(0.2)

    def log(self) -> str:
        return (self.folder / "processes.log").read_text(errors="replace")[-6000:]

    def end(self) -> None:
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            process.wait()


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[[str], Trial]]:
    trials: list[Trial] = []

    def begin_with(broker_url: str) -> Trial:
        trial = Trial(tmp_path, broker_url)
        trials.append(trial)
        migrating = trial.start("django", "migrate", "--run-syncdb", "--verbosity=0")
        assert migrating.wait(timeout=60) == 0, trial.log()
        return trial

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
    trial.wait_until(lambda: trial.done() == bells, seconds=60)
    assert trial.count("SELECT count(*) FROM bells_effect") == bells
    assert trial.count("SELECT count(DISTINCT bell_id) FROM bells_effect") == bells


class TestFolder:
    def test_does_6000_bells_of_four_publishers_once_through_every_kill(
        self, begin: Callable[[str], Trial], tmp_path: Path
    ) -> None:
        trial = begin(f"folder://{tmp_path / 'broker'}")
        first, second = trial.start_worker("first"), trial.start_worker("second")
        trial.start(*BEAT)

        trial.publish(publishers=4, bells=1500)
        trial.wait_until(lambda: trial.done() > 500, seconds=60)
        kill_a_child(first)
        trial.wait_until(lambda: trial.done() > 1500, seconds=60)
        orphans = kill_outright(second)
        trial.start_worker("third")

        assert_each_done_once(trial, 6000)
        _, alive = psutil.wait_procs(orphans, timeout=5)
        assert alive == []

    def test_keeps_what_waits_when_a_worker_stops_in_order(
        self, begin: Callable[[str], Trial], tmp_path: Path
    ) -> None:
        trial = begin(f"folder://{tmp_path / 'broker'}")
        trial.publish(publishers=1, bells=400)
        worker = trial.start_worker("first")
        trial.wait_until(lambda: trial.done() > 50, seconds=60)

        worker.terminate()
        worker.wait(timeout=30)

        waiting = len(list((tmp_path / "broker").rglob("*.msg")))
        assert waiting + trial.done() == 400
        assert trial.count("SELECT count(*) FROM bells_bell WHERE state = 'running'") == 0


def try_with_kills(trial: Trial) -> None:
    first = trial.start_worker("first")
    trial.start(*BEAT)
    trial.publish(publishers=2, bells=400)
    trial.wait_until(lambda: trial.done() > 100, seconds=60)
    kill_a_child(first)
    trial.wait_until(lambda: trial.done() > 250, seconds=60)
    kill_outright(first)
    trial.start_worker("second")

    assert_each_done_once(trial, 800)


class TestRedis:
    @pytest.mark.needs("redis")
    def test_does_every_bell_once_through_every_kill(self, begin: Callable[[str], Trial]) -> None:
        url = parts.redis_server()
        try:
            try_with_kills(begin(url))
        finally:
            parts.empty_redis(url)


class TestRabbitMQ:
    @pytest.mark.needs("rabbitmq")
    def test_does_every_bell_once_through_every_kill(self, begin: Callable[[str], Trial]) -> None:
        with parts.rabbitmq_vhost(f"artistportal-suite-{os.getpid()}") as url:
            try_with_kills(begin(url))
