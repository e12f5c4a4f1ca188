"""Figures for Plotly and the SVG that is there before it."""

from __future__ import annotations

import json

import plotly.graph_objects as go
import pytest

from artistportal.periods import Month
from earnings.charts import charts, drawings, figures
from earnings.charts.charts import Marks
from earnings.domain.outlooks import Estimate
from earnings.domain.tallies import OTHERS
from earnings.domain.waterfalls import Step, spans

MONTHS = (Month.from_text("2025-12"), Month.from_text("2026-01"))


class TestByMonth:
    def test_is_a_figure_that_plotly_accepts_and_json_can_hold(self) -> None:
        figure = figures.by_month(
            [("Anvil", (1_000_000, None))], MONTHS, [False, True], [False, True], "EUR"
        )

        accepted = go.Figure(figure)

        assert accepted.data[0].y == (1.0, None)
        assert accepted.data[0].marker.pattern.shape == ("", "/")
        assert json.loads(json.dumps(figure)) == json.loads(accepted.to_json(pretty=False))

    def test_shows_no_markup_in_a_name(self) -> None:
        figure = figures.by_month(
            [("<b>Anvil</b>", (1, 1))], MONTHS, [False] * 2, [False] * 2, "EUR"
        )

        assert "<b>" not in json.dumps(figure["data"])


class TestSteps:
    def test_is_a_figure_that_plotly_accepts_with_a_trace_a_colour(self) -> None:
        figure = figures.steps(spans([Step("Earned", 3, is_sum=True), Step("Tax", -1)]), "EUR")

        accepted = go.Figure(figure)

        assert [trace.name for trace in accepted.data] == ["What there is", "Taken or kept back"]
        assert json.loads(json.dumps(figure)) == json.loads(accepted.to_json(pretty=False))


class TestRanges:
    def test_is_a_figure_that_plotly_accepts(self) -> None:
        figure = figures.ranges([("<b>Anvil", Estimate(1, 2, 3))], "EUR")

        accepted = go.Figure(figure)

        assert json.loads(json.dumps(figure)) == json.loads(accepted.to_json(pretty=False))
        assert "<b>" not in json.dumps(figure["data"])


class TestByName:
    def test_keeps_two_works_of_one_title_apart(self) -> None:
        figure = figures.by_name([("Undertow", 2_000_000), ("Undertow", 1_000_000)], "EUR")

        assert figure["data"][0]["y"] == [0, 1]
        assert figure["layout"]["yaxis"]["ticktext"] == ["Undertow", "Undertow"]


class TestDrawing:
    def test_stacks_bars_to_the_height_of_the_sum(self) -> None:
        drawing = drawings.by_month(
            [("a", (3, None)), (OTHERS, (1, 2))], MONTHS, [False] * 2, [False] * 2
        )

        floor = drawings.HEIGHT - drawings.BOTTOM
        first, second, third = drawing.bars
        assert first.y + first.height == pytest.approx(floor)
        assert second.y + second.height == pytest.approx(first.y)
        assert (second.colour, third.colour) == (7, 7)

    def test_stacks_corrections_below_zero(self) -> None:
        drawing = drawings.by_month(
            [("a", (4, 1)), ("b", (-2, 1))], MONTHS, [False] * 2, [False] * 2
        )

        above, below, *_ = drawing.bars
        zero = above.y + above.height
        assert below.y == pytest.approx(zero, abs=0.2)
        assert below.height == pytest.approx(above.height / 2, abs=0.2)

    def test_hatches_what_may_change_and_shades_what_is_not_told(self) -> None:
        drawing = drawings.by_month([("a", (3, None))], MONTHS, [True, False], [False, True])

        assert drawing.hatched == drawing.bars
        (gap,) = drawing.gaps
        assert gap.x > drawing.bars[0].x
        assert drawing.shading.count("z") == 1

    def test_hangs_steps_from_one_another(self) -> None:
        drawing = drawings.steps(
            spans(
                [Step("Earned", 100, is_sum=True), Step("Tax", -25), Step("Yours", 75, is_sum=True)]
            )
        )

        earned, tax, yours = drawing.bars
        assert tax.y == earned.y
        assert yours.y == pytest.approx(tax.y + tax.height, abs=0.2)

    def test_draws_the_bars_of_a_colour_in_one_path(self) -> None:
        drawing = drawings.by_name([("a", 2), ("b", 1)])

        ((colour, path),) = drawing.areas
        assert colour == 1
        assert path.count("z") == 2

    def test_of_nothing_has_no_bars(self) -> None:
        assert drawings.by_month([], MONTHS, [False] * 2, [False] * 2).bars == ()
        assert drawings.by_name([]).bars == ()


class TestChart:
    def test_names_what_its_colours_mean(self) -> None:
        amounts = [(f"Tool {n}", MONTHS[0], 10 - n) for n in range(8)]

        chart = charts.by_month(
            amounts, MONTHS, Marks(), "EUR", ("months", "By month", "So it was.")
        )

        assert [entry.colour for entry in chart.legend] == [1, 2, 3, 4, 5, 6, 7]
        assert chart.legend[-1].name == OTHERS
