"""The states of a notice: the table of moves says what the times say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from consent.domain.notices import MOVES, Event, NoticeState, Times, state, took

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
DUE = NOW + timedelta(hours=72)

WHAT_IT_SETS: dict[Event, dict[str, Any]] = {
    Event.DELIVERED: {"sent_at": NOW, "dead_at": None},
    Event.GIVEN_UP: {"dead_at": NOW},
    Event.SENT_AGAIN: {"dead_at": None},
    Event.ACKNOWLEDGES: {"acknowledged_at": NOW},
    Event.ENFORCES: {"acknowledged_at": NOW, "enforced_at": NOW},
}


class TestState:
    @given(st.lists(st.sampled_from(Event), max_size=8))
    def test_moves_as_the_table_says(self, events: list[Event]) -> None:
        stands, times, at = NoticeState.QUEUED, Times(deadline_at=DUE), NOW

        for event in events:
            if event not in MOVES[stands]:
                continue
            if event is Event.DEADLINE:
                at = DUE
            else:
                times = replace(times, **WHAT_IT_SETS[event])
            stands = MOVES[stands][event]
            assert state(times, at) is stands

    def test_is_overdue_at_the_deadline_itself(self) -> None:
        sent = Times(deadline_at=DUE, sent_at=NOW)

        assert state(sent, DUE - timedelta(seconds=1)) is NoticeState.SENT
        assert state(sent, DUE) is NoticeState.OVERDUE

    def test_believes_a_tool_that_obeyed_what_was_never_delivered(self) -> None:
        told = Times(dead_at=NOW, acknowledged_at=NOW, enforced_at=NOW)

        assert state(told, NOW) is NoticeState.ENFORCED

    def test_gives_every_state_a_meaning(self) -> None:
        assert all(each.meaning.endswith(".") and each.label for each in NoticeState)


class TestTook:
    def test_counts_nothing_before_the_no_takes_effect(self) -> None:
        assert took(NOW, NOW - timedelta(days=1)) == timedelta()
        assert took(NOW, NOW + timedelta(hours=3)) == timedelta(hours=3)
