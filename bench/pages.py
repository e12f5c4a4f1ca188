"""`python -m bench.pages`: how long pages take with a label's 200,000 works behind them.

Fills a database in bulk, counts the roster's consent as the background does, and opens each page as
a browser would, without the network: p50, p95, processor time, the same statements bare, queries,
bytes and elements. Queries are counted with few works too: they must be the same. Nothing of the
site is touched: the database lies in a temporary folder, or at --database.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MOST_MS = 300.0
MOST_QUERIES = 10
MOST_ELEMENTS = 1_500


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.folder) as name:
        told = _measured(Path(name), options)
    print(f"{options.artists:,} artists, {options.works:,} works")
    print(f"counting the roster: {told['counted_seconds']:.1f} s, in the background")
    print(f"{'page':<24}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'SQL ms':>9}{'queries':>9}", end="")
    print(f"{'kB':>8}{'elements':>10}")
    for name, page in told["pages"].items():
        print(
            f"{name:<24}{page['p50']:>9.1f}{page['p95']:>9.1f}{page['cpu']:>9.1f}"
            f"{page['floor']:>9.1f}{page['queries']:>9}{page['kb']:>8.0f}{page['elements']:>10,}"
        )
    print("SQL ms: processor time of the page's own statements, asked bare.")
    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    if busy > 1:
        print(f"The machine was busy ({busy:.1f} processes a core): trust CPU ms more than p95.")
    missed = list(misses(told["pages"], told["few_works"]))
    aim = f"aim: p95 at most {MOST_MS:g} ms, {MOST_QUERIES} queries outside the admin"
    print(f"All aims are met ({aim})." if not missed else f"Missed ({aim}): {'; '.join(missed)}.")
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--artists", type=int, default=500)
    parser.add_argument("--works", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--database", help="an empty database instead of an SQLite file")
    parser.add_argument("--folder", help="where to work; a temporary folder is made in it")
    return parser.parse_args()


def _measured(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "artistportal.settings",
        "DEBUG": "1",
        "SECRET_KEY": "a-key-for-the-benchmark-that-opens-nothing",
        "DATABASE_URL": options.database or f"sqlite:///{folder / 'db.sqlite3'}",
        "DATA_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
    }
    sizes = [str(number) for number in (options.artists, options.works, options.rounds)]
    command = [sys.executable, "-m", "bench.page_steps", *sizes]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"It failed:\n{done.stdout}{done.stderr}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def misses(pages: dict[str, Any], few_works: int) -> Iterator[str]:
    """What falls short of the aims, page by page; queries must be those of few works."""
    for name, page in pages.items():
        if page["p95"] > MOST_MS:
            yield f"{name} takes {page['p95']:.0f} ms"
        if page["queries"] > MOST_QUERIES and not name.startswith("admin"):
            yield f"{name} asks {page['queries']} times"
        if page["queries"] != page["queries_of_few"]:
            few = f"{page['queries_of_few']} times of {few_works:,} works"
            yield f"{name} asks {page['queries']} times, and {few}"
        if page["elements"] > MOST_ELEMENTS:
            yield f"{name} has {page['elements']:,} elements"


if __name__ == "__main__":
    sys.exit(main())
