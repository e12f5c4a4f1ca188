"""Proposed shares: who signs, what changes, and files of them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artistportal.roster.domain import split_files, split_proposals, splits
from artistportal.roster.domain.split_files import BadFile
from artistportal.roster.domain.split_proposals import Answer, Standing

SHARES = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 1_000_000), max_size=6)


class TestSigning:
    def test_asks_whoever_would_be_paid_no_longer_and_the_rights_holder(self) -> None:
        signing = split_proposals.signing(
            {"mara": 1_000_000}, {"mara": 500_000, "joe": 500_000}, "l"
        )

        assert signing == {"mara": 1_000_000, "joe": 0, "l": 0}

    @given(SHARES, SHARES, st.sampled_from("abcdef"))
    def test_leaves_nobody_unheard_and_no_share_changed(
        self, proposed: dict[str, int], in_force: dict[str, int], holder: str
    ) -> None:
        signing = split_proposals.signing(proposed, in_force, holder)

        assert split_proposals.unheard(signing, in_force) == []
        assert {party: share for party, share in signing.items() if share} == proposed
        assert holder in signing


class TestChanges:
    def test_compares_share_by_share(self) -> None:
        changes = split_proposals.changes({"mara": 600_000, "joe": 400_000}, {"mara": 1_000_000})

        told = [(each.party, each.before_ppm, each.difference_ppm) for each in changes]
        assert told == [("mara", 1_000_000, -400_000), ("joe", 0, 400_000)]

    def test_has_nothing_to_compare_with_where_no_sheet_is_in_force(self) -> None:
        (change,) = split_proposals.changes({"mara": 1_000_000}, {})

        assert change.before_ppm is None
        assert not change.is_changed

    @given(SHARES, SHARES)
    def test_takes_from_some_what_it_gives_to_others(
        self, proposed: dict[str, int], in_force: dict[str, int]
    ) -> None:
        moved = sum(each.difference_ppm for each in split_proposals.changes(proposed, in_force))

        assert moved == sum(proposed.values()) - sum(in_force.values())


class TestStanding:
    @pytest.mark.parametrize(
        ("in_force", "refused", "withdrawn", "expected"),
        [
            (False, False, False, Standing.OPEN),
            (True, False, False, Standing.SIGNED),
            (False, True, False, Standing.REFUSED),
            (False, False, True, Standing.WITHDRAWN),
        ],
    )
    def test_takes_signatures_only_while_it_is_open(
        self, in_force: bool, refused: bool, withdrawn: bool, expected: Standing
    ) -> None:
        found = split_proposals.standing(
            is_in_force=in_force, is_refused=refused, is_withdrawn=withdrawn
        )

        assert found is expected
        assert (found.refusal == "") is (expected is Standing.OPEN)

    def test_tells_paper_from_a_signature_on_the_site(self) -> None:
        assert split_proposals.answer(is_signed=True, is_refused=False, words="p. 2") is (
            Answer.ON_PAPER
        )
        assert split_proposals.answer(is_signed=True, is_refused=False, words="") is Answer.SIGNED


class TestCheckWhole:
    @pytest.mark.parametrize(
        ("shares", "sentence"),
        [
            ((333_333, 333_333, 333_333), "0.0001 % is missing"),
            ((500_000, 500_001), "0.0001 % is too much"),
        ],
    )
    def test_says_what_is_over_or_missing(self, shares: tuple[int, ...], sentence: str) -> None:
        with pytest.raises(splits.SplitNotWhole, match=sentence):
            splits.check_whole(shares)


class TestRead:
    def test_gathers_the_lines_of_a_work_and_day(self) -> None:
        sheets = split_files.read(
            "isrc;payee;share;from\n"
            "GBAAA2500001;Mara;33,3333;2026-01-01\n"
            "GBAAA2500001;Joe;66.6667 %;2026-01-01\n"
            "GBAAA2500001;Mara;100;2026-05-01\n"
        )

        assert [(sheet.from_date, len(sheet.lines)) for sheet in sheets] == [
            (date(2026, 1, 1), 2),
            (date(2026, 5, 1), 1),
        ]
        assert [line.share_ppm for line in sheets[0].lines] == [333_333, 666_667]
        assert not any(sheet.problem for sheet in sheets)

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            ("GBAAA2500001,Mara,99,2026-01-01", "1 % is missing"),
            ("GBAAA2500001,Mara,200,2026-01-01", "A line of it cannot be read"),
            ("GBAAA2500001,Mara,100,tomorrow", "A line of it cannot be read"),
            ("nonsense,Mara,100,2026-01-01", "A line of it cannot be read"),
            (",Mara,100,2026-01-01", "A line of it cannot be read"),
            ("GBAAA2500001,,100,2026-01-01", "A line of it cannot be read"),
        ],
    )
    def test_says_what_is_wrong_with_a_sheet(self, line: str, problem: str) -> None:
        (sheet,) = split_files.read(f"isrc,payee,share,from\n{line}\n")

        assert problem in sheet.problem

    def test_refuses_a_payee_named_twice(self) -> None:
        (sheet,) = split_files.read(
            "isrc,payee,share,from\nGBAAA2500001,Mara,50,2026-01-01\nGBAAA2500001,mara,50,2026-01-01"
        )

        assert "named twice" in sheet.problem

    @pytest.mark.parametrize(
        "text",
        ["", "isrc,payee\n", "payee,share,from\nMara,100,2026-01-01", 'isrc,payee,share,from\n"'],
        ids=["empty", "columns-missing", "no-work", "unclosed"],
    )
    def test_refuses_what_is_no_such_file(self, text: str) -> None:
        with pytest.raises(BadFile):
            split_files.read(text)

    @given(st.text(max_size=300))
    def test_reads_or_refuses_whatever_comes(self, text: str) -> None:
        try:
            sheets = split_files.read(f"isrc,payee,share,from\n{text}")
        except BadFile:
            return
        assert all(sheet.lines for sheet in sheets)
