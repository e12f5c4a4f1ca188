"""Scopes: what lies within what, and what touches what, equals the same said of sets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from artistportal.roster.domain.uses import Use
from consent.domain.scopes import Scope
from tests.consent.domain.brute_force import atoms

scopes = st.builds(
    Scope,
    work=st.sampled_from([None, 1, 2]),
    tool=st.sampled_from([None, 1]),
    use=st.sampled_from([None, Use.TRAINING, Use.VOICE]),
    territories=st.sampled_from([None, frozenset({"DE"}), frozenset({"DE", "FR"})]),
)


class TestScope:
    @given(scopes, scopes)
    def test_lies_within_another_when_it_holds_nothing_else(self, one: Scope, other: Scope) -> None:
        assert one.lies_within(other) == (atoms(one) <= atoms(other))

    @given(scopes, scopes)
    def test_touches_another_when_something_lies_in_both(self, one: Scope, other: Scope) -> None:
        assert one.touches(other) == bool(atoms(one) & atoms(other))
