"""How long something took in this process, and how much memory the process ever held."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """Seconds of wall time and MiB at the peak."""

    seconds: float
    peak_mib: float
    note: str = ""

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def measure(work: Callable[[], str | None]) -> Measured:
    """Runs the work once; what it returns is a note on what it did."""
    start = time.perf_counter()
    note = work() or ""
    return Measured(time.perf_counter() - start, peak_mib(), note)


def peak_mib() -> float:
    """The process's own high-water mark of resident memory (VmHWM)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
