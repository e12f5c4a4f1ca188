"""The map of territories: its outlines, its scale, its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from earnings.charts import maps
from earnings.queries.overview import TerritoryFigure

WORLD = Path(__file__).resolve().parents[3] / "static" / "img" / "world.svg"


class TestOutlines:
    def test_are_those_that_the_file_holds(self) -> None:
        assert set(re.findall(r'id="([A-Z]{2})"', WORLD.read_text())) == maps.OUTLINES

    def test_weigh_little(self) -> None:
        assert WORLD.stat().st_size < 50_000


class TestStep:
    @pytest.mark.parametrize(
        ("share_ppm", "step"),
        [(0, 1), (9_999, 1), (10_000, 2), (99_999, 3), (100_000, 4), (250_000, 5), (1_000_000, 5)],
    )
    def test_follows_the_share_of_the_whole(self, share_ppm: int, step: int) -> None:
        assert maps.step(share_ppm) == step


class TestOfTerritories:
    def test_colours_what_earned_and_names_what_has_no_outline(self) -> None:
        found = [
            TerritoryFigure("DE", 5, 900_000),
            TerritoryFigure("2136", 5, 100_000),
            TerritoryFigure("FR", 5, 0),
        ]

        drawn = maps.of_territories(found, 1_000_000, "Germany brought most.")

        assert [(place.code, place.step) for place in drawn.places] == [("DE", 5)]
        assert drawn.sentence == "Germany brought most. Not on the map: the whole world."
        assert drawn.legend == ((5, "25% and more"),)
