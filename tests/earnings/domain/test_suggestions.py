"""Suggestions: what is alike, what is one slip away, and which comes first."""

from __future__ import annotations

import pytest

from artistportal.roster.domain import identifiers
from earnings.domain import suggestions
from earnings.domain.suggestions import Candidate, Candidates, Reported

ISWC = "T0345246801"


class TestNormalised:
    @pytest.mark.parametrize(
        ("text", "plain"),
        [
            ("Harbour Lights", "harbour lights"),
            ("  HARBOUR—lights! ", "harbour lights"),
            ("Déjà Vu (Radio Edit)", "deja vu"),
            ("The Harbour feat. Ana", "harbour"),
            ("Harbour - 2019 Remaster", "harbour"),
            ("(Everything)", "everything"),
            ("夜明け", "夜明け"),
            ("", ""),
        ],
    )
    def test_keeps_what_two_spellings_share(self, text: str, plain: str) -> None:
        assert suggestions.normalised(text) == suggestions.normalised(plain)
        assert suggestions.normalised(plain) == plain


class TestSlips:
    def test_are_isrcs_with_one_other_character_or_two_neighbours_changed_over(self) -> None:
        found = suggestions.slips("GBFAC2500012")

        assert {"GBFAC2500013", "GBFAC2500021", "BGFAC2500012", "GBF1C2500012"} <= found
        assert "GBFAC2500012" not in found
        assert len(found) < 500
        assert all(identifiers.parse_isrc(isrc) == isrc for isrc in found)

    def test_are_iswcs_whose_last_digit_fits(self) -> None:
        found = suggestions.slips(ISWC)

        assert all(identifiers.parse_iswc(iswc) == iswc for iswc in found)
        assert len(found) < 30

    def test_are_none_of_what_is_no_identifier(self) -> None:
        assert suggestions.slips("3f8e5c1e-0000-4000-8000-000000000000") == frozenset()


class TestSuggest:
    HARBOUR = Candidate(1, "Harbour Lights", ("Ana Lind",), "GBFAC2500012")

    def test_puts_the_slip_with_the_same_title_first(self) -> None:
        alike = Candidate(2, "Harbour Light", ("Ana Lind",), "GBFAC2599999")
        reported = Reported("GBFAC2500013", "HARBOUR LIGHTS (feat. Ben)", "Ana Lind")

        found = suggestions.suggest(reported, Candidates([alike, self.HARBOUR]))

        assert [suggestion.work for suggestion in found] == [1, 2]
        assert found[0].reason == (
            "An ISRC that differs in one character, the same title, the same artist."
        )
        assert found[1].reason == "A similar title (96 %), the same artist."

    def test_passes_over_the_same_title_by_somebody_else(self) -> None:
        reported = Reported("GBZZZ2600001", "Harbour Lights", "Somebody Quite Different")

        assert suggestions.suggest(reported, Candidates([self.HARBOUR])) == []

    def test_takes_a_title_without_an_artist_for_a_weak_trace(self) -> None:
        (found,) = suggestions.suggest(
            Reported("X", "Harbour Lights", ""), Candidates([self.HARBOUR])
        )

        assert (found.score, found.reason) == (50, "The same title.")

    def test_tells_characters_changed_over(self) -> None:
        (found,) = suggestions.suggest(Reported("GBFAC2500021", "", ""), Candidates([self.HARBOUR]))

        assert found.reason == "An ISRC with two neighbouring characters changed over."

    def test_has_an_end(self) -> None:
        many = [Candidate(n, "Harbour Lights", ("Ana Lind",), f"GBFAC26{n:05}") for n in range(9)]

        found = suggestions.suggest(Reported("X", "Harbour Lights", "Ana Lind"), Candidates(many))

        assert [suggestion.work for suggestion in found] == [0, 1, 2]
