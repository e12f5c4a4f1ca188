"""Everything that the rule reads, indexed once for many questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cached_property

from artistportal.roster.domain.uses import Use, WorkKind
from consent.domain.agreements import Licence, Mandate, Terms
from consent.domain.decisions import Capacity, Decision, Log
from consent.domain.scopes import ELSEWHERE


class Facts:
    """Decisions, licences with their terms, and mandates."""

    def __init__(
        self,
        decisions: Iterable[Decision],
        licences: Iterable[Licence],
        mandates: Iterable[Mandate] = (),
    ) -> None:
        self.decisions = decisions = list(decisions)
        self.licences = licences = sorted(licences, key=lambda licence: licence.number)
        self.log = Log(decisions)
        self._licences: defaultdict[tuple[int, int], list[Licence]] = defaultdict(list)
        for licence in licences:
            self._licences[licence.tool, licence.organisation].append(licence)
        self._mandates = {mandate.id: mandate for mandate in mandates}
        self._terms = {t.id: t for licence in licences for t in licence.terms}
        self._lapses = {t.id: ll.lapses_at(t) for ll in licences for t in ll.terms}
        self.territory_sets = frozenset(
            territories
            for territories in (
                *(d.scope.territories for d in decisions),
                *(licence.territories for licence in licences),
            )
            if territories is not None
        )

    def also(self, decisions: Iterable[Decision], mandates: Iterable[Mandate] = ()) -> Facts:
        """The same facts, had these decisions been given too, under these mandates."""
        return Facts(
            [*self.decisions, *decisions], self.licences, [*self._mandates.values(), *mandates]
        )

    def without(self, numbers: Collection[int]) -> Facts:
        """The same facts, had these decisions never been given."""
        return self.of([d for d in self.decisions if d.number not in numbers])

    def of(self, decisions: Iterable[Decision]) -> Facts:
        """The same agreements with these decisions alone."""
        return Facts(decisions, self.licences, self._mandates.values())

    def licences_of(self, tool: int, organisation: int) -> list[Licence]:
        """The licences between the two, oldest number first."""
        return self._licences.get((tool, organisation), [])

    def terms_of(self, decision: Decision) -> Terms | None:
        return None if decision.terms is None else self._terms.get(decision.terms)

    def lapses_at(self, decision: Decision) -> datetime | None:
        """When the terms of a yes were replaced by materially different ones."""
        return None if decision.terms is None else self._lapses.get(decision.terms)

    def is_entitled(self, decision: Decision, use: Use, kind: WorkKind) -> bool:
        """Whether who gave a yes may: a voice speaks for itself, a mandate within its reach."""
        if decision.capacity is Capacity.OWNER:
            return True
        if kind is WorkKind.VOICE:
            return False
        if decision.capacity is Capacity.MANAGER:
            return True
        mandate = self._mandates.get(decision.mandate or 0)
        return (
            mandate is not None
            and mandate.artist == decision.artist
            and mandate.covers(use, kind, decision.given_at)
        )

    def territory_class(self, territory: str) -> frozenset[frozenset[str]]:
        """The named sets that hold a territory; two with the same ones are never told apart."""
        return frozenset(named for named in self.territory_sets if territory in named)

    def named_like(self, territory: str) -> set[str]:
        """The named territories of the same class: all that one stands for."""
        same = self.territory_class(territory)
        return {each for each in self.named if self.territory_class(each) == same}

    @cached_property
    def named(self) -> set[str]:
        """Every territory that a decision or a licence names."""
        return {territory for territories in self.territory_sets for territory in territories}

    @cached_property
    def one_of_each_class(self) -> list[str]:
        """One territory of every class, and elsewhere: together they stand for the world."""
        named = [*sorted(self.named), ELSEWHERE]
        by_class = {self.territory_class(territory): territory for territory in named}
        return sorted(by_class.values())
