"""What the consent centre shows: every tool, and for each use where the artist stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from artistportal.roster.domain.uses import LEGS, Use, WorkKind
from artistportal.roster.models import Work
from consent.domain import wordings
from consent.domain.authorities import Authority
from consent.domain.facts import Facts
from consent.domain.stances import Stance, Standing, any_work_of, own_legs, stance
from consent.domain.works import Leg
from consent.models import Tool
from consent.queries import facts, state, works
from consent.queries.clearances import holders
from consent.queries.co_holders import CoHolders

FOR_LEGS = {
    WorkKind.RECORDING: "the recording",
    WorkKind.COMPOSITION: "the song",
    WorkKind.VOICE: "the voice",
}


@dataclass(frozen=True, slots=True)
class Known:
    """All that a page about one artist's consent is made from.

    Of a page about one work, `co_holders` are those who must agree beside the artist.
    """

    facts: Facts
    legs: list[Leg]
    tools: list[Tool]
    at: datetime
    artist: int
    co_holders: CoHolders | None = None

    @property
    def newest_number(self) -> int:
        """The newest decision that the page took into account; 0 before the first."""
        return max((decision.number for decision in self.facts.decisions), default=0)

    def stance(self, tool: Tool, use: Use) -> Stance:
        return stance(self.facts, self.legs, tool.pk, use, self.at)

    def legs_for(self, use: Use) -> list[Leg]:
        return [leg for leg in self.legs if leg.kind in LEGS[use]]

    def licences_now(self, tool: Tool, leg: Leg) -> bool:
        licences = self.facts.licences_of(tool.pk, leg.rights_holder)
        return any(licence.in_force(self.at) for licence in licences)

    def works_with_own_answers(self, tool: Tool) -> int:
        """How many works have decisions of their own that reach this tool."""
        return len(
            {
                decision.scope.work
                for decision in self.facts.decisions
                if decision.scope.work is not None and decision.scope.tool in (None, tool.pk)
            }
        )


@dataclass(frozen=True, slots=True)
class ToolLine:
    """One tool in the list."""

    tool: Tool
    summary: str
    allowing: int


@dataclass(frozen=True, slots=True)
class UseLine:
    """One use of the chosen tool: where the artist stands, and what keeps a control shut."""

    use: Use
    stance: Stance
    needs: str
    why_not: str
    why_not_yes: str

    @property
    def brief(self) -> str:
        return wordings.brief(self.stance)

    @property
    def look(self) -> str:
        return wordings.look(self.stance)

    @property
    def detail(self) -> str:
        return wordings.detail(self.stance)

    @property
    def may_say_yes(self) -> bool:
        return not self.why_not and not self.why_not_yes


def known(artist: int, work: Work | None, at: datetime, reader: int | None = None) -> Known:
    """What is needed for all works of an artist, or for one; at most four queries.

    `reader` is who reads it: what they decided themselves is told so.
    """
    tools = list(Tool.objects.select_related("provider").order_by("name"))
    if work is None:
        decided = facts.about([artist], reader=reader)
        legs = any_work_of(artist, state.held_by([artist])[artist])
        return Known(decided, legs, tools, at, artist)
    named = works.with_names(work.pk)
    asked = named.work
    reaching = [leg.work for leg in asked.legs]
    by_all = facts.about({artist, *holders([asked])}, reader=reader, works=reaching)
    decided = by_all.of(each for each in by_all.decisions if each.artist == artist)
    legs = own_legs(artist, asked.legs)
    others = CoHolders(by_all, asked.legs, named.people, artist)
    return Known(decided, legs, tools, at, artist, others)


def tool_lines(page: Known) -> list[ToolLine]:
    """The tools that have a licence for something of the artist's; the others ask for nothing."""
    lines = []
    for tool in page.tools:
        if any(page.licences_now(tool, leg) for leg in page.legs) or _was_decided(page, tool):
            stances = [page.stance(tool, use) for use in Use]
            allowing = sum(1 for each in stances if each.lets_something)
            lines.append(ToolLine(tool, wordings.summary(stances), allowing))
    return lines


def use_lines(page: Known, tool: Tool, authority: Authority) -> list[UseLine]:
    """Every use of one tool: those that may be allowed first, else as in the table of uses."""
    lines = [_use_line(page, page.stance(tool, use), authority) for use in Use]
    return sorted(lines, key=lambda line: not line.may_say_yes)


def _use_line(page: Known, told: Stance, authority: Authority) -> UseLine:
    refusals = [authority.refusal(told.use, leg.kind) for leg in page.legs_for(told.use)]
    refusal = "" if None in refusals else next(filter(None, refusals), "")
    if told.standing is Standing.NOT_THEIRS:
        refusal = wordings.state(told)
    no_licence = told.reason.sentence if told.standing is Standing.UNLICENSED else ""
    return UseLine(told.use, told, _needs(LEGS[told.use]), refusal, no_licence)


def _needs(kinds: Sequence[WorkKind]) -> str:
    return f"needs {wordings.listed([FOR_LEGS[kind] for kind in kinds])}"


def _was_decided(page: Known, tool: Tool) -> bool:
    return any(d.is_yes and d.scope.tool == tool.pk for d in page.facts.decisions)
