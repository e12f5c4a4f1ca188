"""A folder with a database and a broker of its own, and real processes that use them."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKER = ["celery", "-A", "artistportal", "worker", "-c", "2", "--without-gossip"]
BEAT = ["celery", "-A", "artistportal", "beat", "--pidfile="]


class Trial:
    """A database and a broker of their own, and the processes that use them."""

    def __init__(self, folder: Path, broker_url: str, migrated: Path | None = None) -> None:
        self.folder = folder
        self.database = folder / "trial.sqlite3"
        if migrated:
            shutil.copy(migrated, self.database)
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "BROKER_URL": broker_url,
            "PYTHONPATH": str(ROOT),
        }

    def start(self, *arguments: str, file: bool = False) -> subprocess.Popen[bytes]:
        """Runs a module of Python, or a file, in the background."""
        with (self.folder / "processes.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *([] if file else ["-m"]), *arguments],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def start_worker(self, name: str) -> subprocess.Popen[bytes]:
        return self.start(*WORKER, "--without-mingle", "-n", f"{name}@%h")

    def publish(self, publishers: int, bells: int, *, seconds: float = 0.002) -> None:
        """Each publisher stores and rings so many bells, each of which takes so long."""
        arguments = ["tests.bells.publish", str(bells), str(seconds)]
        running = [self.start(*arguments) for _ in range(publishers)]
        for publisher in running:
            assert publisher.wait(timeout=600) == 0, self.log()

    def count(self, query: str) -> int:
        connection = sqlite3.connect(self.database, timeout=120)
        try:
            return int(connection.execute(query).fetchone()[0])
        finally:
            connection.close()

    def done(self) -> int:
        return self.count("SELECT count(*) FROM bells_bell WHERE state = 'done'")

    def wait_until(self, is_so: Callable[[], bool], seconds: float) -> None:
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, f"{self.done()} done\n{self.log()}"
            time.sleep(0.2)

    def log(self) -> str:
        return (self.folder / "processes.log").read_text(errors="replace")[-6000:]

    def end(self) -> None:
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            process.wait()
