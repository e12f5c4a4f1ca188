"""What providers said of a month's outputs."""

from __future__ import annotations

from typing import Any

import polars as pl

from earnings.domain import attribution_months
from tests.earnings.domain import frames

ARTISTS = pl.DataFrame(
    [(1, leg_set, 7, work) for leg_set in range(20) for work in (1, 900)],
    schema={"work": pl.Int64, "leg_set": pl.Int8, "artist": pl.Int64, "shown_work": pl.Int64},
    orient="row",
)


def said(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of work 1 that lines about it come to."""
    usual: dict[str, Any] = {"use": "reference", "attribution_weight_ppm": 120_000}
    lines = frames.lines(*(usual | row for row in rows)).with_columns(work=pl.lit(1, pl.Int64))
    found = attribution_months.of_works(lines, ARTISTS)
    return found.filter(pl.col("work") == 1).drop("work", "use").to_dicts()


class TestOfWorks:
    def test_tells_the_range_and_the_means_of_each_provider(self) -> None:
        rows: list[dict[str, Any]] = [
            {"output_id": "o", "attribution_confidence_ppm": 800_001},
            {"output_id": "p", "attribution_weight_ppm": 310_001},
        ]

        assert said(*rows, {"output_id": "q", "attribution_weight_ppm": None}) == [
            {
                "provider": "",
                "method": "",
                "outputs": 2,
                "lowest_ppm": 120_000,
                "mean_ppm": 215_000,
                "highest_ppm": 310_001,
                "confidence_ppm": 800_001,
                "disputed_outputs": 0,
            }
        ]

    def test_counts_outputs_on_which_providers_are_further_apart_than_a_tenth(self) -> None:
        one: dict[str, Any] = {
            "output_id": "o",
            "attribution_provider": "X",
            "attribution_method": "m",
        }
        rows = [
            one,
            one | {"attribution_provider": "Y", "attribution_weight_ppm": 220_001},
            one | {"output_id": "p"},
            one
            | {"output_id": "p", "attribution_provider": "Y", "attribution_weight_ppm": 220_000},
        ]

        found = [(row["provider"], row["outputs"], row["disputed_outputs"]) for row in said(*rows)]

        assert found == [("X", 2, 1), ("Y", 2, 1)]

    def test_shows_a_song_what_is_said_of_its_recording(self) -> None:
        lines = frames.lines({"attribution_weight_ppm": 5}).with_columns(work=pl.lit(1, pl.Int64))

        found = attribution_months.of_works(lines, ARTISTS)

        assert found.select("work", "mean_ppm").rows() == [(1, 5), (900, 5)]

    def test_has_nothing_to_tell_where_no_weight_is_stated(self) -> None:
        assert said({"attribution_weight_ppm": None}) == []
