"""A payee's month worked out: currencies, contracts, and that nothing is lost."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from earnings.domain import payee_months
from earnings.domain.contracts import Expenses
from earnings.domain.ledgers import EntryKind
from earnings.domain.payee_months import (
    Booked,
    ContractTerms,
    Draft,
    Exchange,
    PayeeMonth,
    Release,
)

LABEL, OTHER = 7, 8


def doubled(amount: int, given: str, wanted: str) -> Exchange:
    """Every currency is worth twice every other one."""
    if given == wanted:
        return Exchange(given, amount, amount)
    return Exchange(given, amount, 2 * amount, Decimal(2))


def worked_out(month: PayeeMonth) -> dict[str, Draft]:
    drafts = payee_months.work_out(month, doubled, lambda _country: None)
    return {draft.currency: draft for draft in drafts}


def half(pk: int = 1, *, is_valid: bool = True, recoupment: int | None = None) -> ContractTerms:
    return ContractTerms(
        pk, pk, LABEL, 500_000, 0, Expenses.AFTER_SPLIT, 0, is_valid, recoupment, "EUR"
    )


def earned(amount: int, currency: str = "EUR", organisation: int = LABEL) -> Booked:
    return Booked(1, EntryKind.ROYALTIES, currency, amount, organisation)


class TestWorkOut:
    def test_settles_each_currency_by_itself_without_payout_terms(self) -> None:
        drafts = worked_out(PayeeMonth(1, (earned(10), earned(20, "USD")), contracts=(half(),)))

        assert {name: draft.closing_micros for name, draft in drafts.items()} == {
            "EUR": 5,
            "USD": 10,
        }

    def test_exchanges_what_was_earned_and_leaves_what_stood_before(self) -> None:
        month = PayeeMonth(1, (earned(10), earned(20, "USD")), {"USD": 3}, pays_in="EUR")

        drafts = worked_out(month)

        assert drafts["EUR"].closing_micros == 50
        assert (drafts["USD"].opening_micros, drafts["USD"].closing_micros) == (3, 3)

    def test_applies_a_contract_to_its_organisations_licences_alone(self) -> None:
        month = PayeeMonth(1, (earned(10), earned(10, organisation=OTHER)), contracts=(half(),))

        (draft,) = worked_out(month).values()

        assert [part.settled.net_micros for part in draft.parts] == [10, 5]

    def test_releases_in_the_currency_that_was_reserved(self) -> None:
        release = Release(1, "USD", {"": 9}, "S-000001")
        month = PayeeMonth(1, contracts=(half(is_valid=False),), released=(release,), pays_in="EUR")

        assert worked_out(month)["USD"].closing_micros == 9

    def test_recoups_only_in_the_currency_of_the_account(self) -> None:
        month = PayeeMonth(
            1, (earned(20, "USD"),), contracts=(half(recoupment=4),), unrecouped={4: 100}
        )

        assert worked_out(month)["USD"].closing_micros == 10

    @given(
        st.lists(
            st.builds(
                Booked,
                st.just(1),
                st.sampled_from([EntryKind.ROYALTIES, EntryKind.ALLOCATION, EntryKind.PAYOUT]),
                st.sampled_from(["EUR", "USD"]),
                st.integers(-(10**9), 10**9),
                st.sampled_from([LABEL, OTHER, None]),
            ),
            max_size=5,
        ),
        st.integers(-(10**9), 10**9),
        st.sampled_from(["", "EUR"]),
        st.integers(0, 10**9),
    )
    def test_loses_nothing(
        self, booked: list[Booked], opening: int, pays_in: str, stands: int
    ) -> None:
        month = PayeeMonth(
            1,
            tuple(booked),
            {"EUR": opening},
            contracts=(half(recoupment=4),),
            unrecouped={4: stands},
            pays_in=pays_in,
        )

        drafts = worked_out(month)

        for currency, draft in drafts.items():
            paid = sum(
                one.amount_micros
                for one in booked
                if one.kind is EntryKind.PAYOUT and one.currency == currency
            )
            elsewhere = sum(draft.total(name) for name in ("costs_micros", "recouped_micros"))
            assert draft.closing_micros + elsewhere == draft.opening_micros + paid + draft.total(
                "earned_micros"
            )
