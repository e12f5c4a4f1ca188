"""From gross to net, step by step: where each bar of the drawing begins and ends. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a step does: it is a sum, it takes away, or it gives back."""

    SUM = ("What there is", 1)
    TAKEN = ("Taken or kept back", 2)
    GIVEN = ("Given back", 3)

    @property
    def label(self) -> str:
        return str(self.value[0])

    @property
    def colour(self) -> int:
        return int(self.value[1])


@dataclass(frozen=True, slots=True)
class Step:
    """One amount on the way, negative where it takes away; a sum stands for itself."""

    name: str
    micros: int
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A step with the amounts between which its bar lies."""

    name: str
    kind: Kind
    start_micros: int
    end_micros: int


def spans(steps: Sequence[Step]) -> tuple[Span, ...]:
    """Each step begins where the last one ended; a sum begins at zero."""
    found: list[Span] = []
    at = 0
    for step in steps:
        start = 0 if step.is_sum else at
        at = step.micros if step.is_sum else at + step.micros
        change = Kind.TAKEN if step.micros < 0 else Kind.GIVEN
        found.append(Span(step.name, Kind.SUM if step.is_sum else change, start, at))
    return tuple(found)
