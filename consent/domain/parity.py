"""Whether a licence is as good as others of its tool, and the song's side as the recording's. Pure.

Two licences are compared use by use, and only where they pay the same way in the same currency: a
price with a price, a part of the revenue with a part of the revenue. Everything else is not
comparable, and is said to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from artistportal.money import WHOLE_PPM
from artistportal.roster.domain.uses import Use
from consent.domain.payment import PayModel, PoolBasis


class Better(StrEnum):
    """Whether another licence is better for a use."""

    YES = "yes"
    NO = "no"
    NOT_COMPARABLE = "not_comparable"

    @property
    def label(self) -> str:
        return {
            "yes": "Yes, another is better",
            "no": "No, none is better",
            "not_comparable": "Not comparable",
        }[self.value]

    @property
    def look(self) -> str:
        return {"yes": "no", "no": "yes", "not_comparable": "none"}[self.value]


@dataclass(frozen=True, slots=True)
class Position:
    """What one licence pays under the terms on offer."""

    licence: int
    uses: frozenset[Use]
    currency: str
    pay_model: PayModel
    pool_basis: PoolBasis | None = None
    revenue_ppm: int | None = None
    rates_micros: Mapping[Use, int] = field(default_factory=dict)
    recording_ppm: int = 0
    composition_ppm: int = 0
    song_parity_ppm: int | None = None


@dataclass(frozen=True, slots=True)
class Favoured:
    """For one use, whether another licence is better, and which are."""

    use: Use
    better: Better
    licences: tuple[int, ...] = ()
    compared: int = 0

    def sentence(self, as_of: date) -> str:
        """What is so on a day, without anybody's numbers."""
        day = f"{as_of:%-d %b %Y}"
        if self.better is Better.NOT_COMPARABLE:
            return f"On {day} no other licence of this tool pays {self._use} in the same way."
        others = "one other licence" if self.compared == 1 else f"{self.compared} other licences"
        if self.better is Better.NO:
            return f"On {day} none of {others} of this tool pays more for {self._use}."
        return f"On {day} another licence of this tool pays more for {self._use}."

    @property
    def _use(self) -> str:
        return self.use.label.lower()


@dataclass(frozen=True, slots=True)
class SongSide:
    """What the song's side gets for what the recording's side gets, in ppm of it."""

    gets_ppm: int | None
    stated_ppm: int | None

    @property
    def is_short(self) -> bool:
        """Whether it gets less than the terms say it must."""
        if self.gets_ppm is None or self.stated_ppm is None:
            return False
        return self.gets_ppm < self.stated_ppm


def favoured(own: Position, others: Iterable[Position]) -> list[Favoured]:
    """For each use of a licence, whether any of the other licences is better."""
    among = list(others)
    return [_favoured(own, use, among) for use in Use if use in own.uses]


def song_side(position: Position) -> SongSide:
    """The song's part over the recording's, and what the terms state."""
    gets = (
        position.composition_ppm * WHOLE_PPM // position.recording_ppm
        if position.recording_ppm
        else None
    )
    return SongSide(gets, position.song_parity_ppm)


def _favoured(own: Position, use: Use, others: Iterable[Position]) -> Favoured:
    mine = _measure(own, use)
    if mine is None:
        return Favoured(use, Better.NOT_COMPARABLE)
    comparable = [
        (other.licence, theirs[1])
        for other in others
        if (theirs := _measure(other, use)) is not None and theirs[0] == mine[0]
    ]
    if not comparable:
        return Favoured(use, Better.NOT_COMPARABLE)
    better = tuple(sorted(licence for licence, much in comparable if much > mine[1]))
    return Favoured(use, Better.YES if better else Better.NO, better, len(comparable))


def _measure(position: Position, use: Use) -> tuple[tuple[str, ...], int] | None:
    """How the use is paid, and how much of that; None where it has no measure of its own."""
    if use not in position.uses:
        return None
    if position.pay_model is PayModel.PER_USE_RATE:
        rate = position.rates_micros.get(use)
        return None if rate is None else (("rate", position.currency), rate)
    if position.pool_basis is PoolBasis.PCT_REVENUE and position.revenue_ppm is not None:
        return ("revenue", position.pay_model.value), position.revenue_ppm
    return None
