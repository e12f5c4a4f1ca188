"""Account numbers as people write them, checked before money goes there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from earnings.domain.payout_accounts import Given, NotAnAccount, checked, usable_at, uses_iban


def given(**changed: str) -> Given:
    valid = {"holder": "Mira Holm", "country": "DE", "number": "DE89 3704 0044 0532 0130 00"}
    return Given(**valid | changed)


class TestChecked:
    def test_stores_capitals_without_spaces(self) -> None:
        found = checked(given(holder=" Mira  Holm ", country="de", bic="cobadeff xxx"))

        assert found == Given("Mira Holm", "DE", "DE89370400440532013000", "COBADEFFXXX")
        assert found.last_four == "3000"

    def test_takes_other_formats_by_their_length(self) -> None:
        found = checked(given(country="US", number="0123-4567", bic="BOFAUS3N"))

        assert (found.number, found.bic) == ("01234567", "BOFAUS3N")

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"number": "DE89370400440532013001"}, "number"),
            ({"number": "0123456789"}, "number"),
            ({"number": ""}, "number"),
            ({"country": "NL"}, "country"),
            ({"holder": "  "}, "holder"),
            ({"bic": "COBA"}, "bic"),
            ({"country": "US", "number": "1234", "bic": "BOFAUS3N"}, "number"),
            ({"country": "US", "number": "12345٣", "bic": "BOFAUS3N"}, "number"),
            ({"country": "US", "number": "1" * 35, "bic": "BOFAUS3N"}, "number"),
            ({"country": "US", "number": "0123456"}, "bic"),
        ],
    )
    def test_names_what_has_to_be_put_right(self, changed: dict[str, str], field: str) -> None:
        with pytest.raises(NotAnAccount) as refused:
            checked(given(**changed))

        assert refused.value.field == field

    @drawn(position=st.integers(4, 21), digit=st.sampled_from("0123456789"))
    def test_notices_any_one_digit_mistyped_in_an_iban(self, position: int, digit: str) -> None:
        right = "DE89370400440532013000"
        typed = right[:position] + digit + right[position + 1 :]

        if typed == right:
            assert checked(given(number=typed)).number == right
        else:
            with pytest.raises(NotAnAccount):
                checked(given(number=typed))


class TestGiven:
    def test_shows_no_number_where_it_is_logged(self) -> None:
        assert repr(checked(given())) == "Given(DE, ends in 3000)"


def test_countries_without_iban_are_known() -> None:
    assert [uses_iban(code) for code in ("DE", "NO", "XK", "US", "JP")] == [True] * 3 + [False] * 2


def test_payments_wait_for_whole_days() -> None:
    at = datetime(2026, 3, 15, 12, tzinfo=UTC)

    assert usable_at(at, 7) - at == timedelta(days=7)
    assert usable_at(at, 0) == at
