"""`python -m bench.clearances`: how long ten thousand works take in one call of the API.

Seeds a catalogue in bulk, serves it with gunicorn as the site does, and asks about random works:
the endpoint, the same endpoint answering a constant (the floor), and the bare indexed SQL. Nothing
of the site is touched: database and keys lie in a temporary folder, or at --database. With --keep
the folder stays, and the next run with it begins where the catalogue is there already.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

MOST_RATIO = 3.0
MOST_MS = 60.0
CALLERS = 8


def main() -> int:
    # Ended from outside, it leaves no server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = _options()
    with _folder(options) as folder:
        environment = _environment(folder, options.database or f"sqlite:///{folder / 'db.sqlite3'}")
        seeded = _seeded(folder / "seeded.json", environment, options)
        print(
            f"{options.works:,} works, {options.artists:,} artists, {options.decisions:,} decisions"
        )
        print(f"bare indexed SQL: {seeded['sql_ms']:.1f} ms for {options.asked:,} works")
        return _measure(environment, options, seeded)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.clearances", description=__doc__)
    parser.add_argument("--works", type=int, default=1_000_000)
    parser.add_argument("--artists", type=int, default=50_000)
    parser.add_argument("--decisions", type=int, default=200_000)
    parser.add_argument("--asked", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--warm", type=int, default=40, help="calls before anything is measured")
    parser.add_argument("--database", help="an empty database instead of an SQLite file")
    parser.add_argument("--keep", type=Path, help="a folder that stays, with what was seeded")
    parser.add_argument("--folder", help="where to work; a temporary folder is made in it")
    return parser.parse_args()


@contextmanager
def _folder(options: argparse.Namespace) -> Iterator[Path]:
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        yield options.keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.folder) as name:
        yield Path(name)


def _seeded(
    kept: Path, environment: dict[str, str], options: argparse.Namespace
) -> dict[str, object]:
    """What an earlier run seeded with these sizes, or a new catalogue."""
    sizes = [options.works, options.artists, options.decisions, options.database]
    if kept.exists():
        seeded: dict[str, object] = json.loads(kept.read_text(encoding="utf-8"))
        if seeded.pop("sizes") != sizes:
            raise SystemExit(f"{kept.parent} was seeded with other sizes; name another folder.")
        return seeded
    seeded = _seed(environment, options)
    kept.write_text(json.dumps({**seeded, "sizes": sizes}), encoding="utf-8")
    return seeded


def _environment(folder: Path, database: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "artistportal.settings",
        "SECRET_KEY": "a-key-for-the-benchmark-that-opens-nothing",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BEHIND_PROXY": "1",
        "DATABASE_URL": database,
        "DATA_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
    }


def _seed(environment: dict[str, str], options: argparse.Namespace) -> dict[str, object]:
    sizes = [str(options.works), str(options.artists), str(options.decisions), str(options.asked)]
    done = subprocess.run(
        [sys.executable, "-m", "bench.clearance_scene", *sizes],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"Seeding failed:\n{done.stdout}{done.stderr}")
    seeded: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return seeded


def _measure(
    environment: dict[str, str], options: argparse.Namespace, seeded: dict[str, object]
) -> int:
    with (
        _server(environment, "artistportal.wsgi") as whole,
        _server(environment, "bench.constant_wsgi") as floor,
    ):
        asks = _Asks(seeded, options.asked)
        for _ in range(options.warm):
            asks.once(whole)
        asks.once(floor)
        floors, wholes = [], []
        for _ in range(options.rounds):
            floors.append(asks.once(floor))
            wholes.append(asks.once(whole))
        with ThreadPoolExecutor(CALLERS) as pool:
            at_once = list(pool.map(lambda _: asks.once(whole), range(CALLERS * options.rounds)))
    return _tell(statistics.median(floors), statistics.median(wholes), at_once)


def _tell(floor: float, whole: float, at_once: list[float]) -> int:
    print(f"floor, the same endpoint answering a constant: {floor:.1f} ms")
    print(f"endpoint: {whole:.1f} ms")
    print(f"{whole / floor:.2f} × its floor (aim: at most {MOST_RATIO:g})")
    print(f"{whole - floor:.1f} ms more (aim: at most {MOST_MS:g})")
    p95 = statistics.quantiles(at_once, n=20)[-1]
    print(f"p95 of {CALLERS} callers at once: {p95:.1f} ms")
    is_met = whole <= MOST_RATIO * floor and whole - floor <= MOST_MS
    print("All aims are met." if is_met else "An aim is missed.")
    return 0 if is_met else 1


class _Asks:
    """Asks about random works; a key with a limit that a benchmark never meets."""

    def __init__(self, seeded: dict[str, object], count: int) -> None:
        self._key = str(seeded["key"])
        self._recordings = int(str(seeded["recordings"]))
        self._count = count
        self._random = random.Random(7)

    def once(self, port: int) -> float:
        """Milliseconds from asking to having read the whole answer."""
        numbers = self._random.choices(range(self._recordings), k=self._count)
        works = [f"ISRC:QZB{n // 100_000:04}{n % 100_000:05}" for n in numbers]
        body = json.dumps({"use": "training", "territory": "DE", "works": works})
        headers = {
            "Authorization": f"Bearer {self._key}",
            "Content-Type": "application/json",
            "X-Forwarded-Proto": "https",
        }
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        start = time.perf_counter()
        connection.request("POST", "/api/v1/clearances", body, headers)
        response = connection.getresponse()
        answer = response.read()
        took = (time.perf_counter() - start) * 1000
        connection.close()
        if response.status != 200:
            raise SystemExit(f"{response.status}: {answer[:500]!r}")
        return took


@contextmanager
def _server(environment: dict[str, str], application: str) -> Iterator[int]:
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "4", "--worker-class", "gthread"]
    command += ["--log-level", "error", "--timeout", "300"]
    server = subprocess.Popen(command, env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not come up within half a minute.")


if __name__ == "__main__":
    sys.exit(main())
