"""The benchmark of statements itself, on one small enough for every day."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench import statements
from bench.statement_steps import Made

ROOT = Path(__file__).resolve().parents[2]
SMALL = Made(cpu_seconds=0.1, more_mib=20, peak_mib=120, note="")


class TestBench:
    def test_makes_every_file_of_a_statement(self, tmp_path: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "bench.statements", "--lines", "60", "--folder", str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

        assert "a statement of at least 60 lines" in done.stdout, done.stderr
        (lines,) = [line for line in done.stdout.splitlines() if line.startswith("csv")]
        assert int(lines.split()[-2]) >= 60
        assert "\npdf " in done.stdout


class TestTell:
    def test_names_what_is_missed(self, capsys: pytest.CaptureFixture[str]) -> None:
        slow = replace(SMALL, cpu_seconds=2.5, more_mib=200)

        assert statements.tell(5, {"csv": slow, "json": SMALL, "pdf": slow}) == 1

        told = capsys.readouterr().out
        assert "csv takes 200 MiB (aim: at most 100)" in told
        assert "pdf takes 2.5 s of CPU (aim: at most 2)" in told

    def test_is_content_where_every_aim_is_met(self) -> None:
        assert statements.tell(5, {"csv": SMALL, "json": SMALL, "pdf": SMALL}) == 0
