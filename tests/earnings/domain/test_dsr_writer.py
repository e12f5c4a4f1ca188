"""DSR files written: what the reader reads back is what was given, whatever the texts hold."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artistportal.roster.domain.uses import Use
from earnings.domain import dsr_names, dsr_uses, dsr_writer
from earnings.domain.dsr_messages import Origin
from earnings.domain.dsr_reports import Reader
from earnings.domain.dsr_writer import Letterhead, Line, NotWritable, Party, Work

HEAD = Letterhead(
    message_id="M-1",
    created_at=datetime(2026, 11, 1, 10, tzinfo=UTC),
    from_date=date(2026, 10, 1),
    until_date=date(2026, 11, 1),
    sender=Party("PADPIDA2014111801Y", "Tool"),
    recipient=Party("PADPIDA2013020802I", "Platform"),
    service="AITraining",
)
SIGNS = "\\|\t\"'#:é—漢\u2028\x85 aZ0"
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n") | st.sampled_from(SIGNS))
NAME = TEXT.filter(bool).map(lambda text: text[:60])
WORK = st.builds(
    Work,
    key=NAME,
    title=NAME,
    artists=st.lists(NAME, min_size=1, max_size=3).map(tuple),
    isrc=st.sampled_from(["", "USSM19803037", "QZABC2600001"]),
    iswc=st.sampled_from(["", "T0345246801"]),
)
LINES = st.lists(
    st.builds(
        Line,
        work=WORK,
        use=st.sampled_from(Use),
        territory=st.sampled_from(["DE", "Worldwide", "JP"]),
        quantity=st.integers(0, 10**12),
        net_revenue_micros=st.integers(-(10**12), 10**15),
    ),
    max_size=8,
)


def read(head: Letterhead, lines: list[Line]) -> tuple[pl.DataFrame, Reader]:
    name = dsr_writer.file_name(head, lines)
    reader = Reader(Origin(1, datetime(2026, 11, 3, tzinfo=UTC), file_name=name))
    frame = pl.concat(list(reader.frames(dsr_writer.write(head, lines))))
    return frame, reader


def facts(line: Line) -> tuple[object, ...]:
    work = line.work
    return (
        work.isrc or work.iswc,
        work.title,
        ", ".join(work.artists)[:300],
        line.use.value,
        line.territory,
        line.quantity,
    )


def assert_reads_back(lines: list[Line]) -> None:
    frame, reader = read(HEAD, lines)

    assert not reader.findings.rejects
    columns = ["identifier", "title", "artist", "use", "territory", "quantity"]
    assert sorted(frame.select(columns).iter_rows()) == sorted(map(facts, lines))
    revenue: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        revenue[line.use.value, line.territory] += line.net_revenue_micros
    for use, territory, micros in frame.select(
        "use", "territory", "net_revenue_micros"
    ).iter_rows():
        revenue[use, territory] -= micros or 0
    assert not any(revenue.values())


class TestWrite:
    @given(LINES)
    @settings(max_examples=60, derandomize=True)
    def test_is_read_back_as_it_was_given(self, lines: list[Line]) -> None:
        assert_reads_back(lines)

    def test_is_read_back_with_20_000_works_of_odd_texts(self) -> None:
        random = Random(1887)

        def text() -> str:
            return "".join(random.choices(SIGNS, k=random.randrange(1, 12)))

        assert_reads_back(
            [
                Line(
                    Work(f"{number}", text(), (text(), text()), isrc=f"QZABC26{number:05d}"),
                    random.choice(list(Use)),
                    random.choice(["DE", "Worldwide"]),
                    random.randrange(1000),
                    random.randrange(10**9),
                )
                for number in range(20_000)
            ]
        )

    def test_turns_a_line_feed_into_a_space(self) -> None:
        work = Work("k", "two\r\nlines", ("one\nartist",), isrc="USSM19803037")

        frame, _ = read(HEAD, [Line(work, Use.TRAINING, "DE", 1)])

        assert (frame["title"][0], frame["artist"][0]) == ("two  lines", "one artist")

    @pytest.mark.parametrize(
        "line",
        [
            Line(Work("k", "", ("a",)), Use.TRAINING, "DE", 1),
            Line(Work("k", "t", ()), Use.TRAINING, "DE", 1),
            Line(Work("k", "t", ("a",)), Use.TRAINING, "DE", -1),
        ],
    )
    def test_refuses_what_would_not_be_read(self, line: Line) -> None:
        with pytest.raises(NotWritable):
            list(dsr_writer.write(HEAD, [line]))


class TestFileName:
    def test_is_formed_as_the_standard_says(self) -> None:
        assert dsr_writer.file_name(HEAD, []) == (
            "DSR_PADPIDA2013020802I_PADPIDA2014111801Y_AITraining_2026-10_Worldwide_1of1"
            "_20261101T100000.tsv"
        )

    @given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 800))
    @settings(derandomize=True)
    def test_says_the_period_exactly(self, first: date, days: int) -> None:
        until = date.fromordinal(first.toordinal() + days)

        assert dsr_names.days_of(dsr_names.period_of(first, until)) == (first, until)


class TestUseType:
    @pytest.mark.parametrize("use", Use)
    def test_is_read_back(self, use: Use) -> None:
        assert dsr_uses.written(use).startswith("UserDefined ")
        assert dsr_uses.read(dsr_uses.written(use)) is use
