"""DSR messages read: records resolved, amounts booked once, faults told, memory bounded."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from earnings.domain import dsr_messages
from earnings.domain.dsr_messages import Origin, Series
from earnings.domain.dsr_reports import Reader
from earnings.domain.dsr_tables import RECORD_TYPES
from earnings.domain.lines import SCHEMA, check_schema
from earnings.domain.texts import Unreadable

ORIGIN = Origin(report=7, received_at=datetime(2026, 11, 3, tzinfo=UTC))
ISRC = ("USSM19803037", "QZABC2600001")


def row(name: str, **cells: object) -> str:
    """A record of this type with these cells filled."""
    columns = RECORD_TYPES[name].columns[1:]
    assert not set(cells) - set(columns), set(cells) - set(columns)
    return "\t".join([name, *(str(cells.get(column, "")) for column in columns)])


def head(**cells: object) -> str:
    said: dict[str, object] = {
        "MessageVersion": "dsrf/1.4/9/1.5",
        "Profile": "BasicAudioProfile",
        "ProfileVersion": "1.4",
        "MessageId": "M",
        "MessageCreatedDateTime": "2026-11-01T10:00:00Z",
        "FileNumber": 1,
        "NumberOfFiles": 1,
        "UsageStartDate": "2026-10-01",
        "UsageEndDate": "2026-10-31",
        "SenderPartyId": "S",
        "SenderName": "Sender",
    }
    return row("HEAD", **said | cells)


def summary(name: str = "SY01.03", **cells: object) -> str:
    said: dict[str, object] = {
        "SummaryRecordId": 1,
        "CommercialModelType": "AsPerContract",
        "UseType": "UserDefined AIInput",
        "Territory": "DE",
        "TotalUsages": 12,
        "CurrencyOfReporting": "EUR",
        "NetRevenue": "100.00",
    }
    known = RECORD_TYPES[name].columns
    return row(name, **{key: cell for key, cell in said.items() if key in known} | cells)


def resource(name: str = "AS02.04", **cells: object) -> str:
    said: dict[str, object] = {
        "BlockId": 1,
        "ResourceReference": "R1",
        "DspResourceId": "d1",
        "ResourceISRC": ISRC[0],
        "ResourceTitle": "Title",
        "ResourceDisplayArtistName": "Artist",
        "ResourceDuration": "PT3M",
        "ResourceType": "SoundRecording",
    }
    return row(name, **said | cells)


def use(name: str = "SU02.03", **cells: object) -> str:
    said: dict[str, object] = {
        "BlockId": 1,
        "SummaryRecordId": 1,
        "SalesTransactionId": "T1",
        "TransactedResourceReference": "R1",
        "IsRoyaltyBearing": "true",
        "NumberOfStreams": 12,
    }
    known = RECORD_TYPES[name].columns
    return row(name, **{key: cell for key, cell in said.items() if key in known} | cells)


def message(*rows: str, **header: object) -> list[str]:
    """A whole file of these rows, its footer counted."""
    summaries = sum(text.startswith("SY") for text in rows)
    blocks = len({text.split("\t")[1] for text in rows if text[:2] in {"RE", "AS", "MW", "SU"}})
    total = len(rows) + 2
    foot = f"FOOT\t{total}\t{total}\t{summaries}\t{blocks}\t{blocks}"
    return [head(**header), *rows, foot]


def read(lines: list[str], series: Series | None = None) -> tuple[list[dict[str, Any]], Reader]:
    """The archived lines, and the reader with what it found."""
    reader = Reader(ORIGIN, series)
    frame = pl.concat(list(reader.frames(lines)))
    check_schema(frame, SCHEMA)
    return frame.to_dicts(), reader


def errors(reader: Reader) -> list[tuple[int | None, str]]:
    return [(p.line, p.column) for p in reader.findings.in_order() if p.severity == "error"]


class TestReader:
    def test_takes_place_use_and_money_from_the_summary(self) -> None:
        lines, reader = read(message(summary(), resource(), use()))

        assert reader.findings.total == 0
        assert (lines[0]["identifier"], lines[0]["use"]) == (ISRC[0], "reference")
        assert (lines[0]["territory"], lines[0]["currency"]) == ("DE", "EUR")
        assert (lines[0]["quantity"], lines[0]["net_revenue_micros"]) == (12, 100_000_000)
        assert lines[0]["line_id"] == "S:M:T1"
        assert (lines[0]["used_from"], lines[0]["used_until"]) == (
            datetime(2026, 10, 1, tzinfo=UTC),
            datetime(2026, 11, 1, tzinfo=UTC),
        )

    @pytest.mark.parametrize("name", [n for n in RECORD_TYPES if n[:4] in {"SY01", "SY12"}])
    @pytest.mark.parametrize("resources", ["AS01", "AS01.02", "AS01.03", "AS02.03", "AS02.04"])
    @pytest.mark.parametrize("uses", ["SU02.02", "SU02.03"])
    def test_reads_older_versions_alike(self, name: str, resources: str, uses: str) -> None:
        lines, reader = read(message(summary(name), resource(resources), use(uses)))

        assert (reader.findings.total, len(lines)) == (0, 1)
        assert lines[0]["net_revenue_micros"] == 100_000_000

    @pytest.mark.parametrize("name", ["SY02.01", "SY02.03", "SY03.01", "SY05.03"])
    def test_books_the_allocated_part_of_a_summary(self, name: str) -> None:
        allocated = summary(name, AllocatedNetRevenue="40.00")

        lines, reader = read(message(allocated, resource(), use()))

        assert not reader.findings.rejects
        assert lines[0]["net_revenue_micros"] == 40_000_000

    def test_reads_the_days_of_a_sub_period(self) -> None:
        week = {"SubPeriodStartDate": "2026-10-05", "SubPeriodEndDate": "2026-10-11"}

        lines, _ = read(message(summary("SY04.01", **week), resource(), use()))

        assert lines[0]["used_from"].date() == date(2026, 10, 5)
        assert lines[0]["used_until"].date() == date(2026, 10, 12)

    def test_takes_returns_off_sales(self) -> None:
        sale = use("SU01.03", Usages=12, Returns="2.0", SalesUpgrade="false")

        lines, _ = read(message(summary(TotalUsages=10), resource(), sale))

        assert lines[0]["quantity"] == 10

    def test_knows_a_recording_by_its_song_where_it_has_no_code(self) -> None:
        song = row(
            "MW01.03",
            BlockId=1,
            DspMusicalWorkId="w",
            MusicalWorkISWC="T0345246801",
            MusicalWorkTitle="Song",
            ResourceReference="R1",
        )

        lines, _ = read(message(summary(), resource("AS01.03", ResourceISRC=""), song, use()))

        assert lines[0]["identifier"] == "T0345246801"

    def test_reads_a_use_of_a_release_as_one_of_each_recording(self) -> None:
        album = row("RE01.03", BlockId=1, ReleaseReference="A", DspReleaseId="x")
        second = resource(ResourceReference="R2", DspResourceId="d2", ResourceISRC=ISRC[1])
        bought = use(TransactedResourceReference="", TransactedReleaseReference="A")

        lines, reader = read(message(summary(), album, resource(), second, bought))

        assert reader.findings.total == 0
        assert [line["identifier"] for line in lines] == list(ISRC)
        assert [line["net_revenue_micros"] for line in lines] == [100_000_000, None]
        assert [line["line_id"] for line in lines] == ["S:M:T1", "S:M:T1/R2"]

    def test_reads_which_recordings_a_part_of_a_release_holds(self) -> None:
        part = row("RE02", BlockId=1, ReleaseReference="P", UsedResources="R2")
        second = resource(ResourceReference="R2", DspResourceId="d2", ResourceISRC=ISRC[1])
        bought = use(TransactedResourceReference="", TransactedReleaseReference="P")

        lines, _ = read(message(summary(), resource(), second, part, bought))

        assert [line["identifier"] for line in lines] == [ISRC[1]]

    def test_counts_rows_that_bear_no_royalties_and_leaves_them_out(self) -> None:
        free = use(SalesTransactionId="T2", IsRoyaltyBearing="false", NumberOfStreams=5)

        lines, reader = read(message(summary(TotalUsages=17), resource(), use(), free))

        assert [line["quantity"] for line in lines] == [12]
        told = reader.findings.in_order()
        assert [(p.severity, p.line) for p in told] == [("warning", 5)]
        assert told[0].message.startswith("Rows that are not royalty-bearing")

    def test_books_what_rows_state_themselves(self) -> None:
        own = [use("SU03.02", DspResourceId="d1", Usages=6, NetRevenue="2.5")]
        own += [use("SU03.02", DspResourceId="d1", Usages=6, NetRevenue="1", SalesTransactionId=2)]

        lines, reader = read(
            message(
                summary("SY07.01", NetRevenue="3.50"),
                resource(),
                *own,
                Profile="RoyaltyReportingProfile",
            )
        )

        assert reader.findings.total == 0
        assert [line["net_revenue_micros"] for line in lines] == [2_500_000, 1_000_000]

    def test_keeps_uploads_and_amounts_of_controllers_out_of_the_sum(self) -> None:
        upload = row("RU01", BlockId=1, SummaryRecordId=1, DspReleaseId="a|b", Usages="7|5")
        file = message(summary(), resource(), upload, use(), Profile="UGCProfile")

        lines, reader = read(file)

        assert [line["quantity"] for line in lines] == [12]
        assert [p.message for p in reader.findings.in_order()] == [
            "Rows RU01 are kept in the file and not booked: 1."
        ]

    def test_reads_rows_without_blocks(self) -> None:
        single = row(
            "SR02.01",
            SummaryRecordId=1,
            ResourceISRC=ISRC[0],
            ResourceTitle="Title",
            SalesTransactionId="T1",
            NumberOfStreams=12,
        )
        header = head(Profile="BasicAudioProfileSRB")

        lines, reader = read([header, summary(), single, "SRFO\t4\t1"])

        assert reader.findings.total == 0
        assert (lines[0]["identifier"], lines[0]["quantity"]) == (ISRC[0], 12)

    def test_counts_headings_and_empty_lines(self) -> None:
        file = message(summary(), "#AS02.04\tBlockId", "", resource(), use())

        assert read(file)[1].findings.total == 0

    @pytest.mark.parametrize(
        ("rows", "problem"),
        [
            ([summary(), summary(), resource(), use()], (3, "SummaryRecordId")),
            (
                [summary(ParentSummaryRecordId=9, name="SY05.03"), resource(), use()],
                (2, "ParentSummaryRecordId"),
            ),
            ([summary(UseType="OnDemandStream"), resource(), use()], (2, "UseType")),
            ([summary(UseType=""), resource(), use()], (4, "UseType")),
            ([summary(Territory="Germany"), resource(), use()], (2, "Territory")),
            ([summary(NetRevenue="1e400"), resource(), use()], (2, "NetRevenue")),
            ([summary(), resource(), use(SummaryRecordId=2)], (4, "SummaryRecordId")),
            (
                [summary(), resource(), use(TransactedResourceReference="R9")],
                (4, "TransactedResourceReference"),
            ),
            ([summary(), resource(), resource(), use()], (4, "ResourceReference")),
            ([summary(), resource(), use(IsRoyaltyBearing="yes")], (4, "IsRoyaltyBearing")),
            ([summary(), resource(), use("SU01.02", Usages=1, Returns=2)], (4, "Returns")),
            ([summary(), resource(), use("SU03.02", DspResourceId="d1")], (4, "")),
            ([summary(), resource(ResourceTitle="a|b"), use()], (3, "ResourceTitle")),
            ([summary(), resource(), use(), resource(BlockId=2), use(BlockId=1)], (6, "BlockId")),
            ([summary(), f"{resource()}\tmore", use()], (3, "")),
            (["SY02.04\t1", resource(), use()], (2, "")),
            ([summary(), resource(), use(SalesTransactionId="T" * 201)], (4, "SalesTransactionId")),
        ],
    )
    def test_tells_what_is_wrong_and_where(self, rows: list[str], problem: tuple[int, str]) -> None:
        assert problem in errors(read(message(*rows))[1])

    @pytest.mark.parametrize(
        ("header", "column"),
        [
            ({"Profile": "AudioVisualProfile"}, "Profile"),
            ({"UsageEndDate": "2026-13"}, "UsageEndDate"),
            ({"UsageStartDate": "1987"}, "UsageStartDate"),
            ({"UsageEndDate": "2027"}, "UsageEndDate"),
            ({"FileNumber": 2}, "FileNumber"),
            ({"NumberOfFiles": 10**9}, "NumberOfFiles"),
            ({"MessageId": "M" * 201}, "MessageId"),
            ({"SenderPartyId": ""}, "SenderPartyId"),
        ],
    )
    def test_refuses_a_header(self, header: dict[str, object], column: str) -> None:
        _, reader = read(message(summary(), resource(), use(), **header))

        assert (1, column) in errors(reader)

    @pytest.mark.parametrize(
        ("name", "column"),
        [
            ("DSR_S_AITraining_2026-10_DE_1of1_20261101T100000.tsv", None),
            ("DSR_R_S_AITraining_2026-10-01--2026-10-31_DE_20261101T100000.tsv.gz", None),
            ("DSR_S_AITraining_2026-09_DE_1of1_20261101T100000.tsv", "UsageStartDate"),
            ("DSR_S_AITraining_2026-Q4_DE_1of1_20261101T100000.tsv", "UsageStartDate"),
            ("DSR_S_AITraining_2026-10_DE_2of1_20261101T100000.tsv", "FileNumber"),
            ("DSR_PADPIDA1_AITraining_2026-10_DE_20261101T100000.tsv", "SenderPartyId"),
        ],
    )
    def test_compares_the_files_name_with_its_header(self, name: str, column: str | None) -> None:
        reader = Reader(Origin(7, ORIGIN.received_at, file_name=name))

        list(reader.frames(message(summary(), resource(), use())))

        assert {column for _, column in errors(reader)} == ({column} if column else set())

    def test_refuses_more_than_can_be_held(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dsr_messages, "MOST_UNSORTED_BLOCKS", 3)
        rows = [resource(BlockId=number) for number in (4, 3, 2, 1)]

        with pytest.raises(Unreadable, match="not in order"):
            read(message(summary(), *rows))

    def test_keeps_nothing_of_a_cell_that_is_too_long(self) -> None:
        long = "x" * 100_000
        rows = [
            summary(SummaryRecordId=2, UseType=long),
            row("RE02", BlockId=1, ReleaseReference="P", UsedResources=f"R1|{long}"),
            resource(ResourceReference=long),
            long,
            use(IsRoyaltyBearing=long),
        ]

        _, reader = read(message(summary(), resource(), *rows))

        assert len(errors(reader)) >= len(rows)
        assert all(len(problem.value) <= 301 for problem in reader.findings.kept)
        assert list(reader.message.summaries) == ["1"]
        assert not reader.message.block.releases

    def test_forgets_blocks_that_are_numbered_in_order(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(dsr_messages, "MOST_UNSORTED_BLOCKS", 3)
        rows = [resource(BlockId=number) for number in range(1, 9)]

        assert not errors(read(message(summary(TotalUsages=0, NetRevenue=0), *rows))[1])


class TestTheSample:
    def test_is_read_without_a_problem(self) -> None:
        (path,) = (Path(__file__).parents[3] / "docs" / "samples").glob("DSR_*.tsv")
        reader = Reader(Origin(7, ORIGIN.received_at, file_name=path.name))

        frame = pl.concat(list(reader.frames(io.StringIO(path.read_text()))))

        assert reader.findings.total == 0
        assert frame["net_revenue_micros"].to_list() == [100_000_000]
