"""`python -m bench`: how long millions of lines take, beside what the machine can do at best.

The catalogue is made once. For each number of lines a report is written, taken in and paid: every
step in a fresh process, floor and whole back to back, in rounds; medians are printed. Databases and
archives are copies in a temporary folder, so nothing of the site is touched. With `--quick` all
steps of one size run once in one process: that shows that they work, not what they cost.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Never

from tqdm import tqdm

from bench import steps, verdicts
from bench.measuring import Measured
from bench.scene import Size

Found = dict[str, list[Measured]]


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.folder) as name:
        folder = Path(name)
        if options.quick:
            return _quick(folder, Size(lines=min(options.lines), works=options.works))
        found = {}
        with tqdm(disable=not sys.stderr.isatty()) as bar:
            _seed(folder, Size(works=options.works), bar)
            for lines in sorted(options.lines):
                size = Size(lines=lines, works=options.works)
                found[lines] = _bench(folder, size, options.rounds, bar)
        return verdicts.tell(options.works, found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--lines", type=int, nargs="+", default=[10**6, 3 * 10**6, 10**7])
    parser.add_argument("--works", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="all steps once in one process")
    parser.add_argument("--folder", help="where to work; a temporary folder is made in it")
    return parser.parse_args()


def _quick(folder: Path, size: Size) -> int:
    _note_size(folder, size)
    os.environ |= _environment(folder)
    found = {name: [step(folder, size)] for name, step in steps.STEPS.items()}
    return verdicts.tell(size.works, {size.lines: found})


def _seed(folder: Path, size: Size, bar: tqdm[Never]) -> None:
    """The catalogue that all sizes share, and the same as Parquet for the floors."""
    _note_size(folder, size)
    for name in ("seed", "catalogue"):
        bar.set_description(name)
        _step(name, folder, folder / "seeded")
        bar.update()


def _bench(folder: Path, size: Size, rounds: int, bar: tqdm[Never]) -> Found:
    found: Found = {}
    _note_size(folder, size)

    def step(name: str, data: Path) -> None:
        bar.set_description(f"{name} of {size.lines:,} lines")
        found.setdefault(name, []).append(_step(name, folder, data))
        bar.update()

    step("report", folder / "seeded")
    imported = folder / "import"
    for _ in range(rounds):
        _copy(folder / "seeded", imported)
        for name in ("floor-convert", "floor-import", "import"):
            step(name, imported)
    step("tables", imported)
    data = folder / "run"
    for _ in range(rounds):
        _copy(imported, data)
        for name in ("floor-run", "run"):
            step(name, data)
    step("check", data)
    return found


def _note_size(folder: Path, size: Size) -> None:
    (folder / "size.json").write_text(json.dumps(asdict(size)), encoding="utf-8")


def _copy(source: Path, to: Path) -> None:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(source, to)


def _step(name: str, folder: Path, data: Path) -> Measured:
    """One step in a process of its own, with a database and an archive of its own."""
    data.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "bench.steps", name, str(folder)]
    done = subprocess.run(
        command, env=os.environ | _environment(data), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stdout}{done.stderr}")
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def _environment(data: Path) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "artistportal.settings",
        "SECRET_KEY": "a-key-for-the-benchmark-that-opens-nothing",
        "DATABASE_URL": f"sqlite:///{data / 'db.sqlite3'}",
        "DATA_DIR": str(data),
        "ARCHIVE_URL": str(data / "archive"),
        "LOG_LEVEL": "WARNING",
    }


if __name__ == "__main__":
    sys.exit(main())
