"""What a draft is to be looked at for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from earnings.domain import statement_drafts
from earnings.domain.statement_drafts import Concern, Drafted, Part

FINE = Drafted(
    earned_micros=100,
    earned_before_micros=100,
    closing_micros=50,
    held_micros=0,
    can_be_paid=True,
    has_contracts=True,
)


class TestConcerns:
    @pytest.mark.parametrize(
        ("told", "expected"),
        [
            ({}, ()),
            ({"can_be_paid": False}, (Concern.NO_ACCOUNT,)),
            ({"can_be_paid": False, "closing_micros": 0}, ()),
            ({"has_contracts": False}, (Concern.NO_CONTRACT,)),
            ({"closing_micros": -1}, (Concern.NEGATIVE,)),
            ({"held_micros": 1}, (Concern.HELD,)),
            ({"earned_micros": 200}, ()),
            ({"earned_micros": 201}, (Concern.LARGE_CHANGE,)),
            ({"earned_micros": 50}, ()),
            ({"earned_micros": 49}, (Concern.LARGE_CHANGE,)),
            ({"earned_micros": 0}, (Concern.LARGE_CHANGE,)),
            ({"earned_micros": 0, "earned_before_micros": 0}, ()),
            ({"earned_micros": 999, "earned_before_micros": None}, ()),
        ],
    )
    def test_name_what_is_not_as_usual(
        self, told: dict[str, object], expected: tuple[Concern, ...]
    ) -> None:
        assert statement_drafts.concerns(replace(FINE, **told)) == expected  # type: ignore[arg-type]

    def test_of_a_part_say_nothing_of_the_payee_s_own(self) -> None:
        part = Part(earned_micros=-3, earned_before_micros=-3, has_contract=False)

        assert statement_drafts.concerns_of_part(part) == (Concern.TAKEN_BACK,)
        assert all(concern.sentence for concern in Concern)
