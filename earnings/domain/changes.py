"""How an amount stands against an earlier one, in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """A figure, the figure it is set against, and what to say of the two."""

    now: int
    before: int

    @property
    def difference(self) -> int:
        return self.now - self.before

    @property
    def direction(self) -> str:
        """`up`, `down` or `same`."""
        if self.difference == 0:
            return "same"
        return "up" if self.difference > 0 else "down"

    @property
    def words(self) -> str:
        """The change as people say it: `up 12.5%`, `down 3%`, `new`, `unchanged`."""
        if self.direction == "same":
            return "unchanged"
        if self.before <= 0:
            return "new" if self.before == 0 else self.direction
        return f"{self.direction} {self._percent}%"

    @property
    def _percent(self) -> str:
        """The size of the change against what was before, rounded half up to a tenth."""
        tenths = (abs(self.difference) * 2000 // self.before + 1) // 2
        whole, tenth = divmod(tenths, 10)
        return f"{whole:,}.{tenth}" if tenth else f"{whole:,}"


def share_ppm(part: int, whole: int) -> int | None:
    """The part of a whole in parts per million, rounded down; nothing has no parts."""
    return part * 1_000_000 // whole if whole > 0 else None
