"""Changes in words, and shares."""

from __future__ import annotations

import pytest

from earnings.domain import changes
from earnings.domain.changes import Change


class TestWords:
    @pytest.mark.parametrize(
        ("now", "before", "words"),
        [
            (1125, 1000, "up 12.5%"),
            (970, 1000, "down 3%"),
            (1000, 1000, "unchanged"),
            (5, 0, "new"),
            (0, 5, "down 100%"),
            (5, -5, "up"),
            (10_000, 3, "up 333,233.3%"),
        ],
    )
    def test_say_the_change_as_people_do(self, now: int, before: int, words: str) -> None:
        assert Change(now, before).words == words


class TestShare:
    @pytest.mark.parametrize(
        ("part", "whole", "ppm"), [(1, 3, 333_333), (2, 2, 1_000_000), (1, 0, None)]
    )
    def test_is_in_parts_per_million(self, part: int, whole: int, ppm: int | None) -> None:
        assert changes.share_ppm(part, whole) == ppm
