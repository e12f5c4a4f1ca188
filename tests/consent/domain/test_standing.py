"""What would only repeat what was said, and what came since."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artistportal.roster.domain.uses import Use
from consent.domain.decisions import Capacity, Decision
from consent.domain.scopes import Scope
from consent.domain.standing import Saying, Standing

AT = datetime(2026, 3, 1, tzinfo=UTC)

SCOPES = st.builds(
    Scope,
    st.sampled_from([None, 1, 2]),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([None, Use.TRAINING, Use.REMIX]),
    st.sampled_from([None, frozenset({"DE"}), frozenset({"DE", "FR"})]),
)
SAYINGS = st.builds(
    Saying,
    st.booleans(),
    SCOPES,
    st.sampled_from([Capacity.OWNER, Capacity.MANDATE]),
    st.none(),
    st.booleans(),
    st.none(),
)


def decisions(said: list[Saying]) -> list[Decision]:
    """What was said, numbered from 1 on."""
    return [
        Decision(
            number,
            1,
            saying.is_yes,
            saying.scope,
            AT,
            saying.capacity,
            saying.terms,
            saying.reaches_later_works,
        )
        for number, saying in enumerate(said, start=1)
    ]


class TestAlready:
    @given(st.lists(SAYINGS, max_size=8), SAYINGS)
    def test_is_the_newest_alike_unless_something_contrary_came(
        self, said: list[Saying], new: Saying
    ) -> None:
        alike = [number for number, each in enumerate(said, start=1) if each == new]
        newest = max(alike, default=None)
        contrary = newest is not None and any(
            each.is_yes != new.is_yes and each.scope.touches(new.scope) for each in said[newest:]
        )

        assert Standing(decisions(said)).already(new) == (None if contrary else newest)

    def test_tells_capacities_apart(self) -> None:
        no = Saying(False, Scope(), Capacity.MANDATE, None, True, None)

        standing = Standing(decisions([no]))

        assert standing.already(no) == 1
        assert standing.already(replace(no, capacity=Capacity.OWNER)) is None


class TestNewestTouching:
    @given(st.lists(SAYINGS, max_size=8), SCOPES, st.integers(0, 8))
    def test_is_the_newest_after_what_was_seen(
        self, said: list[Saying], scope: Scope, seen: int
    ) -> None:
        log = decisions(said)
        touching = [d.number for d in log if d.number > seen and d.scope.touches(scope)]

        assert Standing(log).newest_touching(scope, seen) == max(touching, default=None)

    @pytest.mark.parametrize("seen", [0, 1])
    def test_is_none_where_nothing_touches(self, seen: int) -> None:
        no = Saying(False, Scope(work=1), Capacity.OWNER, None, True, None)

        assert Standing(decisions([no])).newest_touching(Scope(work=2), seen) is None
