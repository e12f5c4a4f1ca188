"""What was agreed beforehand: licences with their terms, and mandates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from artistportal.roster.domain.uses import Use, WorkKind


@dataclass(frozen=True, slots=True)
class Terms:
    """One numbered version of a licence's terms."""

    id: int
    licence: int
    number: int
    offered_at: datetime
    is_material: bool = False
    notice: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Licence:
    """An agreement between a tool and the organisation that licenses works.

    No territories (None) means all. In force from `from_at`; `until_at` itself is outside.
    """

    id: int
    number: int
    tool: int
    organisation: int
    uses: frozenset[Use]
    from_at: datetime
    until_at: datetime | None = None
    territories: frozenset[str] | None = None
    terms: tuple[Terms, ...] = ()

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"L-{self.number:04d}"

    def has_begun(self, at: datetime) -> bool:
        return self.from_at <= at

    def has_ended(self, at: datetime) -> bool:
        return self.until_at is not None and self.until_at <= at

    def in_force(self, at: datetime) -> bool:
        return self.has_begun(at) and not self.has_ended(at)

    def holds_territory(self, territory: str) -> bool:
        return self.territories is None or territory in self.territories

    def lapses_at(self, terms: Terms) -> datetime | None:
        """When a materially different later version was first offered, if ever."""
        return min(
            (t.offered_at for t in self.terms if t.is_material and t.number > terms.number),
            default=None,
        )

    def current_terms(self, at: datetime) -> Terms | None:
        """The newest version on offer at that moment."""
        offered = [t for t in self.terms if t.offered_at <= at]
        return max(offered, key=lambda t: t.number, default=None)


@dataclass(frozen=True, slots=True)
class Mandate:
    """What an artist lets an organisation decide for them; never voice."""

    id: int
    artist: int
    organisation: int
    uses: frozenset[Use]
    kinds: frozenset[WorkKind]
    from_at: datetime
    until_at: datetime | None = None
    clause: str = ""

    def in_force(self, at: datetime) -> bool:
        return self.from_at <= at and (self.until_at is None or at < self.until_at)

    def lets_decide(self, use: Use, kind: WorkKind) -> bool:
        return kind is not WorkKind.VOICE and use in self.uses and kind in self.kinds

    def covers(self, use: Use, kind: WorkKind, at: datetime) -> bool:
        """Whether a decision given at that moment was within the mandate; a voice never is."""
        return self.in_force(at) and self.lets_decide(use, kind)
