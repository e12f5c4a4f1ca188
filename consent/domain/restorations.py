"""Drafts of what takes an act back, from the fewest decisions to the most exact.

First what the act said is answered as broadly as it was said, then use by use; where that would
allow too little or too much, work by work. Each group of works is spoken of by one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from artistportal.roster.domain.uses import Use, WorkKind
from consent.domain import allowances
from consent.domain.allowances import FOREVER, NEVER, Allowances, Cell, Group
from consent.domain.authorities import Authority
from consent.domain.decisions import Capacity, Decision
from consent.domain.facts import Facts
from consent.domain.reasons import Reason
from consent.domain.scopes import ELSEWHERE, Scope, Territories

SOON = 10**12
WIDER = "Saying it again would allow more than was allowed before."


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who takes back, for whom, when; and the kinds of the works that are meant."""

    authority: Authority
    now: datetime
    artist: int
    kinds: Mapping[int, WorkKind]

    @property
    def is_in_person(self) -> bool:
        return self.authority.capacity is not Capacity.MANDATE

    def may(self, scope: Scope) -> bool:
        return self.authority.refusal(scope.use, self._kind(scope)) is None

    def says(self, draft: Decision, scope: Scope) -> Decision:
        """The decision as this person gives it, now, for that scope."""
        mandate = self.authority.mandate_for(scope.use, self._kind(scope))
        return replace(
            draft,
            scope=scope,
            given_at=self.now,
            capacity=self.authority.capacity or Capacity.OWNER,
            mandate=mandate.id if mandate else None,
        )

    def no(self, scope: Scope) -> Decision:
        said = Decision(0, self.artist, False, scope, self.now, reaches_later_works=True)
        return self.says(said, scope)

    def _kind(self, scope: Scope) -> WorkKind | None:
        return None if scope.work is None else self.kinds.get(scope.work)


class Task:
    """What one tool is to be allowed again, and no more."""

    def __init__(
        self,
        facts: Facts,
        without: Facts,
        undone: list[Decision],
        cells: list[Cell],
        speaker: Speaker,
    ) -> None:
        self.facts = facts
        self.without = without
        self.undone = undone
        self.speaker = speaker
        self.tool = cells[0].licence.tool
        self.wanted: Allowances = allowances.allowed(without, cells, speaker.now)
        self.stands: Allowances = allowances.allowed(facts, cells, speaker.now)

    def after(self, said: Iterable[Decision]) -> Allowances:
        return allowances.allowed(self.with_said(said), self.wanted, self.speaker.now)

    def with_said(self, said: Iterable[Decision]) -> Facts:
        return self.facts.also(said, self.speaker.authority.mandates)

    def is_met(self, said: tuple[Decision, ...]) -> bool:
        """Whether all that can be restored is, and nothing more is allowed."""
        facts = self.with_said(said)
        for cell, wanted in self.wanted.items():
            becomes = allowances.until(facts, cell, self.speaker.now)
            if becomes > wanted and not self._waits(facts, cell):
                return False
            if becomes < wanted and self.why_not(cell) is None:
                return False
        return True

    def why_not(self, cell: Cell) -> str | None:
        """Why what was allowed cannot be said again by this person, or None where it can."""
        refusal = self.speaker.authority.refusal(cell.use, cell.group.leg.kind)
        if refusal:
            return refusal
        if self.terms_for(cell) is None:
            return f"The terms of {cell.licence.code} that were agreed to are no longer on offer."
        if not self.speaker.is_in_person and self._is_shut_in_person(cell):
            return Reason.SAID_NO_IN_PERSON.sentence
        return None

    def terms_for(self, cell: Cell) -> int | None:
        """The terms on offer now, where what was allowed rests on a yes to those."""
        current = cell.licence.current_terms(self.speaker.now)
        work = cell.group.leg.work
        about = self.without.log.about(self.speaker.artist, work, self.tool, cell.use)
        rests_on = {d.terms for d in about if d.is_yes and d.scope.holds_territory(cell.territory)}
        return current.id if current and current.id in rests_on else None

    def _waits(self, facts: Facts, cell: Cell) -> bool:
        """Whether it runs on for no other reason than the notice that was accepted."""
        at = max(self.wanted[cell], self.speaker.now)
        return allowances.answer(facts, cell, at).reason is Reason.ALLOWED_IN_NOTICE

    def _is_shut_in_person(self, cell: Cell) -> bool:
        about = self.facts.log.about(self.speaker.artist, cell.group.leg.work, self.tool, cell.use)
        return any(not d.is_yes and d.is_in_person for d in about)


def best(task: Task) -> tuple[Decision, ...]:
    """The first draft that restores all it can and allows no more."""
    said: tuple[Decision, ...] = ()
    for draft in _drafts(task):
        said = numbered(draft)
        if task.is_met(said):
            break
    return said


def numbered(said: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions in the order in which they would be given, each once, every no first."""
    once = dict.fromkeys(replace(decision, number=0) for decision in said)
    in_order = sorted(once, key=lambda decision: decision.is_yes)
    return tuple(replace(d, number=SOON + place) for place, d in enumerate(in_order))


def _drafts(task: Task) -> Iterator[list[Decision]]:
    yield []
    yield _broadly(task, [None])
    yield _broadly(task, list(Use))
    yield Exact(task).said()


def _broadly(task: Task, uses: Iterable[Use | None]) -> list[Decision]:
    """Each yes of the act is answered by a no as broad; what the act shut is said yes to again."""
    parts = [
        (d, part) for d in task.undone for use in uses if (part := d.scope.meet(Scope(use=use)))
    ]
    noes = [part for d, part in parts if d.is_yes and _allows_too_much(task, part)]
    shut = [*noes, *(part for d, part in parts if not d.is_yes)]
    said = [task.speaker.no(part) for part in noes if task.speaker.may(part)]
    given = [d for d in task.without.decisions if d.is_yes and d.artist == task.speaker.artist]
    for yes in sorted(given, key=lambda decision: decision.order):
        said += [
            task.speaker.says(yes, part)
            for part in dict.fromkeys(filter(None, map(yes.scope.meet, shut)))
            if _can_be_said_again(task, yes, part)
        ]
    return said


def _allows_too_much(task: Task, part: Scope) -> bool:
    return any(
        task.stands[cell] > wanted and cell.lies_in(part) for cell, wanted in task.wanted.items()
    )


def _can_be_said_again(task: Task, yes: Decision, part: Scope) -> bool:
    if not task.speaker.may(part) or yes.has_ended(task.speaker.now):
        return False
    return any(
        wanted > NEVER and cell.lies_in(part) and _is_to(cell, yes.terms, task.speaker.now)
        for cell, wanted in task.wanted.items()
    )


def _is_to(cell: Cell, terms: int | None, now: datetime) -> bool:
    current = cell.licence.current_terms(now)
    return current is not None and current.id == terms


class Exact:
    """Each group of works, use, licence and class of territories on its own."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._says = task.speaker.says
        self._members = _members(task.facts)
        self._cells: defaultdict[Use, list[Cell]] = defaultdict(list)
        for cell in task.wanted:
            self._cells[cell.use].append(cell)

    def said(self) -> list[Decision]:
        said: list[Decision] = []
        for use, cells in self._cells.items():
            shut = {c.territory for c in cells if c.group.is_later and self._exceeds(c)}
            if shut:
                said.append(self._no(Scope(None, self._task.tool, use), shut))
            groups: defaultdict[Group, list[Cell]] = defaultdict(list)
            for cell in cells:
                if not cell.group.is_later:
                    groups[cell.group].append(cell)
            for group, of_group in groups.items():
                said += self._of_group(group, of_group, shut)
        return said

    def _of_group(self, group: Group, cells: list[Cell], shut: set[str]) -> Iterator[Decision]:
        use, tool = cells[0].use, self._task.tool
        if not self._task.speaker.may(Scope(group.leg.work, tool, use)):
            return
        exceeding = {c.territory for c in cells if self._exceeds(c)}
        hit = set(self._members) if ELSEWHERE in exceeding | shut else exceeding | shut
        needing = [c for c in cells if self._needs_yes(c, hit)]
        apart = self._apart(cells, needing)
        needing += [
            c
            for c in cells
            if c.territory in apart and self._task.wanted[c] > NEVER and c not in needing
        ]
        scope = Scope(group.leg.work, tool, use)
        if exceeding - shut:
            yield self._no(scope, exceeding)
        for territory in sorted(apart):
            yield self._no(scope, {territory})
        for cell in needing:
            yield from self._yes(cell, scope)

    def _exceeds(self, cell: Cell) -> bool:
        return self._task.stands[cell] > self._task.wanted[cell]

    def _needs_yes(self, cell: Cell, hit: set[str]) -> bool:
        wanted = self._task.wanted[cell]
        return wanted > NEVER and (self._task.stands[cell] < wanted or cell.territory in hit)

    def _apart(self, cells: list[Cell], needing: list[Cell]) -> set[str]:
        """The named territories that a yes for everywhere else must leave as they are."""
        wanted = self._task.wanted
        everywhere = [cell for cell in needing if cell.territory == ELSEWHERE]
        return {
            c.territory
            for each in everywhere
            for c in cells
            if c.licence == each.licence and wanted[c] != wanted[each]
        }

    def _no(self, scope: Scope, territories: set[str]) -> Decision:
        return self._task.speaker.no(replace(scope, territories=self._reach(territories)))

    def _yes(self, cell: Cell, scope: Scope) -> Iterator[Decision]:
        if self._task.why_not(cell) is None:
            speaker, wanted = self._task.speaker, self._task.wanted[cell]
            said = Decision(
                0,
                speaker.artist,
                True,
                scope,
                speaker.now,
                terms=self._task.terms_for(cell),
                ends_at=None if wanted == FOREVER else wanted,
            )
            yield self._says(said, replace(scope, territories=self._reach({cell.territory})))

    def _reach(self, territories: set[str]) -> Territories | None:
        if ELSEWHERE in territories:
            return None
        return frozenset(t for each in territories for t in self._members[each])


def _members(facts: Facts) -> dict[str, Territories]:
    """The named territories of each class, by the one that stands for it."""
    named = {t for territories in facts.territory_sets for t in territories}
    return {
        one: frozenset(t for t in named if facts.territory_class(t) == facts.territory_class(one))
        for one in facts.one_of_each_class
    }
