"""Identifiers: real numbers of the field, near misses, and laws that hold for any text."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artistportal.roster.domain import identifiers

Parse = Callable[[str], str]

PARSERS = [
    identifiers.parse_isrc,
    identifiers.parse_iswc,
    identifiers.parse_isni,
    identifiers.parse_ipi,
    identifiers.parse_dpid,
]
SCHEMES = [
    (identifiers.parse_isrc, identifiers.show_isrc, "USSM19803037", "US-SM1-98-03037"),
    (identifiers.parse_iswc, identifiers.show_iswc, "T0345246801", "T-034.524.680-1"),
    (identifiers.parse_isni, identifiers.show_isni, "000000012281955X", "0000 0001 2281 955X"),
    (identifiers.parse_ipi, identifiers.show_ipi, "00052210040", "00052210040"),
    (identifiers.parse_dpid, identifiers.show_dpid, "PADPIDA2014111801Y", "PA-DPIDA-2014111801-Y"),
]


@pytest.mark.parametrize(("parse", "show", "stored", "shown"), SCHEMES)
class TestEveryScheme:
    def test_stored_form_stands(self, parse: Parse, show: Parse, stored: str, shown: str) -> None:
        assert parse(stored) == stored

    def test_shown_form_reads_back(
        self, parse: Parse, show: Parse, stored: str, shown: str
    ) -> None:
        assert show(stored) == shown
        assert parse(shown) == stored

    def test_forgives_case_blanks_and_dashes_of_a_word_processor(
        self, parse: Parse, show: Parse, stored: str, shown: str
    ) -> None:
        typed = "\u00a0" + shown.lower().replace("-", "\u2013") + " \n"

        assert parse(typed) == stored

    def test_refuses_one_character_too_many(
        self, parse: Parse, show: Parse, stored: str, shown: str
    ) -> None:
        with pytest.raises(identifiers.InvalidIdentifier):
            parse(stored + "7")


@pytest.mark.parametrize("parse", PARSERS)
class TestAnyText:
    @given(text=st.text(max_size=30))
    def test_either_gives_a_stable_form_or_says_why_not(self, parse: Parse, text: str) -> None:
        try:
            outcome = parse(text)
        except identifiers.InvalidIdentifier as refusal:
            outcome = refusal.sentence

        assert outcome.endswith(".") or (parse(outcome) == outcome and outcome.isascii())

    def test_refuses_an_empty_text(self, parse: Parse) -> None:
        with pytest.raises(identifiers.InvalidIdentifier):
            parse("")

    def test_quotes_only_the_start_of_a_hostile_text(self, parse: Parse) -> None:
        with pytest.raises(identifiers.InvalidIdentifier) as refusal:
            parse("<script>" * 10_000)

        assert len(str(refusal.value)) < 250

    def test_refuses_digits_of_another_script(self, parse: Parse) -> None:
        with pytest.raises(identifiers.InvalidIdentifier):
            parse("USSM1\u0669\u0668\u0660\u0663\u0660\u0663\u0667")


class TestParseIsrc:
    @pytest.mark.parametrize(
        "text", ["ISRC US-SM1-98-03037", "isrc:ussm19803037", "US SM1 98 03037"]
    )
    def test_drops_the_scheme_and_separators(self, text: str) -> None:
        assert identifiers.parse_isrc(text) == "USSM19803037"

    def test_keeps_an_icelandic_isrc_that_begins_like_the_scheme(self) -> None:
        assert identifiers.parse_isrc("IS-RC1-20-12345") == "ISRC12012345"

    @pytest.mark.parametrize(
        "text", ["1SSM19803037", "USSM1980303", "USSM1980303O", "US_M19803037"]
    )
    def test_refuses_what_has_another_form(self, text: str) -> None:
        with pytest.raises(identifiers.InvalidIdentifier, match="not an ISRC: it takes 2 letters"):
            identifiers.parse_isrc(text)

    @given(st.from_regex(identifiers.ISRC_PATTERN, fullmatch=True).map(str.strip))
    def test_takes_whatever_fits_the_pattern(self, isrc: str) -> None:
        assert identifiers.parse_isrc(identifiers.show_isrc(isrc)) == isrc


class TestIsrcWarning:
    def test_is_silent_for_a_known_prefix(self) -> None:
        assert identifiers.isrc_warning("USSM19803037") is None

    def test_names_a_prefix_that_nobody_has(self) -> None:
        assert "AA" in (identifiers.isrc_warning("AA6Q72000047") or "")


class TestParseIswc:
    @given(st.integers(0, 999_999_999))
    def test_exactly_one_check_digit_fits(self, number: int) -> None:
        fitting = [c for c in "0123456789" if _is_taken(identifiers.parse_iswc, f"T{number:09}{c}")]

        assert len(fitting) == 1

    def test_says_that_the_check_digit_is_wrong(self) -> None:
        with pytest.raises(identifiers.InvalidIdentifier, match="last character does not fit"):
            identifiers.parse_iswc("T-034.524.680-2")


class TestParseIsni:
    def test_says_that_the_check_digit_is_wrong(self) -> None:
        with pytest.raises(identifiers.InvalidIdentifier, match="last character does not fit"):
            identifiers.parse_isni("0000 0001 2281 9550")


class TestParseIpi:
    @pytest.mark.parametrize("text", ["52210040", "IPI 52210040", "000.52.21.00.40"])
    def test_puts_back_the_zeros_that_a_spreadsheet_dropped(self, text: str) -> None:
        assert identifiers.parse_ipi(text) == "00052210040"

    @given(st.integers(1, 999_999_999))
    def test_exactly_one_pair_of_check_digits_fits(self, number: int) -> None:
        fitting = [c for c in range(100) if _is_taken(identifiers.parse_ipi, f"{number:09}{c:02}")]

        assert len(fitting) == 1

    def test_refuses_nothing_but_zeros(self) -> None:
        with pytest.raises(identifiers.InvalidIdentifier):
            identifiers.parse_ipi("00000000000")


class TestDpidWarning:
    def test_is_silent_when_the_last_character_fits(self) -> None:
        assert identifiers.dpid_warning("PADPIDA3897722461G") is None

    def test_takes_the_fixture_of_ddex_and_says_that_it_does_not_fit(self) -> None:
        dpid = identifiers.parse_dpid("PADPIDA2014999999Z")

        assert "does not fit" in (identifiers.dpid_warning(dpid) or "")


class TestPatterns:
    @pytest.mark.parametrize(
        ("pattern", "stored"),
        [
            (identifiers.ISRC_PATTERN, "USSM19803037"),
            (identifiers.ISWC_PATTERN, "T0345246801"),
            (identifiers.ISNI_PATTERN, "000000012281955X"),
            (identifiers.IPI_PATTERN, "00052210040"),
            (identifiers.DPID_PATTERN, "PADPIDA2014111801Y"),
        ],
    )
    def test_match_what_is_stored(self, pattern: str, stored: str) -> None:
        assert re.match(pattern, stored)


def _is_taken(parse: Parse, text: str) -> bool:
    try:
        parse(text)
    except identifiers.InvalidIdentifier:
        return False
    return True
