"""From gross to net, step by step."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from earnings.domain import waterfalls
from earnings.domain.waterfalls import Kind, Span, Step


class TestSpans:
    def test_hang_each_step_where_the_last_one_ended(self) -> None:
        steps = [
            Step("Earned", 100, is_sum=True),
            Step("Fee", -30),
            Step("Out of reserve", 5),
            Step("Yours", 75, is_sum=True),
        ]

        assert waterfalls.spans(steps) == (
            Span("Earned", Kind.SUM, 0, 100),
            Span("Fee", Kind.TAKEN, 100, 70),
            Span("Out of reserve", Kind.GIVEN, 70, 75),
            Span("Yours", Kind.SUM, 0, 75),
        )

    @given(st.lists(st.integers(-(10**12), 10**12), max_size=8))
    def test_end_at_the_sum_of_all_steps(self, amounts: list[int]) -> None:
        spans = waterfalls.spans([Step("", micros) for micros in amounts])

        assert (spans[-1].end_micros if spans else 0) == sum(amounts)
