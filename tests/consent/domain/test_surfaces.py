"""What pages and notices are made from says the same as the rule, whatever was said and agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings

from artistportal.roster.domain.uses import LEGS, Use, WorkKind
from consent.domain.agreements import Licence, Terms
from consent.domain.clearances import Question, judge
from consent.domain.decisions import Decision
from consent.domain.endings import Endings, Legs
from consent.domain.facts import Facts
from consent.domain.moments import next_after
from consent.domain.reasons import ALLOWING
from consent.domain.scopes import Scope
from consent.domain.stances import UNLICENSED, Stance, Standing, any_work_of, own_legs, stance
from consent.domain.works import Leg
from tests.consent.domain.strategies import USES, World, day, quarrels, worlds

TERRITORIES = ("DE", "FR", "JP", "elsewhere")
NOW = day(13)

many = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def is_allowed(facts: Facts, leg: Leg, use: Use, territory: str, at: datetime) -> bool:
    return judge(facts, leg, Question(1, use, territory, at)).reason in ALLOWING


def says_allowed(told: Stance, territory: str) -> bool:
    if told.standing is Standing.SOMEWHERE:
        return territory in told.territories or bool(
            told.excluded and territory not in told.excluded
        )
    return told.standing in {Standing.ALLOWED, Standing.ENDING}


def over_at(facts: Facts, leg: Leg, use: Use, territory: str, at: datetime) -> datetime | None:
    """When what is allowed at a moment is over, by looking at every later moment."""
    later = next_after(facts, at)
    while later is not None and is_allowed(facts, leg, use, territory, later):
        later = next_after(facts, later)
    return later


@many
@given(world=worlds())
def test_a_stance_names_the_territories_of_the_rule(world: World) -> None:
    for work in world.works:
        legs = own_legs(1, work.legs)
        for use in USES:
            told = stance(world.facts, legs, 1, use, NOW)
            for territory in TERRITORIES:
                question = Question(1, use, territory, NOW)
                reasons = {
                    judge(world.facts, leg, question).reason
                    for leg in legs
                    if leg.kind in LEGS[use]
                } - UNLICENSED
                if reasons:
                    assert says_allowed(told, territory) == (reasons <= ALLOWING)


@many
@given(world=worlds())
def test_what_is_ending_ends_when_it_is_said_to(world: World) -> None:
    at = max(decision.given_at for decision in world.decisions)
    for leg in (leg for work in world.works for leg in own_legs(1, work.legs)):
        for use in (use for use in USES if leg.kind in LEGS[use]):
            told = stance(world.facts, [leg], 1, use, at)
            if told.standing is Standing.ENDING:
                ends = {
                    over_at(world.facts, leg, use, territory, at)
                    for territory in TERRITORIES
                    if is_allowed(world.facts, leg, use, territory, at)
                }
                assert told.effective_at == min(each for each in ends if each is not None)


def test_of_two_notice_periods_the_longer_is_told() -> None:
    terms = (
        Terms(1, 1, 1, day(0), notice=timedelta(days=14)),
        Terms(2, 1, 2, day(1), notice=timedelta(days=2)),
    )
    licence = Licence(1, 1, 1, 1, frozenset(USES), day(0), terms=terms)
    (leg,) = any_work_of(1, [(WorkKind.RECORDING, 1)])
    first = Decision(1, 1, True, Scope(tool=1), day(0), terms=1, reaches_later_works=True)
    log = [first, replace(first, number=2, given_at=day(2), terms=2)]
    known = Facts([*log, Decision(3, 1, False, Scope(), day(5))], [licence])

    (answer,) = judge(known, leg, Question(1, Use.DISCOVERY, "DE", day(5))).answers

    assert answer.effective_at == day(19)
    assert over_at(known, leg, Use.DISCOVERY, "DE", day(5)) == day(19)


@many
@given(world=quarrels())
def test_a_notice_tells_when_a_no_first_ends_something(world: World) -> None:
    (own,) = world.works[0].legs
    later = any_work_of(1, [(own.kind, own.rights_holder)])
    legs = Legs({own.work or 0: own}, later)
    log = sorted(world.decisions, key=lambda decision: decision.order)
    for place, no in enumerate(log):
        before = Facts(log[:place], world.licences, world.mandates)
        after = Facts(log[: place + 1], world.licences, world.mandates)
        ends = [
            end
            for leg in ([own] if no.scope.work else [own, *later])
            for use in (use for use in USES if leg.kind in LEGS[use])
            for territory in TERRITORIES
            if no.scope.use in (None, use) and no.scope.holds_territory(territory)
            for end in [ended_by(before, after, leg, use, territory, no.given_at)]
            if end is not None
        ]
        if not no.is_yes:
            assert Endings(before, after, legs).ends_at(no, 1) == min(ends, default=None)


def ended_by(  # a place, a moment, and what is known on either side
    before: Facts, after: Facts, leg: Leg, use: Use, territory: str, at: datetime
) -> datetime | None:
    """When what was allowed before is over after, where it would not have been anyway."""
    if not is_allowed(before, leg, use, territory, at):
        return None
    if not is_allowed(after, leg, use, territory, at):
        return at
    end = over_at(after, leg, use, territory, at)
    return end if end != over_at(before, leg, use, territory, at) else None
