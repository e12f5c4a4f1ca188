"""Files that are damaged, hostile or enormous: a clear refusal, nothing loaded, memory bounded."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import polars as pl
import pytest

from earnings.domain import dsr_reports
from earnings.domain.problems import Findings
from earnings.domain.texts import Unreadable
from earnings.models import ReportMonth, ReportProblem
from earnings.services import archive, report_files
from earnings.services.report_files import Reading, Source
from tests.earnings.domain.test_dsr_reports import message, resource, row, summary, use
from tests.factories.consent import ToolFactory
from tests.factories.earnings import RECEIVED_AT, send, work_off, written

ALBUM = row("RE01.03", BlockId=2, ReleaseReference="A", DspReleaseId="x")
FEBRUARY = {"UsageStartDate": "2026-02-01", "UsageEndDate": "2026-02-28"}
SAMPLES = (
    "\n".join(
        message(
            summary(TotalUsages=36),
            "#AS02.04\tBlockId",
            resource(ResourceTitle="Ti\\\\|t\\\\\\le\\\tend"),
            use(),
            ALBUM,
            resource(BlockId=2, ResourceISRC="QZABC2600001"),
            resource(BlockId=2, ResourceReference="R2", ResourceISRC=""),
            use(BlockId=2, SalesTransactionId="T2"),
            use(BlockId=2, SalesTransactionId="T3", TransactedReleaseReference="A"),
            **FEBRUARY,
        )
    ).encode(),
    "\r\n".join(
        message(
            summary("SY07.01", NetRevenue="3.50"),
            resource("AS01.02"),
            row("RU01", BlockId=1, SummaryRecordId=1, DspReleaseId="a|b", Usages="7|5"),
            use("SU03.02", DspResourceId="d1", Usages=12, NetRevenue="3.5"),
            row(
                "LI01.01",
                BlockId=1,
                RightsController="a",
                RightShare=1,
                AllocatedNetRevenue=1,
                AllocatedAmount=1,
            ),
            Profile="UGCProfile",
            **FEBRUARY,
        )
    ).encode(),
    written(
        [
            {
                "isrc": "QZABC2600001",
                "use": "remix",
                "territory": "DE",
                "used_at": "2026-02-10",
                "quantity": 3,
            }
        ]
        * 5
    ),
)
SEEDS = range(100)


def _flip(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randrange(1, 4)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data))]


def _lines(change: Callable[[list[bytes], Random], object]) -> Callable[[bytes, Random], bytes]:
    def changed(data: bytes, random: Random) -> bytes:
        lines = data.split(b"\n")
        change(lines, random)
        return b"\n".join(lines)

    return changed


def _insert(piece: bytes) -> Callable[[bytes, Random], bytes]:
    def inserted(data: bytes, random: Random) -> bytes:
        place = random.randrange(len(data))
        return data[:place] + piece + data[place:]

    return inserted


def _cell(value: bytes) -> Callable[[bytes, Random], bytes]:
    def written_over(data: bytes, random: Random) -> bytes:
        cells = data.split(b"\t")
        cells[random.randrange(len(cells))] = value
        return b"\t".join(cells)

    return written_over


MUTATIONS: dict[str, Callable[[bytes, Random], bytes]] = {
    "flip": _flip,
    "cut": _cut,
    "drop a line": _lines(lambda lines, random: lines.pop(random.randrange(len(lines)))),
    "double a line": _lines(lambda lines, random: lines.append(random.choice(lines))),
    "shuffle": _lines(lambda lines, random: random.shuffle(lines)),
    "huge cell": _cell(b"x" * 70_000),
    "huge number": _cell(b"9" * 5_000),
    "exponent": _cell(b"1E+999999999"),
    "arabic digits": _cell("١٢".encode()),
    "empty cell": _cell(b""),
    "formula": _cell(b"=1+1"),
    "deep list": _cell(b"|" * 50_000),
    "escapes": _cell(b"\\" * 50_001),
    "zero": _insert(b"\0"),
    "mark": _insert(b"\xef\xbb\xbf"),
    "mark first": lambda data, _random: b"\xef\xbb\xbf" + data,
    "surrogate": _insert(b"\xed\xa0\x80"),
    "tabs": _insert(b"\t" * 9_000),
    "carriage return": _insert(b"\r"),
    "line ends": lambda data, random: b"".join(
        line + random.choice([b"\n", b"\r\n", b"\r", b"\n\n"]) for line in data.split(b"\n")
    ),
    "packed and cut": lambda data, random: _cut(gzip.compress(data, mtime=0), random),
    "packed and flipped": lambda data, random: _flip(gzip.compress(data, mtime=0), random),
}


def read(path: Path, data: bytes) -> Reading | None:
    """What is read of these bytes; None where they are refused as no report."""
    path.write_bytes(data)
    source = Source(path, len(data), report=1, received_at=RECEIVED_AT)
    try:
        return report_files.read(source, lambda *_: None)
    except Unreadable:
        return None


def check(reading: Reading) -> None:
    """All or nothing, and every problem says what to do."""
    assert all(problem.message and problem.cure for problem in reading.findings.kept)
    if reading.parquet:
        assert pl.read_parquet(reading.parquet).height == reading.lines
        reading.parquet.unlink()
    elif not reading.findings.rejects:
        assert reading.parts > 1


class TestRead:
    @pytest.mark.parametrize("place", range(len(SAMPLES)))
    def test_reads_the_samples(self, tmp_path: Path, place: int) -> None:
        reading = read(tmp_path / "report", SAMPLES[place])

        assert reading
        assert not reading.findings.rejects
        check(reading)

    @pytest.mark.parametrize("mutation", MUTATIONS)
    def test_refuses_or_reads_whatever_comes(self, tmp_path: Path, mutation: str) -> None:
        for seed in range(24):
            random = Random(f"{mutation}/{seed}")
            data = MUTATIONS[mutation](SAMPLES[seed % len(SAMPLES)], random)
            if reading := read(tmp_path / "report", data):
                check(reading)
        assert not list(archive.workroom().iterdir())

    def test_refuses_or_reads_what_is_changed_twice(self, tmp_path: Path) -> None:
        for seed in SEEDS:
            random = Random(seed)
            data = random.choice(SAMPLES[:2])
            for mutation in random.choices(list(MUTATIONS.values()), k=2):
                data = mutation(data or b"-", random)
            if data and (reading := read(tmp_path / "report", data)):
                check(reading)

    def test_holds_a_batch_of_a_large_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(dsr_reports, "BATCH", 200)
        peaks = [_peak(tmp_path / "report", blocks) for blocks in (1_000, 4_000)]

        assert peaks[1] < peaks[0] + (1 << 19)


def _peak(path: Path, blocks: int) -> int:
    """The most that Python held while it read a file of so many blocks, in bytes."""
    with path.open("w") as file:
        file.writelines(f"{line}\n" for line in _large(blocks))
    source = Source(path, path.stat().st_size, report=1, received_at=RECEIVED_AT)
    tracemalloc.start()
    try:
        reading = report_files.read(source, lambda *_: None)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        check(reading)


def _large(blocks: int) -> Iterator[str]:
    start = message(summary(TotalUsages=12 * blocks), **FEBRUARY)
    yield from start[:2]
    one, used = resource(BlockId="@"), use(BlockId="@", SalesTransactionId="T@")
    for number in range(1, blocks + 1):
        yield one.replace("@", f"{number}")
        yield used.replace("@", f"{number}")
    total = 2 * blocks + 3
    yield f"FOOT\t{total}\t{total}\t1\t{blocks}\t{blocks}"


@pytest.mark.django_db
class TestTakeIn:
    @pytest.mark.parametrize("mutation", MUTATIONS)
    def test_takes_in_all_or_nothing(self, mutation: str) -> None:
        tool = ToolFactory.create()
        random = Random(f"take in/{mutation}")
        data = MUTATIONS[mutation](SAMPLES[0], random)

        report = work_off(send(tool, data).report)

        assert report.state == "done"
        months = ReportMonth.objects.filter(report=report)
        if report.outcome == "accepted":
            assert sum(month.lines for month in months) == report.lines
        else:
            assert not months.exists()
            assert ReportProblem.objects.filter(report=report).exists()


class TestFindings:
    def test_stay_small_whatever_is_wrong(self, tmp_path: Path) -> None:
        wrong = [f"XX{number:02d}\t{number}" for number in range(99)] * 60

        reading = read(tmp_path / "report", "\n".join([*message(), *wrong]).encode())

        assert isinstance(reading and reading.findings, Findings)
        assert reading
        assert reading.findings.errors > 5_900
        assert len(reading.findings.kept) <= 1_000
