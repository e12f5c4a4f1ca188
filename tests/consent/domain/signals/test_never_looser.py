"""The law of all signals: read back by its own standard, none allows what the rule does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from artistportal.roster.domain.uses import Use
from consent.domain.clearances import Question, clear
from consent.domain.facts import Facts
from consent.domain.scopes import WORLDWIDE
from consent.domain.signals import bundle, ddex, declarations
from consent.domain.signals.declarations import Declaration, Position, Tool
from consent.domain.stances import any_work_of, own_legs, stance
from consent.domain.works import Work
from tests.consent.domain.cast import (
    DE,
    EVERYBODY,
    HOUSES,
    LABELS,
    MANDATE,
    PUBLISHERS,
    WORK,
    no,
    until,
)
from tests.consent.domain.signals import readers
from tests.consent.domain.strategies import World, day, worlds

TOOLS = (
    Tool(1, "Ossilune", "urn:uuid:1", "Ossilune Labs", "PADPIDA2026010101A"),
    Tool(2, "Anvil", "urn:uuid:2", "Ossilune Labs", "PADPIDA2026010101A"),
    Tool(3, "Cadenza", "urn:uuid:3", "Cadenza"),
)
PLACES = ("DE", "FR", "JP", "elsewhere", WORLDWIDE)
PAGE = "https://portal.example/p/ana/"
CLEARED = World(list(EVERYBODY), [LABELS, PUBLISHERS, HOUSES], [MANDATE], [WORK])
ENDING = replace(CLEARED, decisions=[until(decision, 10) for decision in EVERYBODY])
NOT_IN_GERMANY = replace(CLEARED, decisions=[*EVERYBODY, no(5, territories=DE)])
IN_GERMANY = replace(
    CLEARED,
    decisions=[replace(d, scope=replace(d.scope, territories=DE)) for d in EVERYBODY],
)

moments = st.integers(3, 14).map(day)


def known(world: World, at: datetime) -> Facts:
    """What was decided up to a moment."""
    decided = [decision for decision in world.decisions if decision.given_at <= at]
    return Facts(decided, world.licences, world.mandates)


def declared(facts: Facts, artist: int, work: Work, at: datetime) -> Declaration:
    return Declaration(
        address=PAGE,
        policy=f"{PAGE}policy.json",
        speaker="Ana Sol",
        positions=declarations.positions(facts, own_legs(artist, work.legs), at),
        contact="ana@example.org",
        target="urn:isrc:GBFAC2500001",
        grants=declarations.grants(facts, work, TOOLS, at),
    )


class Said:
    """Every signal about a declaration, made once and read many times."""

    def __init__(self, declaration: Declaration) -> None:
        said = bundle.signals(declaration, f"{PAGE}license.xml")["signals"]
        recording = ddex.Recording("Salt Roads", "GBFAC2500001", ())
        self.general = {
            use: {
                name
                for name, allows in (
                    ("aipref", readers.aipref_allows(said["aipref"]["content-usage"], use)),
                    ("tdmrep", readers.tdmrep_allows(**_tdmrep(said), use=use)),
                    ("rsl", readers.rsl_allows(said["rsl"]["document"], use)),
                    ("cawg", readers.cawg_allows(said["cawg"], use)),
                )
                if allows
            }
            for use in Use
        }
        self.policies = [said["odrl"]["offer"], *said["odrl"]["agreements"]]
        self.deals = readers.deals(ddex.fragment(recording, declaration.grants, "portal.example"))

    def allowing(self, tool: Tool, use: Use, place: str, at: datetime) -> set[str]:
        """The signals that allow what is asked, each read by its own standard."""
        channel = tool.dpid or tool.uid, tool.name
        allowed = set(self.general[use])
        if readers.odrl_allows(self.policies, tool.uid, use, place, at):
            allowed.add("odrl")
        if readers.ern_allows(self.deals, channel, use, place, at):
            allowed.add("ern")
        return allowed


def _tdmrep(said: Any) -> Any:
    return {name: said["tdmrep"][name] for name in ("headers", "policy")}


class TestEverySignal:
    @settings(max_examples=250, deadline=None)
    @example(CLEARED, day(9), 0)
    @example(ENDING, day(9), 8)
    @example(NOT_IN_GERMANY, day(9), 0)
    @example(IN_GERMANY, day(9), 0)
    @given(worlds(), moments, st.integers(0, 8))
    def test_is_never_looser_than_the_rule(self, world: World, at: datetime, later: int) -> None:
        facts = known(world, at)
        asked_at = max(at, day(later + 3))

        for work in world.works:
            declaration = declared(facts, 1, work, at)
            said = Said(declaration)
            event(f"grants: {bool(declaration.grants)}")
            for tool in TOOLS:
                for use in Use:
                    for place in PLACES:
                        if allowing := said.allowing(tool, use, place, asked_at):
                            question = Question(tool.id, use, place, asked_at)
                            assert clear(facts, work, question).is_cleared, (allowing, question)

    def test_names_a_tool_that_is_cleared_where_the_format_can(self) -> None:
        facts = known(CLEARED, day(9))
        said = Said(declared(facts, 1, WORK, day(9)))

        assert said.allowing(TOOLS[0], Use.TRAINING, "DE", day(9)) == {"odrl", "ern"}
        assert said.allowing(TOOLS[0], Use.TRAINING, WORLDWIDE, day(9)) == {"odrl", "ern"}

    def test_says_nothing_of_another_tool_of_the_same_provider(self) -> None:
        said = Said(declared(known(CLEARED, day(9)), 1, WORK, day(9)))

        assert said.allowing(TOOLS[1], Use.TRAINING, "DE", day(9)) == set()


class TestPositions:
    @settings(max_examples=200, deadline=None)
    @given(worlds(), moments)
    def test_are_refused_only_where_the_artist_lets_no_tool(
        self, world: World, at: datetime
    ) -> None:
        facts = known(world, at)
        legs = [
            *any_work_of(1, {(leg.kind, leg.rights_holder) for leg in world.works[0].legs}),
        ]

        for use, position in declarations.positions(facts, legs, at).items():
            if position is Position.REFUSED:
                assert not any(
                    stance(facts, legs, tool.id, use, at).lets_something for tool in TOOLS
                )


class TestGrants:
    @settings(max_examples=200, deadline=None)
    @given(worlds(), moments)
    def test_tell_everything_that_is_cleared_now(self, world: World, at: datetime) -> None:
        facts = known(world, at)

        for work in world.works:
            found = declarations.grants(facts, work, TOOLS, at)
            for use in Use:
                for place in ("DE", "FR", "JP", "elsewhere"):
                    cleared = clear(facts, work, Question(1, use, place, at)).is_cleared
                    told = any(
                        g.use is use and g.tool.id == 1 and g.holds(place, at) for g in found
                    )
                    assert told == cleared

    def test_are_not_told_where_somebody_else_holds_consent_and_published_nothing(self) -> None:
        facts = known(CLEARED, day(9))

        told = declarations.grants(facts, WORK, TOOLS, day(9), told_by=frozenset({1}))

        assert {grant.use for grant in told} == {
            Use.ANALYSIS,
            Use.DISCOVERY,
            Use.STYLE,
            Use.VOICE,
        }
