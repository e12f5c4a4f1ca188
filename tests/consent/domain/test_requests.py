"""Where a request stands, whom it asks, and what answers come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artistportal.roster.domain.uses import Use, WorkKind
from consent.domain import requests as rules
from consent.domain.agreements import Licence
from consent.domain.requests import (
    ENDINGS,
    TRANSITIONS,
    Ask,
    Event,
    LeftOut,
    Moments,
    Outcome,
    Part,
    State,
)
from consent.domain.works import Holder, Leg, Work

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LABEL, PUBLISHER = 1, 2
ANA, BEN = 10, 20
REC, SONG, VOICE = WorkKind.RECORDING, WorkKind.COMPOSITION, WorkKind.VOICE


def leg(work: int, kind: WorkKind, *holders: int, of: int = LABEL) -> Leg:
    return Leg(work, kind, of, tuple(Holder(artist, NOW) for artist in holders))


def nobody(_artist: int, _leg: Leg, _use: Use) -> bool:
    return False


class TestStanding:
    def test_is_open_until_something_happens(self) -> None:
        assert rules.standing(Moments(NOW + DAY), NOW).state is State.OPEN

    @pytest.mark.parametrize(
        ("happened", "state"),
        [
            ({"deadline_at": NOW}, State.CLOSED),
            ({"withdrawn_at": NOW - DAY}, State.WITHDRAWN),
            ({"overtaken_at": NOW}, State.OVERTAKEN),
            ({"licence_until_at": NOW}, State.ENDED),
            ({"answered_at": NOW}, State.ANSWERED),
            ({"answered_at": NOW - DAY, "withdrawn_at": NOW}, State.WITHDRAWN),
            ({"withdrawn_at": NOW, "deadline_at": NOW}, State.WITHDRAWN),
            ({"overtaken_at": NOW - DAY, "deadline_at": NOW}, State.OVERTAKEN),
            ({"overtaken_at": NOW + DAY}, State.OPEN),
        ],
    )
    def test_is_told_by_what_happened_first(
        self, happened: Mapping[str, datetime], state: State
    ) -> None:
        moments = Moments(**{"deadline_at": NOW + 9 * DAY, **happened})

        assert rules.standing(moments, NOW).state is state

    @given(st.data())
    def test_stays_closed_once_it_is_closed(self, data: st.DataObject) -> None:
        at = st.none() | st.integers(-5, 5).map(lambda days: NOW + days * DAY)
        moments = Moments(
            NOW + data.draw(st.integers(-5, 5)) * DAY, *(data.draw(at) for _ in "abcd")
        )
        then = NOW + data.draw(st.integers(-6, 6)) * DAY
        before = rules.standing(moments, then)

        later = rules.standing(moments, then + data.draw(st.integers(0, 9)) * DAY)

        assert before.takes_answers or later == before

    @pytest.mark.parametrize("event", ENDINGS)
    def test_says_why_it_takes_no_answer(self, event: Event) -> None:
        refusal = rules.Standing(ENDINGS[event], NOW).refusal

        assert "15 Mar 2026" in refusal
        assert "consent centre" in refusal

    def test_refuses_nothing_while_it_takes_answers(self) -> None:
        assert rules.Standing(State.ANSWERED, NOW).refusal == ""


class TestTransitions:
    def test_lead_out_of_every_state_that_takes_answers_and_of_no_other(self) -> None:
        leaving = {state for state, _ in TRANSITIONS}

        assert leaving == {state for state in State if state.takes_answers}

    def test_are_those_of_the_document(self) -> None:
        document = (Path(__file__).parents[3] / "docs/requests.md").read_text()

        drawn = "\n".join(
            f"{state.value:<9} ── {event.value} ──▶ {after.value}"
            for (state, event), after in TRANSITIONS.items()
        )
        listed = "\n".join(
            f"| {state.value} | {state.label} | {'yes' if state.takes_answers else 'no'} |"
            for state in State
        )
        assert drawn in document
        assert listed in document


class TestAsking:
    def test_asks_everybody_who_holds_consent_over_a_leg_that_a_use_needs(self) -> None:
        work = Work(5, (leg(5, REC, ANA), leg(6, SONG, ANA, BEN)))

        asking = rules.asking([work], [Use.TRAINING], LABEL, nobody)

        assert asking.parts == {
            Part(ANA, Use.TRAINING, REC): {5},
            Part(ANA, Use.TRAINING, SONG): {6},
            Part(BEN, Use.TRAINING, SONG): {6},
        }

    def test_asks_nobody_about_what_somebody_else_licenses(self) -> None:
        work = Work(5, (leg(5, REC, ANA), leg(6, SONG, BEN, of=PUBLISHER)))

        asking = rules.asking([work], [Use.TRAINING], LABEL, nobody)

        assert asking.artists == [ANA]
        assert asking.licensed_elsewhere == 1

    def test_asks_once_about_a_song_in_two_recordings(self) -> None:
        song = leg(6, SONG, BEN)
        works = [Work(4, (leg(4, REC, ANA), song)), Work(5, (leg(5, REC, ANA), song))]

        asking = rules.asking(works, [Use.REMIX], LABEL, nobody)

        assert asking.parts[Part(BEN, Use.REMIX, SONG)] == {6}
        assert asking.works == (4, 5)

    def test_leaves_out_who_allows_it_already(self) -> None:
        work = Work(5, (leg(5, REC, ANA, BEN),))

        asking = rules.asking([work], [Use.ANALYSIS], LABEL, lambda artist, *_: artist == ANA)

        assert asking.artists == [BEN]

    @pytest.mark.parametrize(
        ("legs", "uses", "why"),
        [
            ((leg(5, REC, ANA, of=PUBLISHER),), [Use.TRAINING], LeftOut.NOT_LICENSED),
            ((leg(5, REC, ANA),), [Use.STYLE], LeftOut.NOT_NEEDED),
            ((leg(5, REC),), [Use.TRAINING], LeftOut.NOBODY),
        ],
    )
    def test_says_why_nobody_is_asked_about_a_work(
        self, legs: tuple[Leg, ...], uses: list[Use], why: LeftOut
    ) -> None:
        asking = rules.asking([Work(5, legs)], uses, LABEL, nobody)

        assert asking.left_out == {5: why}
        assert why.sentence

    def test_leaves_out_a_work_that_everybody_allows(self) -> None:
        work = Work(5, (leg(5, REC, ANA),))

        asking = rules.asking([work], [Use.TRAINING], LABEL, lambda *_: True)

        assert asking.left_out == {5: LeftOut.ALLOWED}


class TestOutcome:
    T, R = Use.TRAINING, Use.REMIX

    @pytest.mark.parametrize(
        ("answers", "takes_answers", "told"),
        [
            ({(T, REC): None}, True, Outcome.OPEN),
            ({(T, REC): None}, False, Outcome.NOT_AGREED),
            ({(T, REC): True}, True, Outcome.AGREED),
            ({(T, REC): True, (T, SONG): None}, True, Outcome.OPEN),
            ({(T, REC): True, (T, SONG): None}, False, Outcome.NOT_AGREED),
            ({(T, REC): None, (T, SONG): False}, True, Outcome.NOT_AGREED),
            ({(T, REC): True, (R, REC): False}, True, Outcome.IN_PART),
            ({(T, REC): True, (R, REC): None}, True, Outcome.OPEN),
            ({(T, REC): True, (R, REC): None}, False, Outcome.IN_PART),
        ],
    )
    def test_is_agreed_only_where_every_kind_of_work_is(
        self, answers: rules.Answers, takes_answers: bool, told: Outcome
    ) -> None:
        assert rules.outcome(answers, takes_answers) is told


class TestRefusals:
    LICENCE = Licence(
        7, 7, 1, LABEL, frozenset({Use.TRAINING}), NOW - DAY, NOW + 90 * DAY, frozenset({"DE"})
    )
    SOUND = Ask(frozenset({Use.TRAINING}), NOW + 9 * DAY, NOW + 60 * DAY, frozenset({"DE"}))

    @pytest.mark.parametrize("territories", [frozenset({"DE"}), None])
    def test_lets_a_sound_request_pass(self, territories: frozenset[str] | None) -> None:
        ask = replace(self.SOUND, territories=territories)

        assert rules.refusals(ask, self.LICENCE, NOW) == []

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"uses": frozenset()}, "Name at least one use."),
            ({"uses": frozenset({Use.VOICE})}, "L-0007 covers training: ask for nothing else."),
            ({"territories": frozenset({"FR"})}, "L-0007 reaches DE: ask for no other territory."),
            ({"deadline_at": NOW + DAY / 2}, "Leave people a day at least"),
            ({"deadline_at": NOW + 200 * DAY}, "A request stays open for 180 days at most"),
            ({"deadline_at": NOW + 100 * DAY}, "choose a deadline before that"),
            ({"ends_at": NOW + 8 * DAY}, "choose a later last day"),
            ({"ends_at": NOW + 91 * DAY}, "ask until then at most"),
            ({"is_current": False}, "not the ones on offer now"),
        ],
    )
    def test_says_what_the_licence_does_not_hold(self, changed: dict[str, Any], told: str) -> None:
        ask = replace(self.SOUND, **changed)

        assert any(told in sentence for sentence in rules.refusals(ask, self.LICENCE, NOW))

    def test_asks_nothing_under_a_licence_that_ended(self) -> None:
        told = rules.refusals(self.SOUND, self.LICENCE, NOW + 90 * DAY)

        assert "L-0007 has ended: choose a licence that is in force." in told
