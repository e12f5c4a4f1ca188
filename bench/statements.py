"""`python -m bench.statements`: what the files of a statement with 300,000 lines take.

The statement is made the whole way, from a report over a run to the closing; then each file in a
process of its own. Memory is what the file takes beyond the process that was started for it.
Nothing of the site is touched: database and archive lie in a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.statement_steps import FILES, Made

MOST_CSV_MIB = 100
MOST_PDF_MIB = 150
MOST_PDF_SECONDS = 2.0


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.folder) as name:
        folder = Path(name)
        (folder / "wanted.json").write_text(json.dumps(options.lines), encoding="utf-8")
        _step("seed", folder)
        found = {each: Made(**json.loads(_step(each, folder))) for each in FILES}
    return tell(options.lines, found)


def tell(lines: int, found: Mapping[str, Made]) -> int:
    """Prints the table and the verdicts; 1 where an aim is missed."""
    print(f"a statement of at least {lines:,} lines; CPU is of all threads")
    print(f"{'file':<6}{'CPU s':>9}{'more MiB':>10}{'peak MiB':>10}  note")
    for name, made in found.items():
        figures = f"{made.cpu_seconds:>9.2f}{made.more_mib:>10.0f}{made.peak_mib:>10.0f}"
        print(f"{name:<6}{figures}  {made.note}")
    misses = list(_misses(found))
    print("All aims are met." if not misses else f"Missed: {'; '.join(misses)}.")
    return 1 if misses else 0


def _misses(found: Mapping[str, Made]) -> Iterator[str]:
    for name, most in (("csv", MOST_CSV_MIB), ("json", MOST_CSV_MIB), ("pdf", MOST_PDF_MIB)):
        if found[name].more_mib > most:
            yield f"{name} takes {found[name].more_mib:.0f} MiB (aim: at most {most})"
    if found["pdf"].cpu_seconds > MOST_PDF_SECONDS:
        took = found["pdf"].cpu_seconds
        yield f"pdf takes {took:.1f} s of CPU (aim: at most {MOST_PDF_SECONDS:g})"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.statements", description=__doc__)
    parser.add_argument("--lines", type=int, default=300_000)
    parser.add_argument("--folder", help="where to work; a temporary folder is made in it")
    return parser.parse_args()


def _step(name: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bench.statement_steps", name, str(folder)],
        env=_environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stdout}{done.stderr}")
    return done.stdout.splitlines()[-1] if done.stdout else ""


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "artistportal.settings",
        "SECRET_KEY": "a-key-for-the-benchmark-that-opens-nothing",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DATA_DIR": str(folder),
        "ARCHIVE_URL": str(folder / "archive"),
        "LOG_LEVEL": "ERROR",
    }


if __name__ == "__main__":
    sys.exit(main())
