"""The benchmark of pages itself, on a roster small enough for every day."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench import pages

ROOT = Path(__file__).resolve().parents[2]


def test_opens_every_page(tmp_path: Path) -> None:
    sizes = "--artists 12 --works 240 --rounds 2"

    done = subprocess.run(
        [sys.executable, "-m", "bench.pages", *sizes.split(), "--folder", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "12 artists, 240 works" in done.stdout, done.stderr
    assert "counting the roster" in done.stdout
    for name in ("roster", "work list", "work page", "earnings", "admin: consent_decision"):
        assert f"\n{name} " in done.stdout
    asks_more = [miss for miss in done.stdout.split(";") if "times of 144 works" in miss]
    assert not asks_more
    assert " elements" not in done.stdout.splitlines()[-1]


def test_names_what_is_missed() -> None:
    good = {"p95": 20.0, "queries": 8, "queries_of_few": 8, "elements": 700}
    found = {
        "roster": good,
        "slow": good | {"p95": 310.4},
        "growing": good | {"queries": 9},
        "many": good | {"queries": 11, "queries_of_few": 11},
        "admin: many": good | {"queries": 11, "queries_of_few": 11},
        "large": good | {"elements": 2_300},
    }

    assert list(pages.misses(found, few_works=144)) == [
        "slow takes 310 ms",
        "growing asks 9 times, and 8 times of 144 works",
        "many asks 11 times",
        "large has 2,300 elements",
    ]
