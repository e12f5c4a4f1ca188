"""What an artist has said so far, and whether something new would only repeat it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from consent.domain.decisions import Capacity, Decision
from consent.domain.scopes import Scope


@dataclass(frozen=True, slots=True)
class Saying:
    """What a decision says, without its number and moment."""

    is_yes: bool
    scope: Scope
    capacity: Capacity
    terms: int | None
    reaches_later_works: bool
    ends_at: datetime | None

    @classmethod
    def of(cls, decision: Decision) -> Saying:
        return cls(
            decision.is_yes,
            decision.scope,
            decision.capacity,
            decision.terms,
            decision.reaches_later_works,
            decision.ends_at,
        )


class Standing:
    """The decisions of one artist, found by what they say and by what they touch.

    Needs every decision that touches what will be asked for. Thousands of questions about single
    works cost no more than the decisions about those works and about all of them.
    """

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._newest: dict[Saying, Decision] = {}
        self._by_work: defaultdict[int | None, list[Decision]] = defaultdict(list)
        self._all = sorted(decisions, key=lambda decision: -decision.number)
        for decision in self._all:
            self._newest.setdefault(Saying.of(decision), decision)
            self._by_work[decision.scope.work].append(decision)

    def already(self, saying: Saying) -> int | None:
        """The number of the decision that says this, unless something contrary came after it."""
        said = self._newest.get(saying)
        if said is None:
            return None
        later = self._touching(saying.scope, said.number)
        return None if any(d.is_yes != saying.is_yes for d in later) else said.number

    def newest_touching(self, scope: Scope, seen: int) -> int | None:
        """The number of the newest decision after `seen` that has to do with the scope."""
        return max((d.number for d in self._touching(scope, seen)), default=None)

    def _touching(self, scope: Scope, after: int) -> Iterator[Decision]:
        about = (
            [self._all]
            if scope.work is None
            else [self._by_work.get(scope.work, []), self._by_work.get(None, [])]
        )
        for decisions in about:
            for decision in decisions:
                if decision.number <= after:
                    break
                if decision.scope.touches(scope):
                    yield decision
