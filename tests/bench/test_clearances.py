"""The benchmark of clearances itself, on a catalogue small enough for every day."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_asks_beside_its_floor(tmp_path: Path) -> None:
    sizes = "--works 400 --artists 30 --decisions 120 --asked 50 --rounds 2 --warm 2"

    done = subprocess.run(
        [sys.executable, "-m", "bench.clearances", *sizes.split(), "--folder", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "400 works, 30 artists, 120 decisions" in done.stdout, done.stderr
    assert "bare indexed SQL" in done.stdout
    assert "its floor (aim: at most 3)" in done.stdout
    assert "p95 of 8 callers at once" in done.stdout
