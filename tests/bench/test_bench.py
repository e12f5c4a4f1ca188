"""The benchmark itself, on a report small enough for every day."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench import verdicts
from bench.measuring import Measured

ROOT = Path(__file__).resolve().parents[2]


class TestBench:
    def test_measures_every_step_beside_its_floor(self, tmp_path: Path) -> None:
        small = ["--quick", "--lines", "2000", "--works", "60"]

        done = subprocess.run(
            [sys.executable, "-m", "bench", *small, "--folder", str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

        assert "accepted, 2,000 lines" in done.stdout, done.stderr
        assert "done, 2,000 lines" in done.stdout
        assert "0 faults" in done.stdout
        assert "its floor (aim: at most 2)" in done.stdout


class TestVerdicts:
    def test_name_what_is_missed(self, capsys: pytest.CaptureFixture[str]) -> None:
        found = {lines: _found(import_seconds=lines / 10) for lines in (10, 100)}

        assert verdicts.tell(5, found) == 1

        told = capsys.readouterr().out
        assert "import, 10 lines: 1.00 × its floor (aim: at most 2)" in told
        assert "run: time grows with lines to the power 0.00" in told
        assert "Missed: import of 100 lines takes 10.00 × its floor." in told

    def test_are_content_where_every_aim_is_met(self) -> None:
        assert verdicts.tell(5, {10: _found(import_seconds=2)}) == 0


def _found(import_seconds: float) -> dict[str, list[Measured]]:
    took = {"floor-import": 1.0, "import": import_seconds, "floor-run": 1.0, "run": 1.5}
    return {name: [Measured(seconds, seconds, 100)] for name, seconds in took.items()}
