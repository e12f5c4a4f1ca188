"""What was measured as a table, with what was aimed at and what was missed."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping

from bench.measuring import Measured, exponent

MOST_RATIO = 2.0
MOST_MIB = 2 * 1024
MOST_EXPONENT = 1.1
WHOLE = ("import", "run")

Found = Mapping[str, list[Measured]]


def tell(works: int, found: Mapping[int, Found]) -> int:
    """Prints the table and the verdicts; 1 where an aim is missed."""
    print(f"{works:,} recordings, each with a song; medians; CPU is of all threads")
    for lines, of_size in found.items():
        _table(lines, of_size)
    misses = [miss for lines, of_size in found.items() for miss in _judged(lines, of_size)]
    misses += _growth(found)
    print("All aims are met." if not misses else f"Missed: {'; '.join(misses)}.")
    return 1 if misses else 0


def _table(lines: int, found: Found) -> None:
    print(f"\n{lines:,} lines")
    print(f"{'step':<15}{'wall s':>9}{'CPU s':>9}{'peak MiB':>10}  note")
    for name, measured in found.items():
        figures = f"{_seconds(measured):>9.2f}{_cpu(measured):>9.2f}{_mib(measured):>10.0f}"
        print(f"{name:<15}{figures}  {measured[0].note}")


def _judged(lines: int, found: Found) -> Iterator[str]:
    for name in WHOLE:
        whole, floor = found[name], found[f"floor-{name}"]
        ratio = _seconds(whole) / _seconds(floor)
        cpu = _cpu(whole) / _cpu(floor)
        peak = _mib(whole)
        print(
            f"{name}, {lines:,} lines: {ratio:.2f} × its floor (aim: at most {MOST_RATIO:g}),"
            f" {cpu:.2f} × by CPU; {peak / 1024:.2f} GiB (aim: at most {MOST_MIB / 1024:g})"
        )
        if ratio > MOST_RATIO:
            yield f"{name} of {lines:,} lines takes {ratio:.2f} × its floor"
        if peak > MOST_MIB:
            yield f"{name} of {lines:,} lines takes {peak / 1024:.2f} GiB"


def _growth(found: Mapping[int, Found]) -> Iterator[str]:
    """How time grows, where there are several sizes to tell it from."""
    for name in WHOLE if len(found) > 1 else ():
        grows = exponent({lines: _seconds(of_size[name]) for lines, of_size in found.items()})
        print(f"{name}: time grows with lines to the power {grows:.2f} (at most {MOST_EXPONENT:g})")
        if grows > MOST_EXPONENT:
            yield f"the time of {name} grows with the power {grows:.2f}"


def _seconds(measured: list[Measured]) -> float:
    return statistics.median(one.seconds for one in measured)


def _cpu(measured: list[Measured]) -> float:
    return statistics.median(one.cpu_seconds for one in measured)


def _mib(measured: list[Measured]) -> float:
    return max(one.peak_mib for one in measured)
