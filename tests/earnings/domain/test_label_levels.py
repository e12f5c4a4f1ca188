"""The levels by which an organisation reads its earnings, and how each leads on."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnings.domain.label_levels import Level, Narrowing

KEY = UUID(int=1)


class TestAfter:
    @pytest.mark.parametrize(
        ("path", "leads_to"),
        [
            ([Level.ARTIST], Level.RELEASE),
            ([Level.ARTIST, Level.RELEASE], Level.WORK),
            ([Level.ARTIST, Level.RELEASE, Level.WORK], None),
            ([Level.RELEASE], Level.WORK),
            ([Level.TOOL], Level.ARTIST),
            ([Level.TOOL, Level.ARTIST], Level.RELEASE),
            ([Level.TERRITORY], Level.ARTIST),
            ([Level.TERRITORY, Level.ARTIST], None),
            ([Level.ARTIST, Level.TERRITORY], None),
            ([Level.ARTIST, Level.TOOL], Level.RELEASE),
        ],
        ids=lambda value: "-".join(value) if isinstance(value, list) else str(value),
    )
    def test_opens_into_what_is_deeper(self, path: list[Level], leads_to: Level | None) -> None:
        narrowing = Narrowing()
        for level in path:
            narrowing = narrowing.within(level, KEY)

        assert narrowing.after(path[-1]) is leads_to

    @given(st.data())
    def test_ends_at_the_lines_however_one_walks(self, data: st.DataObject) -> None:
        narrowing, by = Narrowing(), data.draw(st.sampled_from(Level))
        for _step in range(len(Level)):
            assert by in narrowing.levels
            narrowing = narrowing.within(by, KEY)
            following = narrowing.after(by)
            if following is None:
                break
            by = following

        assert narrowing.leads_to_lines


class TestSaid:
    def test_tells_no_release_from_none_chosen(self) -> None:
        assert Narrowing.said({"release": ""}) == Narrowing(release="")
        assert Narrowing.said({}) == Narrowing()

    def test_passes_over_what_makes_no_sense(self) -> None:
        assert Narrowing.said({"artist": "x", "work": "1", "tool": ""}) == Narrowing()

    def test_lets_a_territory_stand_above_a_release(self) -> None:
        assert Narrowing.said({"territory": "DE", "release": "A"}) == Narrowing(territory="DE")
