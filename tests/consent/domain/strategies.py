"""Small random worlds in which every clause of the rule can bite."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from artistportal.roster.domain.uses import Use, WorkKind
from consent.domain.agreements import Licence, Mandate, Terms
from consent.domain.clearances import Question
from consent.domain.decisions import Capacity, Decision
from consent.domain.facts import Facts
from consent.domain.scopes import WORLDWIDE, Scope
from consent.domain.works import Holder, Leg, Work

START = datetime(2026, 1, 1, tzinfo=UTC)
USES = (Use.TRAINING, Use.FINE_TUNING, Use.VOICE, Use.DISCOVERY)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


days = st.integers(0, 12).map(day)
territories = st.sampled_from(
    [*[None] * 5, frozenset({"DE"}), frozenset({"DE", "FR"}), frozenset({"JP"})]
)


def mostly(usual: object, *others: object) -> st.SearchStrategy[Any]:
    """The usual thing four times in five, so that a yes has a chance to clear something."""
    return st.sampled_from([*[usual] * 4 * len(others), *others])


@dataclass(frozen=True)
class World:
    decisions: list[Decision]
    licences: list[Licence]
    mandates: list[Mandate]
    works: list[Work]

    @property
    def facts(self) -> Facts:
        return Facts(self.decisions, self.licences, self.mandates)


@st.composite
def licences(draw: st.DrawFn, number: int) -> Licence:
    later = draw(st.lists(st.tuples(st.integers(1, 8), st.booleans()), max_size=2))
    notice = timedelta(days=draw(st.sampled_from([0, 3, 3])))
    return Licence(
        id=number,
        number=number,
        tool=draw(mostly(1, 2)),
        organisation=min(number, 2),
        uses=frozenset(draw(mostly(USES, (Use.TRAINING,)))),
        from_at=day(draw(mostly(0, 2))),
        until_at=draw(mostly(None, day(9))),
        territories=draw(territories),
        terms=tuple(
            Terms(number * 10 + place, number, place, day(offered), is_material, notice)
            for place, (offered, is_material) in enumerate(
                [(0, False), *sorted(later, key=lambda version: version[0])]
            )
        ),
    )


@st.composite
def decisions(draw: st.DrawFn, number: int, terms: list[int]) -> Decision:
    is_yes = draw(st.sampled_from([True, True, False]))
    capacity = draw(mostly(*Capacity))
    tool = 1 if is_yes else draw(st.sampled_from([1, None]))
    return Decision(
        number=number,
        artist=draw(mostly(1, 2)),
        is_yes=is_yes,
        scope=Scope(
            work=draw(mostly(None, 1, 2, 3)),
            tool=tool,
            use=draw(st.sampled_from([None, None, None, *USES])),
            territories=draw(territories),
        ),
        given_at=draw(days),
        capacity=capacity,
        terms=draw(mostly(terms[0], *terms)) if is_yes else None,
        reaches_later_works=not is_yes or draw(mostly(True, False)),
        ends_at=draw(mostly(None, day(10))) if is_yes else None,
        mandate=draw(st.sampled_from([1, 2])) if capacity is Capacity.MANDATE else None,
    )


@st.composite
def legs(draw: st.DrawFn, work: int, kind: WorkKind) -> Leg:
    artists = draw(mostly((1,), (2,), (1, 2), (3,), ()))
    return Leg(
        work,
        kind,
        draw(mostly(1, 2)),
        tuple(Holder(artist, draw(st.sampled_from([START, day(5)]))) for artist in artists),
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    signed = [draw(licences(number)) for number in (1, 2, 3)]
    terms = [t.id for licence in signed for t in licence.terms]
    mandates = [
        Mandate(
            number,
            artist=1,
            organisation=1,
            uses=frozenset({Use.TRAINING, Use.FINE_TUNING, Use.VOICE}),
            kinds=frozenset(draw(st.sampled_from([tuple(WorkKind), (WorkKind.RECORDING,)]))),
            from_at=day(draw(st.integers(0, 3))),
            until_at=draw(st.sampled_from([None, day(6)])),
        )
        for number in (1, 2)
    ]
    log = [draw(decisions(number, terms)) for number in range(1, draw(st.integers(2, 9)) + 1)]
    recording = draw(legs(1, WorkKind.RECORDING))
    composition = draw(legs(2, WorkKind.COMPOSITION))
    voice = draw(legs(3, WorkKind.VOICE))
    voiceless = draw(mostly((), (7,)))
    works = [
        Work(1, (recording, composition, voice), voiceless),
        Work(2, (composition,)),
        Work(3, (voice,)),
        Work(4, (draw(legs(4, WorkKind.RECORDING)), composition)),
    ]
    return World(log, signed, mandates, works)


questions = st.builds(
    Question,
    tool=st.just(1),
    use=st.sampled_from(USES),
    territory=st.sampled_from(["DE", "FR", "JP", "elsewhere", WORLDWIDE]),
    at=st.integers(3, 14).map(day),
)


@st.composite
def quarrels(draw: st.DrawFn) -> World:
    """One artist, one recording, one licence with notice: yes and no, back and forth."""
    terms = Terms(1, 1, 1, START, notice=timedelta(days=draw(st.integers(0, 4))))
    signed = Licence(1, 1, 1, 1, frozenset(USES), START, terms=(terms,))
    mandate = Mandate(1, 1, 1, frozenset(USES), frozenset(WorkKind), START)
    leg = Leg(1, WorkKind.RECORDING, 1, (Holder(1, START),))
    log = []
    for number in range(1, draw(st.integers(2, 9)) + 1):
        is_yes = draw(st.booleans())
        capacity = draw(st.sampled_from([Capacity.OWNER, Capacity.MANDATE]))
        log.append(
            Decision(
                number,
                1,
                is_yes,
                Scope(
                    draw(st.sampled_from([None, 1])),
                    draw(st.sampled_from([1] if is_yes else [1, None])),
                    draw(st.sampled_from([None, Use.DISCOVERY])),
                    draw(st.sampled_from([None, frozenset({"DE"})])),
                ),
                day(draw(st.integers(0, 8))),
                capacity,
                terms=1 if is_yes else None,
                reaches_later_works=True,
                mandate=1 if capacity is Capacity.MANDATE else None,
            )
        )
    return World(log, [signed], [mandate], [Work(1, (leg,))])
