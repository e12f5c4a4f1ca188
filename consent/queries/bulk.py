"""Many works at once: which were chosen, and what one answer would change for each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import Q, QuerySet

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Work
from artistportal.roster.models.batches import among_texts
from artistportal.roster.queries.works import matching
from consent.domain import named_works, wordings
from consent.domain.allowances import Likeness
from consent.domain.authorities import Authority
from consent.domain.decisions import Capacity
from consent.domain.facts import Facts
from consent.domain.stances import own_legs
from consent.domain.standing import Saying as Said
from consent.domain.standing import Standing
from consent.domain.works import Leg
from consent.domain.works import Work as AskedWork
from consent.models import Tool
from consent.queries import co_holders, proposals, works
from consent.queries.centre import Known
from consent.queries.proposals import Limits, Saying

MOST_WORKS = 10_000
NOT_FOUND = "No work of this number is among those you may decide about."
NOT_THEIRS = "It needs a kind of work over which no consent is held here."


Likenesses = tuple[Hashable, ...]


class Outcome(StrEnum):
    """What one answer comes to for one work."""

    CANNOT = "cannot"
    CHANGES = "changes"
    SAID = "said"

    @property
    def label(self) -> str:
        return {"cannot": "Cannot", "changes": "Changes", "said": "Said already"}[self.value]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which works: those that fit all of it, or those that are named."""

    words: str = ""
    release: str = ""
    kind: str = ""
    named: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of each of them; no tool means every tool, no use every use."""

    is_yes: bool
    tool: Tool | None
    use: Use | None
    limits: Limits

    @property
    def by_use(self) -> dict[Use, bool]:
        return dict.fromkeys([self.use] if self.use else Use, self.is_yes)

    def in_words(self, works: int) -> str:
        """`Yes to training by Ossilune for 120 works`."""
        use = self.use.label.lower() if self.use else "every use"
        tool = self.tool.name if self.tool else "every tool"
        counted = f"{works:,} work{'' if works == 1 else 's'}"
        return f"{'Yes' if self.is_yes else 'No'} to {use} by {tool} for {counted}"


@dataclass(frozen=True, slots=True)
class Line:
    """One work: how it stands, what the answer makes of it or why it cannot be given."""

    title: str
    identifier: str
    outcome: Outcome
    now: str = ""
    after: str = ""
    why: str = ""
    said: tuple[Saying, ...] = ()


def chosen_works(works_open: QuerySet[Work], artist: int, chosen: Chosen) -> list[Work]:
    """The chosen works that credit the artist, in the order of their titles; one query."""
    found = works_open.filter(credits__artist=artist)
    if chosen.named:
        found = found.filter(_is_named(named_works.read(chosen.named)))
    if chosen.words:
        found = found.filter(matching(chosen.words))
    for column, value in (("release_title", chosen.release), ("kind", chosen.kind)):
        if value:
            found = found.filter(**{column: value})
    return list(found.distinct().order_by("title", "pk")[: MOST_WORKS + 1])


def unknown_names(chosen: Chosen, found: Iterable[Work]) -> list[Line]:
    """The names that are none, or that name no work that was found."""
    known = {work.identifier for work in found} | {
        f"{work.kind.upper()}:{work.public_id}" for work in found
    }
    named = named_works.read(chosen.named) if chosen.named else []
    return [
        Line("Not found", each.text[:60], Outcome.CANNOT, why=each.problem or NOT_FOUND)
        for each in named
        if each.problem or f"{each.scheme}:{each.value}" not in known
    ]


def lines(known: Known, found: Sequence[Work], answer: Answer, authority: Authority) -> list[Line]:
    """What the answer would change for each work; two queries, however many."""
    asked = {work.id: work for work in works.for_the_rule(work.pk for work in found)}
    judge = _Judge(known, answer, authority)
    judged = {work.pk: judge.draft(asked[work.pk]) for work in found}
    judge.close()
    return [judge.line(work, judged[work.pk]) for work in found]


def counts(told: Iterable[Line]) -> dict[str, int]:
    """How many lines have each outcome, by its name."""
    counted = Counter(line.outcome.value for line in told)
    return {outcome.value: counted[outcome.value] for outcome in Outcome}


def reasons(told: Iterable[Line]) -> list[tuple[str, int]]:
    """Why it cannot be said, and of how many."""
    return Counter(line.why for line in told if line.outcome is Outcome.CANNOT).most_common(5)


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is worked out once for all works that are alike, told of one of them."""

    known: Known
    said: tuple[Saying, ...]
    why: str
    is_said: bool


class _Judge:
    """Works about which nothing differs are judged once."""

    def __init__(self, known: Known, answer: Answer, authority: Authority) -> None:
        self._known = known
        self._answer = answer
        self._authority = authority
        self._tools = [answer.tool] if answer.tool else known.tools
        self._likeness = Likeness(known.facts, known.artist, known.at)
        self._drafts: dict[Likenesses, _Draft] = {}
        self._legs: dict[int, list[int]] = {}
        self._after: Facts = known.facts
        self._states: dict[Likenesses, tuple[str, str]] = {}
        mine = [d for d in known.facts.decisions if d.artist == known.artist]
        self._standing = Standing(mine)

    def draft(self, asked: AskedWork) -> Likenesses:
        """The likeness of the work, after seeing to it that it is judged."""
        legs = own_legs(self._known.artist, asked.legs)
        likeness = tuple(self._likeness.of_leg(leg) for leg in legs)
        self._legs[asked.id] = [leg.work for leg in legs]
        if likeness not in self._drafts:
            self._drafts[likeness] = self._judged(legs)
        return likeness

    def close(self) -> None:
        """Work out how all would stand after saying it of all."""
        said = [saying for draft in self._drafts.values() for saying in draft.said]
        legs = [leg for draft in self._drafts.values() for leg in draft.known.legs]
        known = replace(self._known, legs=legs)
        later = proposals.as_if_said(known, said, self._authority)
        self._after = self._known.facts.also(later, self._authority.mandates)

    def line(self, work: Work, likeness: Likenesses) -> Line:
        draft = self._drafts[likeness]
        if likeness not in self._states:
            after = replace(draft.known, facts=self._after)
            self._states[likeness] = self._state(draft.known), self._state(after)
        now, then = self._states[likeness]
        if draft.why:
            return Line(work.title, work.identifier, Outcome.CANNOT, now, why=draft.why)
        outcome = Outcome.SAID if draft.is_said else Outcome.CHANGES
        said = tuple(self._of_work(work.pk, draft))
        return Line(work.title, work.identifier, outcome, now, then, said=said)

    def _of_work(self, work: int, draft: _Draft) -> Iterable[Saying]:
        """What is said of the one that stands for them, said of this work and its parts."""
        own = dict(zip((leg.work for leg in draft.known.legs), self._legs[work], strict=True))
        for saying in draft.said:
            yield saying if saying.work is None else replace(saying, work=own[saying.work])

    def _judged(self, legs: list[Leg]) -> _Draft:
        known = replace(self._known, legs=legs, co_holders=co_holders.UNTOLD)
        said = tuple(self._said(known))
        why = "" if said else self._why_not(known)
        given = proposals.as_if_said(known, said, self._authority)
        stands = [self._standing.already(Said.of(decision)) is not None for decision in given]
        return _Draft(known, said, why, bool(said) and all(stands))

    def _said(self, known: Known) -> list[Saying]:
        if self._answer.tool is None:
            return self._no_to_every_tool(known)
        return proposals.sayings(
            known, self._answer.tool, self._answer.by_use, self._authority, self._answer.limits
        )

    def _no_to_every_tool(self, known: Known) -> list[Saying]:
        uses = [None] if self._answer.use is None else [self._answer.use]
        if uses == [None] and self._authority.capacity is not Capacity.OWNER:
            uses = list(Use)
        return [
            Saying(False, None, use, leg.work)
            for use in uses
            for leg in (known.legs if use is None else known.legs_for(use))
            if self._authority.refusal(use, leg.kind) is None
        ]

    def _why_not(self, known: Known) -> str:
        uses = list(self._answer.by_use)
        legs = [(use, leg) for use in uses for leg in known.legs_for(use)]
        if not legs:
            return NOT_THEIRS
        refusals = [self._authority.refusal(use, leg.kind) for use, leg in legs]
        if None not in refusals:
            return next(filter(None, refusals))
        return known.stance(self._tools[0], uses[0]).reason.sentence

    def _state(self, known: Known) -> str:
        if self._answer.tool and self._answer.use:
            return wordings.brief(known.stance(self._answer.tool, self._answer.use))
        stances = [known.stance(tool, use) for tool in self._tools for use in self._answer.by_use]
        if self._answer.tool:
            return wordings.summary(stances)
        allowing = {stance.tool for stance in stances if stance.lets_something}
        if not allowing:
            return "Allowed to no tool"
        return f"Allowed to {len(allowing)} tool{'' if len(allowing) == 1 else 's'}"


def _is_named(named: Iterable[named_works.Named]) -> Q:
    by_scheme: dict[str, list[str]] = {"ISRC": [], "ISWC": [], "": []}
    for each in named:
        if not each.problem:
            scheme = each.scheme if each.scheme in by_scheme else ""
            by_scheme[scheme].append(each.value)
    return (
        Q(isrc__in=among_texts(by_scheme["ISRC"]))
        | Q(iswc__in=among_texts(by_scheme["ISWC"]))
        | Q(public_id__in=by_scheme[""][:500])
    )


def releases(works_open: QuerySet[Work], artist: int) -> list[str]:
    """The releases among the artist's works."""
    found = works_open.filter(credits__artist=artist).exclude(release_title="")
    return list(found.values_list("release_title", flat=True).distinct().order_by("release_title"))
