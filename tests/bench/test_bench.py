"""The benchmark itself, on a report small enough for every day."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class TestBench:
    def test_measures_every_step_beside_its_floor(self, tmp_path: Path) -> None:
        small = ["--lines", "2000", "--works", "60", "--rounds", "1", "--folder", str(tmp_path)]

        done = subprocess.run(
            [sys.executable, "-m", "bench", *small],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

        assert "accepted, 2,000 lines" in done.stdout, done.stderr
        assert "done, 2,000 lines" in done.stdout
        assert "0 faults" in done.stdout
        assert "its floor (aim: at most 3)" in done.stdout
