"""Taking an act back: the law, in random worlds, against the sentence read by brute force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from artistportal.roster.domain.uses import LEGS, Use, WorkKind
from consent.domain.agreements import Licence, Mandate, Terms
from consent.domain.allowances import Held
from consent.domain.authorities import Authority
from consent.domain.decisions import Capacity, Decision
from consent.domain.facts import Facts
from consent.domain.reversals import Reversal, reverse
from consent.domain.scopes import Scope
from consent.domain.works import Holder, Leg
from tests.consent.domain.brute_force import TERRITORIES, BruteForce, Reader
from tests.consent.domain.strategies import START, USES, World, day, quarrels, worlds

NOW = day(13)
LONGEST_NOTICE = timedelta(days=4)
OWNER = Authority("Ana", Capacity.OWNER)
# Work 4 is a recording that came on day 5; work 99 is added after the act was taken back.
HELD = [
    Held(1, WorkKind.RECORDING, 1, START),
    Held(2, WorkKind.COMPOSITION, 2, START),
    Held(3, WorkKind.VOICE, 1, START),
    Held(4, WorkKind.RECORDING, 1, day(5)),
]
LATER = [Held(99, kind, 1, day(14)) for kind in (WorkKind.RECORDING, WorkKind.VOICE)]


@dataclass(frozen=True)
class Cell:
    held: Held
    licence: Licence
    use: Use
    territory: str


class Reading:
    """What artist 1 allows, cell by cell, read by brute force."""

    def __init__(self, world: World, decisions: list[Decision]) -> None:
        self._world = BruteForce(decisions, world.licences, world.mandates)
        self._decisions = decisions

    def allows(self, cell: Cell, at: datetime) -> bool:
        licence, held = cell.licence, cell.held
        if cell.use not in licence.uses or licence.organisation != held.rights_holder:
            return False
        if licence.territories is not None and cell.territory not in licence.territories:
            return False
        holder = Holder(1, held.credited_at)
        leg = Leg(held.work, held.kind, held.rights_holder, (holder,))
        asked = (licence.tool, cell.use, cell.territory)
        return Reader(self._world, leg, holder, licence, asked).allows(at, self._decisions)


def cells(world: World, held: list[Held]) -> list[Cell]:
    return [
        Cell(each, licence, use, territory)
        for each in held
        for licence in world.licences
        for use in USES
        if each.kind in LEGS[use]
        for territory in TERRITORIES
    ]


def mine(world: World) -> list[Decision]:
    return [d for d in world.decisions if d.artist == 1]


def taken_back(world: World, act: set[int], authority: Authority = OWNER) -> Reversal:
    return reverse(world.facts, act, HELD, authority, NOW)


acts = st.sets(st.integers(1, 9), min_size=1, max_size=4)


class TestReverse:
    @settings(max_examples=500, deadline=None)
    @given(st.one_of(worlds(), quarrels()), acts)
    def test_allows_nothing_more_than_if_the_act_had_never_been(
        self, world: World, numbers: set[int]
    ) -> None:
        act = {d.number for d in mine(world) if d.number in numbers}
        if not act:
            return
        said = [*world.decisions, *taken_back(world, act).said]
        after, stood = Reading(world, said), Reading(world, world.decisions)
        without = Reading(world, [d for d in world.decisions if d.number not in act])

        for cell in cells(world, [*HELD, *LATER]):
            for at in (NOW, day(14), NOW + LONGEST_NOTICE, day(40)):
                if after.allows(cell, at):
                    in_notice = at < NOW + LONGEST_NOTICE and stood.allows(cell, at)
                    assert without.allows(cell, at) or in_notice, (cell, at)

    @settings(max_examples=500, deadline=None)
    @given(st.one_of(worlds(), quarrels()), acts)
    def test_restores_what_was_allowed_or_says_why_not(
        self, world: World, numbers: set[int]
    ) -> None:
        act = {d.number for d in mine(world) if d.number in numbers}
        if not act:
            return
        taken = taken_back(world, act)
        after = Reading(world, [*world.decisions, *taken.said])
        without = Reading(world, [d for d in world.decisions if d.number not in act])

        lost = {(told.tool, told.use, work) for told in taken.lost for work in told.works}
        for cell in cells(world, HELD):
            for at in (NOW, day(14), day(40)):
                if without.allows(cell, at) and not after.allows(cell, at):
                    assert (cell.licence.tool, cell.use, cell.held.work) in lost, (cell, at)

    @settings(max_examples=300, deadline=None)
    @given(quarrels(), acts)
    def test_loses_nothing_of_an_owner_whose_terms_are_still_on_offer(
        self, world: World, numbers: set[int]
    ) -> None:
        log = [replace(d, capacity=Capacity.OWNER, mandate=None) for d in world.decisions]
        owned = replace(world, decisions=log)
        act = {d.number for d in log if d.number in numbers}
        if not act:
            return
        after = Reading(owned, [*log, *taken_back(owned, act).said])
        without = Reading(owned, [d for d in log if d.number not in act])

        for cell in cells(owned, HELD[:1]):
            for at in (NOW, day(14), day(40)):
                assert after.allows(cell, at) >= without.allows(cell, at), (cell, at)


TERMS = Terms(1, 1, 1, START)
LICENCE = Licence(1, 1, 1, 1, frozenset(USES), START, terms=(TERMS,))


def said(number: int, *, is_yes: bool, **also: Any) -> Decision:
    """Ana in person, on the day of that number: to every work and use, unless told otherwise."""
    scope = Scope(also.pop("work", None), 1, also.pop("use", None), also.pop("territories", None))
    terms = also.pop("terms", 1) if is_yes else None
    given = Decision(number, 1, is_yes, scope, day(number), terms=terms, reaches_later_works=True)
    return replace(given, **also)


def reversal_of(
    act: int, *log: Decision, licence: Licence = LICENCE, authority: Authority = OWNER
) -> Reversal:
    return reverse(Facts(log, [licence]), {act}, HELD, authority, NOW)


class TestWorkedCases:
    def test_a_yes_is_answered_by_one_no_as_broad(self) -> None:
        (no,) = reversal_of(1, said(1, is_yes=True, use=Use.TRAINING)).said

        assert (no.is_yes, no.scope) == (False, Scope(None, 1, Use.TRAINING))

    def test_a_no_is_answered_by_the_yes_that_it_silenced(self) -> None:
        (yes,) = reversal_of(2, said(1, is_yes=True), said(2, is_yes=False)).said

        assert (yes.is_yes, yes.scope, yes.terms) == (True, Scope(None, 1), 1)
        assert yes.reaches_later_works

    def test_an_act_that_changed_nothing_needs_nothing_said(self) -> None:
        assert reversal_of(2, said(1, is_yes=True), said(2, is_yes=True)).said == ()

    def test_a_no_that_was_meanwhile_repeated_stays(self) -> None:
        log = (said(1, is_yes=True), said(2, is_yes=False), said(3, is_yes=False))

        taken = reversal_of(2, *log)

        assert taken.said == ()
        assert "Said no" in taken.lost[0].why

    def test_a_yes_until_a_day_comes_back_until_that_day(self) -> None:
        log = (said(1, is_yes=True, ends_at=day(20)), said(2, is_yes=True))

        no, yes = reversal_of(2, *log).said

        assert (no.is_yes, yes.is_yes, yes.ends_at) == (False, True, day(20))

    def test_a_day_on_which_one_part_ends_is_kept_for_that_part(self) -> None:
        log = (
            said(1, is_yes=True, work=1, use=Use.DISCOVERY, ends_at=day(20)),
            said(2, is_yes=True, territories=frozenset({"DE"}), use=Use.TRAINING),
            said(3, is_yes=True),
        )

        again = {(d.scope.use, d.ends_at) for d in reversal_of(3, *log).said if d.is_yes}

        assert again == {(Use.DISCOVERY, day(20)), (Use.TRAINING, None)}

    def test_a_territory_that_was_refused_stays_refused(self) -> None:
        log = (
            said(1, is_yes=True, use=Use.DISCOVERY, work=1),
            said(2, is_yes=False, use=Use.DISCOVERY, work=1, territories=frozenset({"DE"})),
            said(3, is_yes=False),
        )
        taken = reversal_of(3, *log)
        world = World([*log, *taken.said], [LICENCE], [], [])
        reading = Reading(world, world.decisions)

        allowed = {
            territory
            for territory in TERRITORIES
            if reading.allows(Cell(HELD[0], LICENCE, Use.DISCOVERY, territory), NOW)
        }

        assert allowed == set(TERRITORIES) - {"DE"}

    def test_terms_that_are_no_longer_on_offer_are_not_agreed_to_again(self) -> None:
        retouched = replace(LICENCE, terms=(TERMS, Terms(2, 1, 2, day(9))))

        taken = reversal_of(2, said(1, is_yes=True), said(2, is_yes=False), licence=retouched)

        assert taken.said == ()
        assert {told.why for told in taken.lost} == {
            "The terms of L-0001 that were agreed to are no longer on offer."
        }

    def test_a_label_does_not_say_again_what_it_may_not_decide(self) -> None:
        mandate = Mandate(
            1, 1, 1, frozenset({Use.TRAINING}), frozenset({WorkKind.RECORDING}), START
        )
        label = Authority("Ana", Capacity.MANDATE, "Northlight", (mandate,))

        taken = reversal_of(
            2, said(1, is_yes=True), said(2, is_yes=False, use=Use.DISCOVERY), authority=label
        )

        assert taken.said == ()
        assert "does not cover discovery" in taken.lost[0].why

    def test_what_was_granted_with_notice_runs_on_until_it_is_over(self) -> None:
        terms = replace(TERMS, notice=timedelta(days=30))
        with_notice = replace(LICENCE, terms=(terms,))

        taken = reversal_of(1, said(1, is_yes=True), licence=with_notice)

        assert {told.until for told in taken.runs_on} == {NOW + timedelta(days=30)}

    def test_ten_thousand_works_are_taken_back_together(self) -> None:
        held = [replace(HELD[0], work=number) for number in range(1, 10_001)]
        one = said(5, is_yes=True, work=1, use=Use.DISCOVERY)
        log = [replace(one, number=h.work, scope=replace(one.scope, work=h.work)) for h in held]

        taken = reverse(Facts(log, [LICENCE]), set(range(1, 10_001)), held, OWNER, NOW)

        assert len(taken.said) == 10_000
        assert [told.works for told in taken.stops] == [tuple(range(1, 10_001))]
