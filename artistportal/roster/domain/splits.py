"""Shares of a work in parts per million: checked, divided evenly, read and written as per cent."""

from __future__ import annotations

import re
from collections.abc import Iterable

WHOLE_PPM = 1_000_000
PPM_PER_CENT = 10_000

PER_CENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,4}))?\s*%?")


class SplitNotWhole(ValueError):
    """The shares are not all of the work; the sentence says what they add up to."""

    cure = "Change the shares so that they add up to 100 %."


class NotPerCent(ValueError):
    """The text is no share between 0 and 100 per cent with up to four decimals."""

    cure = "Write a number such as 50 or 33.3333."


def check_whole(shares: Iterable[int]) -> None:
    """Raise `SplitNotWhole` unless every share is above zero and the sum is 1,000,000 ppm."""
    listed = list(shares)
    if any(share <= 0 for share in listed):
        raise SplitNotWhole("A share of nothing is no share.")
    missing = WHOLE_PPM - sum(listed)
    if missing:
        much = f"{show_per_cent(abs(missing))} is {'missing' if missing > 0 else 'too much'}"
        raise SplitNotWhole(
            f"The shares add up to {show_per_cent(sum(listed))}, not to 100 %: {much}."
        )


def divide_evenly(parties: int) -> list[int]:
    """Equal shares in ppm that add up to the whole; the first ones take what is left over."""
    share, left_over = divmod(WHOLE_PPM, parties)
    return [share + 1] * left_over + [share] * (parties - left_over)


def parse_per_cent(text: str) -> int:
    """The share in ppm that `text` names in per cent: `33.3333` gives 333,333."""
    found = PER_CENT.fullmatch(text.strip())
    if not found:
        raise NotPerCent(f"“{text[:40]}” is no share in per cent.")
    whole, decimals = found.groups(default="")
    share = int(whole) * PPM_PER_CENT + int(decimals.ljust(4, "0"))
    if not 0 < share <= WHOLE_PPM:
        raise NotPerCent(f"“{text[:40]}” is not above 0 and at most 100 per cent.")
    return share


def show_per_cent(share_ppm: int) -> str:
    """The share as people read it: 333,333 ppm gives `33.3333 %`, 500,000 gives `50 %`."""
    whole, rest = divmod(share_ppm, PPM_PER_CENT)
    decimals = f"{rest:04}".rstrip("0")
    return f"{whole}.{decimals} %" if decimals else f"{whole} %"
