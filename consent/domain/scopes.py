"""What a decision reaches: a work, a tool, a use, territories; an empty part means all."""

from __future__ import annotations

from dataclasses import dataclass

from artistportal.roster.domain.uses import Use

# A use reported for the whole world at once: cleared only where it is cleared in every territory.
WORLDWIDE = "Worldwide"
# Stands for every territory that nobody named.
ELSEWHERE = ""

Territories = frozenset[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """The reach of one decision; None means all."""

    work: int | None = None
    tool: int | None = None
    use: Use | None = None
    territories: Territories | None = None

    def names(self, work: int, tool: int, use: Use) -> bool:
        """Whether the scope holds this work, tool and use, in some territory."""
        return self.work in (None, work) and self.tool in (None, tool) and self.use in (None, use)

    def holds_territory(self, territory: str) -> bool:
        return self.territories is None or territory in self.territories

    def lies_within(self, other: Scope) -> bool:
        """Whether every (work, tool, use, territory) of this scope is one of the other's."""
        return (
            other.work in (None, self.work)
            and other.tool in (None, self.tool)
            and other.use in (None, self.use)
            and _lie_within(self.territories, other.territories)
        )

    def meet(self, other: Scope) -> Scope | None:
        """What lies in both scopes, or None where nothing does."""
        if not self.touches(other):
            return None
        return Scope(
            other.work if self.work is None else self.work,
            other.tool if self.tool is None else self.tool,
            other.use if self.use is None else self.use,
            _shared(self.territories, other.territories),
        )

    def touches(self, other: Scope) -> bool:
        """Whether some (work, tool, use, territory) lies in both scopes."""
        return (
            (self.work is None or other.work in (None, self.work))
            and (self.tool is None or other.tool in (None, self.tool))
            and (self.use is None or other.use in (None, self.use))
            and _touch(self.territories, other.territories)
        )


def _lie_within(inner: Territories | None, outer: Territories | None) -> bool:
    if outer is None:
        return True
    return inner is not None and inner <= outer


def _touch(one: Territories | None, other: Territories | None) -> bool:
    return one is None or other is None or not one.isdisjoint(other)


def _shared(one: Territories | None, other: Territories | None) -> Territories | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other
