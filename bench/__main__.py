"""`python -m bench`: how long a million lines take, beside what the machine can do at best.

Each step is measured in a fresh process, three times, floor and whole back to back; medians are
printed. Databases and archives are copies in a temporary folder, so nothing of the site is touched.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from bench.measuring import Measured
from bench.scene import Size

MOST_RATIO = 3.0
MOST_MIB = 1.2 * 1024


def main() -> int:
    options = _options()
    size = Size(lines=options.lines, works=options.works)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.folder) as name:
        return _bench(Path(name), size, options.rounds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--works", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", help="where to work; a temporary folder is made in it")
    return parser.parse_args()


def _bench(folder: Path, size: Size, rounds: int) -> int:
    (folder / "size.json").write_text(json.dumps(asdict(size)), encoding="utf-8")
    found: dict[str, list[Measured]] = {}
    with tqdm(total=4 + 6 * rounds, disable=not sys.stderr.isatty()) as bar:

        def step(name: str, data: Path) -> None:
            bar.set_description(name)
            found.setdefault(name, []).append(_step(name, folder, data))
            bar.update()

        step("report", folder)
        step("seed", folder / "seeded")
        for number in range(rounds):
            data = folder / f"import-{number}"
            shutil.copytree(folder / "seeded", data)
            step("floor-import", data)
            step("import", data)
        imported = folder / "import-0"
        step("tables", imported)
        for number in range(rounds):
            data = folder / f"run-{number}"
            shutil.copytree(imported, data)
            step("floor-run", data)
            step("run", data)
            step("summary", data)
        step("check", data)
    return _tell(folder, size, found)


def _step(name: str, folder: Path, data: Path) -> Measured:
    """One step in a process of its own, with a database and an archive of its own."""
    data.mkdir(exist_ok=True)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "artistportal.settings",
        "SECRET_KEY": "a-key-for-the-benchmark-that-opens-nothing",
        "DATABASE_URL": f"sqlite:///{data / 'db.sqlite3'}",
        "DATA_DIR": str(data),
        "ARCHIVE_URL": str(data / "archive"),
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "bench.steps", name, str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stdout}{done.stderr}")
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def _tell(folder: Path, size: Size, found: dict[str, list[Measured]]) -> int:
    report = folder / "report.tsv"
    print(f"{size.lines:,} lines ({report.stat().st_size / 1e6:.0f} MB), {size.works:,} recordings")
    print(f"{'step':<14}{'median s':>10}{'peak MiB':>10}  note")
    for name, measured in found.items():
        print(f"{name:<14}{_seconds(measured):>10.2f}{_mib(measured):>10.0f}  {measured[0].note}")
    misses = []
    for name in ("import", "run"):
        ratio = _seconds(found[name]) / _seconds(found[f"floor-{name}"])
        print(f"{name}: {ratio:.2f} × its floor (aim: at most {MOST_RATIO:g})")
        misses += [f"{name} takes {ratio:.2f} × its floor"] if ratio > MOST_RATIO else []
    peak = max(_mib(found["import"]), _mib(found["run"]))
    print(f"peak memory: {peak / 1024:.2f} GiB (aim: at most {MOST_MIB / 1024:.1f})")
    misses += [f"{peak / 1024:.2f} GiB of memory"] if peak > MOST_MIB else []
    print("All aims are met." if not misses else f"Missed: {'; '.join(misses)}.")
    return 1 if misses else 0


def _seconds(measured: list[Measured]) -> float:
    return statistics.median(one.seconds for one in measured)


def _mib(measured: list[Measured]) -> float:
    return max(one.peak_mib for one in measured)


if __name__ == "__main__":
    sys.exit(main())
