"""`manage.py site` as a person runs it: a real server, worker and beat."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.bells.trial import ROOT, Trial


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """The command on a free port, with a folder of its own."""

    def __init__(self, folder: Path, migrated: Path) -> None:
        self.trial = Trial(folder, f"folder://{folder / 'broker'}", migrated)
        self.port = free_port()
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        return self.trial.start(str(ROOT / "manage.py"), "site", f"--port={self.port}", file=True)

    def wait_until_up(self) -> None:
        self.trial.wait_until(lambda: self.address in self.trial.log(), seconds=600)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def site(tmp_path: Path, migrated_database: Path) -> Iterator[Site]:
    site = Site(tmp_path, migrated_database)
    descendants: list[psutil.Process] = []
    try:
        site.wait_until_up()
        descendants = site.descendants()
        yield site
    finally:
        site.trial.end()
        for process in descendants:
            if process.is_running():
                process.kill()


def assert_gone(processes: list[psutil.Process], *, within: float) -> None:
    _, alive = psutil.wait_procs(processes, timeout=within)
    assert [p for p in alive if p.status() != psutil.STATUS_ZOMBIE] == []


class TestSite:
    def test_lets_running_tasks_finish_on_ctrl_c_and_leaves_nothing(self, site: Site) -> None:
        site.trial.publish(publishers=1, bells=2, seconds=6)
        running = "SELECT count(*) FROM bells_bell WHERE state = 'running'"
        site.trial.wait_until(lambda: site.trial.count(running) == 2, seconds=300)
        descendants = site.descendants()

        site.process.send_signal(signal.SIGINT)

        assert site.process.wait(timeout=300) == 0
        assert site.trial.done() == 2
        assert_gone(descendants, within=5)

    def test_leaves_nothing_when_it_is_killed_outright(self, site: Site) -> None:
        descendants = site.descendants()
        assert len(descendants) >= 3

        site.process.kill()
        site.process.wait()

        assert_gone(descendants, within=60)

    def test_stops_the_rest_when_one_part_stops_by_itself(self, site: Site) -> None:
        descendants = site.descendants()
        beat = next(p for p in descendants if "beat" in p.cmdline())

        beat.kill()

        assert site.process.wait(timeout=300) == 1
        assert "The beat stopped by itself" in site.trial.log()
        assert_gone(descendants, within=5)

    def test_refuses_a_taken_port_before_anything_starts(self, site: Site) -> None:
        second = site.start()

        assert second.wait(timeout=300) == 1
        assert f"Port {site.port} is taken" in site.trial.log()
        assert f"make run PORT={site.port + 10}" in site.trial.log()
