"""Works as people name them: pasted, one a line or many, or as a file from a spreadsheet."""

from __future__ import annotations

import pytest

from consent.domain import named_works

VOICE = "50c900ab-5d3d-49a7-9e8a-75435fc68ac9"


def names(text: str) -> list[tuple[str, str]]:
    return [(each.scheme, each.value) for each in named_works.read(text)]


class TestRead:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("USSM19803037", [("ISRC", "USSM19803037")]),
            ("ISRC:US-SM1-98-03037\n", [("ISRC", "USSM19803037")]),
            ("TWA530887157", [("ISRC", "TWA530887157")]),
            ("T-034.524.680-1", [("ISWC", "T0345246801")]),
            ("ISWC:T0345246801", [("ISWC", "T0345246801")]),
            (f"VOICE:{VOICE}", [("VOICE", VOICE)]),
            (f"recording: {VOICE.upper()}", [("RECORDING", VOICE)]),
            ("USSM19803037, GBAAA2500001", [("ISRC", "USSM19803037"), ("ISRC", "GBAAA2500001")]),
            ("\ufeffisrc;title\nUSSM19803037;One", [("ISRC", "USSM19803037")]),
            ("title\tisrc\nOne\tUSSM19803037\n\n", [("ISRC", "USSM19803037")]),
            ("", []),
        ],
    )
    def test_finds_every_name(self, text: str, found: list[tuple[str, str]]) -> None:
        assert names(text) == found

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("nonsense", "“nonsense” is not an ISRC"),
            ("T0345246802", "its last character does not fit"),
            ("VOICE:12", "is no work's number"),
        ],
    )
    def test_says_what_is_no_name_and_on_which_line(self, text: str, told: str) -> None:
        (named,) = named_works.read(f"\n{text}")

        assert told in named.problem
        assert named.line == 2
