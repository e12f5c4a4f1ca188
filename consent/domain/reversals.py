"""Taking an act back: what must be said so that all is as if it had never been.

The log is never rewritten, so an act is answered by new decisions, after which whatever would be
allowed without it is allowed again and nothing more. What was allowed comes back only where it can
still be said: to the terms on offer, by somebody who may say it. What cannot be restored is named
with the reason, and what was granted with notice runs on until that is over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from artistportal.roster.domain.uses import Use
from consent.domain import allowances, restorations
from consent.domain.allowances import NEVER, Cell, Field, Group, Held
from consent.domain.authorities import Authority
from consent.domain.decisions import Decision
from consent.domain.facts import Facts
from consent.domain.reasons import ALLOWING
from consent.domain.restorations import Speaker, Task


@dataclass(frozen=True, slots=True)
class Told:
    """Uses of works by one tool that share a reason; no works means those added later."""

    tool: int
    use: Use
    works: tuple[int, ...] = ()
    why: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reversal:
    """The decisions that take an act back, and what they come to."""

    said: tuple[Decision, ...] = ()
    restores: tuple[Told, ...] = ()
    stops: tuple[Told, ...] = ()
    lost: tuple[Told, ...] = ()
    runs_on: tuple[Told, ...] = ()


def reverse(
    facts: Facts, act: Collection[int], held: Iterable[Held], authority: Authority, now: datetime
) -> Reversal:
    """What takes back the decisions with these numbers, all of one artist.

    `held` are the works over which the artist holds consent; `authority` is whose who takes back.
    """
    field = Field(facts, [d for d in facts.decisions if d.number in act], held, now)
    undone = [d for d in field.facts.decisions if d.number in act]
    if not undone:
        return Reversal()
    speaker = Speaker(authority, now, undone[0].artist, field.kinds)
    without = field.facts.without(act)
    by_tool: defaultdict[int, list[Cell]] = defaultdict(list)
    for cell in field.cells:
        by_tool[cell.licence.tool].append(cell)
    tasks = [Task(field.facts, without, undone, cells, speaker) for cells in by_tool.values()]
    said = [decision for task in tasks for decision in restorations.best(task)]
    told = _told(tasks, restorations.numbered(said))
    return replace(told, said=_for_every_work(told.said, field.groups))


def _for_every_work(said: Iterable[Decision], groups: Iterable[Group]) -> tuple[Decision, ...]:
    """What was found for one work of each group, said of all of them."""
    works = {group.leg.work: group.works for group in groups}
    return restorations.numbered(
        replace(decision, scope=replace(decision.scope, work=work))
        for decision in said
        for work in works.get(decision.scope.work or 0) or [decision.scope.work]
    )


def _told(tasks: list[Task], said: tuple[Decision, ...]) -> Reversal:
    restores: list[Line] = []
    stops: list[Line] = []
    lost: list[Line] = []
    runs_on: list[Line] = []
    for task in tasks:
        after = task.after(said)
        for cell, wanted in task.wanted.items():
            stood, becomes = task.stands[cell], after[cell]
            if becomes > wanted:
                runs_on.append((cell, "", becomes))
            elif becomes < stood:
                stops.append((cell, "", None))
            if becomes > stood:
                restores.append((cell, "", None))
            if becomes < wanted:
                lost.append((cell, task.why_not(cell) or restorations.WIDER, None))
        lost += _lapsed(task)
    return Reversal(
        said, _gathered(restores), _gathered(stops), _gathered(lost), _gathered(runs_on)
    )


Line = tuple[Cell, str, datetime | None]


def _lapsed(task: Task) -> Iterable[Line]:
    """What was allowed when the act was given and would not be now, even without it."""
    began = min(task.undone, key=lambda d: d.order)
    later = {d.number for d in task.without.decisions if d.order > began.order}
    before = task.without.without(later)
    for cell, wanted in task.wanted.items():
        if wanted == NEVER:
            was = allowances.answer(before, cell, began.given_at)
            if was.reason in ALLOWING:
                reason = allowances.answer(task.without, cell, task.speaker.now).reason
                yield cell, reason.sentence, None


def _gathered(lines: Iterable[Line]) -> tuple[Told, ...]:
    """By tool, use and reason, with all the works together."""
    found: dict[Told, dict[int, None]] = {}
    for cell, why, until in lines:
        key = Told(cell.licence.tool, cell.use, (), why, until)
        found.setdefault(key, {}).update(dict.fromkeys(cell.group.works))
    return tuple(replace(key, works=tuple(works)) for key, works in found.items())
