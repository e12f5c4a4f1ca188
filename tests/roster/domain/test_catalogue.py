"""Catalogue files: what is read, what is refused where, and that no bytes make it fall over."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from artistportal.roster.domain import catalogue
from artistportal.roster.domain.catalogue_cells import CreditEntry, Party, SplitEntry
from artistportal.roster.domain.credits import AiPart
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import WorkKind

HEADER = ",".join(catalogue.COLUMNS)
RECORDING = (
    "recording,Salt Roads,Harbour,GB-AAA-25-00001,,HB-1,T-034.524.680-1,"
    '"Mara Lind: main artist, vocalist, consent | Joe Kahn [IPI 52210040]: producer",'
    "Mara Lind: 60 | Joe Kahn: 40,2026-01-01"
)


def file_of(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines]).encode()


def problems_of(*lines: str, header: str = HEADER) -> list[tuple[int, str, str]]:
    problems = catalogue.read(file_of(*lines, header=header)).problems
    assert all(problem.cure for problem in problems)
    return [(problem.line, problem.column, problem.sentence) for problem in problems]


class TestRead:
    def test_gives_a_row_with_everything_in_its_stored_form(self) -> None:
        (row,) = catalogue.read(file_of(RECORDING)).rows

        assert row == catalogue.CatalogueRow(
            line=2,
            kind=WorkKind.RECORDING,
            title="Salt Roads",
            release_title="Harbour",
            isrc="GBAAA2500001",
            reference="HB-1",
            compositions=("T0345246801",),
            credits=(
                CreditEntry(
                    Party("Mara Lind"), (CreditRole.MAIN_ARTIST, CreditRole.VOCALIST), True
                ),
                CreditEntry(Party("Joe Kahn", ipi="00052210040"), (CreditRole.PRODUCER,), False),
            ),
            splits=(
                SplitEntry(Party("Mara Lind"), 600_000),
                SplitEntry(Party("Joe Kahn"), 400_000),
            ),
            splits_from=date(2026, 1, 1),
        )

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_takes_every_usual_separator_and_a_byte_order_mark(self, delimiter: str) -> None:
        header = delimiter.join(["Kind", "Title", "ISRC", "Credits"])
        line = delimiter.join(
            ["Recording", '"Quoted, ; and\ttabbed"', "GBAAA2500001", "Mara Lind: vocalist"]
        )

        read = catalogue.read(b"\xef\xbb\xbf" + f"{header}\r\n{line}\r\n".encode())

        assert not read.problems
        assert read.rows[0].title == "Quoted, ; and tabbed"

    @pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
    def test_takes_the_line_ends_of_every_system(self, line_end: str) -> None:
        data = line_end.join([HEADER, RECORDING, ""]).encode()

        assert [row.line for row in catalogue.read(data).rows] == [2]

    def test_counts_lines_as_an_editor_does(self) -> None:
        read = catalogue.read(
            file_of('recording,"Two\nlines",,GBAAA2500001,,,,A: vocalist', "", "tape,X,,,,,,")
        )

        assert [problem.line for problem in read.problems] == [5]

    def test_tells_every_problem_at_once(self) -> None:
        assert len(problems_of("tape,X,,nonsense,,,,Mara: singer", "recording,,,,,,,")) == 5

    def test_divides_evenly_among_payees_without_shares(self) -> None:
        line = "composition,Salt,,,T-034.524.680-1,,,A: writer,A | B | C,2026-01-01"

        (row,) = catalogue.read(file_of(line)).rows

        assert [entry.share_ppm for entry in row.splits] == [333_334, 333_333, 333_333]

    def test_warns_of_a_work_that_can_never_be_cleared(self) -> None:
        read = catalogue.read(file_of("recording,Salt,,GBAAA2500001,,,,A: vocalist"))

        assert not read.problems
        assert "no use of this work can be cleared" in read.warnings[0].sentence

    def test_names_a_column_that_it_does_not_use(self) -> None:
        header = f"{HEADER},genre"

        read = catalogue.read(file_of(RECORDING + ",folk", header=header))

        assert read.warnings[0].column == "genre"

    @given(st.binary(max_size=400))
    @example(b"\r\x01")
    def test_never_falls_over_on_any_bytes(self, data: bytes) -> None:
        read = catalogue.read(data)

        assert read.problems or not read.rows

    @given(st.lists(st.lists(st.text(max_size=20), min_size=1, max_size=12), max_size=6))
    def test_never_falls_over_on_any_cells(self, cells: list[list[str]]) -> None:
        lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in cells]

        catalogue.read(file_of(*lines).replace(b"\x00", b""))


class TestAi:
    HEADER = "kind,title,reference,credits,contains_ai,ai_contributions"
    CREDITS = '"Mara Lind: main artist, writer, consent | Joe Kahn: producer"'

    def read(self, contains_ai: str, contributions: str) -> catalogue.Catalogue:
        line = f'recording,X,R1,{self.CREDITS},{contains_ai},"{contributions}"'
        return catalogue.read(file_of(line, header=self.HEADER))

    def test_reads_what_ai_made_of_the_work_and_of_each_credit(self) -> None:
        (row,) = self.read("Partly", "Mara Lind: writer partly | Joe Kahn: producer all").rows

        assert row.contains_ai is AiPart.PARTLY
        assert row.ai_part(Party("Mara Lind"), CreditRole.WRITER) is AiPart.PARTLY
        assert row.ai_part(Party("Joe Kahn"), CreditRole.PRODUCER) is AiPart.ALL
        assert row.ai_part(Party("Mara Lind"), CreditRole.MAIN_ARTIST) is None

    @pytest.mark.parametrize(
        ("contains_ai", "contributions", "column"),
        [
            ("some", "", "contains_ai"),
            ("", "Mara Lind: writer much", "ai_contributions"),
            ("", "Mara Lind: singer all", "ai_contributions"),
            ("", "Mara Lind", "ai_contributions"),
            ("", "Joe Kahn: writer all", "ai_contributions"),
            ("", "Ola Brandt: writer all", "ai_contributions"),
        ],
    )
    def test_refuses_what_it_cannot_place(
        self, contains_ai: str, contributions: str, column: str
    ) -> None:
        (problem,) = self.read(contains_ai, contributions).problems

        assert problem.column == column
        assert problem.cure

    @pytest.mark.parametrize(
        ("contains_ai", "contributions", "warned"),
        [
            ("none", "Joe Kahn: producer partly", True),
            ("none", "Joe Kahn: producer none", False),
            ("all", "Joe Kahn: producer all", True),
            ("all", "Joe Kahn: producer all | Mara Lind: writer all", False),
            ("partly", "Joe Kahn: producer all", False),
            ("", "Joe Kahn: producer all", False),
        ],
    )
    def test_warns_of_what_ddex_forbids_to_say_together(
        self, contains_ai: str, contributions: str, warned: bool
    ) -> None:
        read = self.read(contains_ai, contributions)

        assert [each.column for each in read.warnings] == ["contains_ai"] * warned


class TestProblems:
    @pytest.mark.parametrize(
        ("line", "column", "sentence"),
        [
            ("tape,X,,,,R1,,A: vocalist", "kind", "That is no kind of work."),
            ("recording,,,GBAAA2500001,,,,A: vocalist", "title", "The title is missing."),
            ("recording,X,,,,,,A: vocalist", "isrc", "Nothing tells this work from others."),
            ("recording,X,,,T0345246801,R1,,A: vocalist", "iswc", "An ISWC names a composition."),
            ("composition,X,,GBAAA2500001,,,,A: writer", "isrc", "An ISRC names a recording."),
            ("composition,X,,,T0345246802,,,A: writer", "iswc", "does not fit the others."),
            ("composition,X,,,,R1,R2,A: writer", "compositions", "A composition has none in it."),
            ("recording,X,,,,R1,T-123,A: vocalist", "compositions", "is not an ISWC"),
            ("recording,X,,,,R1,,A", "credits", "An artist has no role."),
            ("recording,X,,,,R1,,A: consent", "credits", "An artist has no role."),
            ("recording,X,,,,R1,,A: singer", "credits", "“singer” is no role."),
            ("recording,X,,,,R1,,A: voice", "credits", "The role voice belongs to a voice."),
            ("recording,X,,,,R1,,A [ISNI 1]: vocalist", "credits", "is not an ISNI"),
            ("recording,X,,,,R1,,A [X 1]: vocalist", "credits", "no identifier that we know"),
            ("recording,X,,,,R1,,A [: vocalist", "credits", "brackets do not match"),
            ("recording,X,,,,R1,,A: vocalist | A: producer", "credits", "A is named twice."),
            ("recording,X,,,,R1,,A: vocalist,A: 50 | B: 40,2026-01-01", "splits", "90 %, not"),
            ("recording,X,,,,R1,,A: vocalist,A: 50 | B,2026-01-01", "splits", "some have none"),
            ("recording,X,,,,R1,,A: vocalist,A: 100", "splits_from", "is missing."),
            ("recording,X,,,,R1,,A: vocalist,,2026-01-01", "splits", "There is a day but no"),
            ("recording,X,,,,R1,,A: vocalist,A: 100,01/02/2026", "splits_from", "is no date."),
            ("voice,,,,,,,A: voice | B: voice", "credits", "A voice is one person's."),
            ("voice,,,,,R1,,A: voice", "reference", "A voice is known by its person."),
            ("recording,X,,,,R1,,A: vocalist,,,,,,too,many", "", "The line has 15 cells"),
        ],
    )
    def test_name_line_column_and_what_is_wrong(
        self, line: str, column: str, sentence: str
    ) -> None:
        problems = problems_of(line)

        assert len(problems) == 1
        assert problems[0][:2] == (2, column)
        assert sentence in problems[0][2]

    def test_tell_which_line_describes_the_same_work(self) -> None:
        line = "recording,X,,GBAAA2500001,,,,A: vocalist"

        assert problems_of(line, line) == [(3, "isrc", "Line 2 describes the same work.")]

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"", "The first line is empty."),
            (b"kind,title\n", "This column is missing."),
            (b"kind,title,credits,title\n", "This column is there twice."),
            ("kind,title,credits\n".encode("utf-16"), "The file is in UTF-16."),
            ("kind,title,credits\nrecording,Blåst,A: vocalist".encode("latin-1"), "not in UTF-8"),
            (b"kind,title,credits\nPK\x03\x04\x00", "This is no text file."),
            (b'kind,title,credits\nrecording,"open', "The line cannot be read"),
            (b"kind,title,credits\nrecording," + b"x" * 200_000, "The line cannot be read"),
        ],
    )
    def test_refuse_a_file_that_is_no_catalogue(self, data: bytes, sentence: str) -> None:
        (problem,) = catalogue.read(data).problems

        assert sentence in problem.sentence

    def test_refuse_what_would_fool_the_eye(self) -> None:
        line = "recording,Salt\u202eRoads,,GBAAA2500001,,,,A: vocalist"

        assert problems_of(line)[0][1] == "title"

    def test_refuse_more_rows_than_anybody_has(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(catalogue, "MOST_ROWS", 1)

        assert problems_of(RECORDING, RECORDING)[0][2] == "The file has more than 1 rows."
