"""The trial of notices: a real worker, a tool that fails and is slow, and `kill -9` in between."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.bells.trial import BEAT, Trial

COUNT = 40


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def trial(tmp_path: Path, migrated_database: Path) -> Iterator[Trial]:
    made = Trial(tmp_path, f"folder://{tmp_path / 'broker'}", migrated_database)
    made.environment |= {
        "WEBHOOK_ALLOW_PRIVATE": "1",
        "NOTICES_IN_A_HURRY": "1",
        "KEYS_DIR": str(tmp_path / "keys"),
    }
    yield made
    made.end()


@pytest.mark.long
class TestATool:
    def test_hears_everything_in_order_however_it_fails_and_whoever_is_killed(
        self, trial: Trial, tmp_path: Path
    ) -> None:
        port, arrived = free_port(), tmp_path / "arrived"
        trial.start("tests.consent.tool_side", str(port), str(arrived))
        worker = trial.start_worker("first")
        trial.start(*BEAT)

        deciding = trial.start(
            "tests.consent.decide_often", f"http://127.0.0.1:{port}/hooks", str(COUNT)
        )
        assert deciding.wait(timeout=600) == 0, trial.log()
        trial.wait_until(lambda: arrived.exists() and len(lines(arrived)) > 5, seconds=600)
        for child in psutil.Process(worker.pid).children():
            child.kill()
        worker.kill()
        trial.start_worker("second")
        trial.wait_until(lambda: sent(trial) == COUNT, seconds=900)
        trial.wait_until(lambda: len(set(lines(arrived))) == COUNT, seconds=120)

        codes = [line.split()[1] for line in lines(arrived)]
        first_time = list(dict.fromkeys(codes))
        assert first_time == [f"N-{number:06d}" for number in range(1, COUNT + 1)]
        assert len({line.split()[0] for line in lines(arrived)}) == COUNT
        assert len(codes) - COUNT <= 2
        assert slowest_ms(trial) < 1_500


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines()


def sent(trial: Trial) -> int:
    return trial.count("SELECT count(*) FROM consent_notice WHERE sent_at IS NOT NULL")


def slowest_ms(trial: Trial) -> int:
    """What the deciding process said of its slowest decision."""
    found = [line for line in trial.log().splitlines() if line.startswith("slowest ")]
    return int(found[-1].split()[1])
