"""Shares: nothing is lost, and per cent reads back what it wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artistportal.roster.domain import splits


class TestDivideEvenly:
    @given(st.integers(1, 5_000))
    def test_loses_nothing_and_differs_by_one_at_most(self, parties: int) -> None:
        shares = splits.divide_evenly(parties)

        splits.check_whole(shares)
        assert len(shares) == parties
        assert max(shares) - min(shares) <= 1


class TestCheckWhole:
    @given(st.lists(st.integers(1, splits.WHOLE_PPM), min_size=1, max_size=5))
    def test_takes_only_the_whole(self, shares: list[int]) -> None:
        if sum(shares) == splits.WHOLE_PPM:
            splits.check_whole(shares)
            return
        with pytest.raises(splits.SplitNotWhole):
            splits.check_whole(shares)

    def test_says_what_the_shares_add_up_to(self) -> None:
        with pytest.raises(splits.SplitNotWhole, match=r"99\.5 %, not to 100 %"):
            splits.check_whole([500_000, 495_000])

    @pytest.mark.parametrize("shares", [[1_000_000, 0], [1_500_000, -500_000]])
    def test_refuses_a_share_of_nothing_or_less(self, shares: list[int]) -> None:
        with pytest.raises(splits.SplitNotWhole):
            splits.check_whole(shares)


class TestPerCent:
    @given(st.integers(1, splits.WHOLE_PPM))
    def test_reads_back_what_it_wrote(self, share_ppm: int) -> None:
        assert splits.parse_per_cent(splits.show_per_cent(share_ppm)) == share_ppm

    @pytest.mark.parametrize(
        ("text", "share_ppm"), [("50", 500_000), ("33,3333", 333_333), ("12.5%", 125_000)]
    )
    def test_reads_what_people_write(self, text: str, share_ppm: int) -> None:
        assert splits.parse_per_cent(text) == share_ppm

    @pytest.mark.parametrize("text", ["", "0", "100.0001", "-5", "half", "1e2", "33.33333", "٥٠"])
    def test_refuses_what_is_no_share(self, text: str) -> None:
        with pytest.raises(splits.NotPerCent):
            splits.parse_per_cent(text)
