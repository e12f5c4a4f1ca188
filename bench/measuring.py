"""How long something took in this process, and how much memory the process ever held."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """Seconds of wall time, of all threads' CPU time, and MiB at the peak."""

    seconds: float
    cpu_seconds: float
    peak_mib: float
    note: str = ""

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def measure(work: Callable[[], str | None]) -> Measured:
    """Runs the work once; what it returns is a note on what it did."""
    start, cpu = time.perf_counter(), time.process_time()
    note = work() or ""
    return Measured(time.perf_counter() - start, time.process_time() - cpu, peak_mib(), note)


def peak_mib() -> float:
    """The process's own high-water mark of resident memory (VmHWM), what it maps of files too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def exponent(seconds: Mapping[int, float]) -> float:
    """How time grows with the number of lines: the slope of both logarithms, by least squares."""
    points = [(math.log(lines), math.log(took)) for lines, took in seconds.items()]
    x, y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    slope: float = sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)
    return slope
