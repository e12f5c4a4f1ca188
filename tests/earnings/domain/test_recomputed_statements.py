"""A month settled by the site adds up again in plain Python, whatever came together in it."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artistportal.periods import Month
from earnings.domain import payee_months, recomputed_statements, statement_contents
from earnings.domain.contracts import Expenses
from earnings.domain.exchange_rates import converted
from earnings.domain.ledgers import EntryKind
from earnings.domain.papers import Paper, Wrong
from earnings.domain.payee_months import Booked, ContractTerms, Exchange, PayeeMonth, Release, Spent
from earnings.domain.statement_contents import Heading, Recouping
from earnings.domain.taxes import TaxRule

RATE = Decimal("0.897312")
TAXED = TaxRule("", "US", False, 300_000, date(2020, 1, 1), None, "A treaty")
ORGANISATIONS = {1: "one", 2: "two"}

BOOKED = st.builds(
    Booked,
    entry=st.integers(1, 99),
    kind=st.sampled_from([EntryKind.ROYALTIES, EntryKind.ROYALTIES, EntryKind.PAYOUT]),
    currency=st.sampled_from(["EUR", "USD"]),
    amount_micros=st.integers(-(10**6), 10**7),
    organisation=st.sampled_from([1, 2, None]),
    country=st.sampled_from(["", "US", "DE"]),
)
CONTRACTS = st.builds(
    lambda rate, fee, expenses, reserve, recoups: (
        ContractTerms(7, 7, 1, rate, fee, expenses, reserve, True, 5 if recoups else None, "EUR"),
    ),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.sampled_from(list(Expenses)),
    st.integers(0, 10**6),
    st.booleans(),
)
SPENT = st.lists(
    st.builds(
        Spent,
        st.just(7),
        st.just("EUR"),
        st.integers(1, 10**6),
        st.just(date(2026, 1, 3)),
        st.just("A video"),
    ),
    max_size=2,
)
MONTHS = st.builds(
    lambda booked, contracts, spent, release, opening, stands: PayeeMonth(
        1,
        tuple(booked),
        {"EUR": opening},
        contracts,
        tuple(spent),
        (Release(7, "EUR", {"US": release}, "S-000001"),) if release else (),
        {5: stands},
        "EUR",
    ),
    st.lists(BOOKED, max_size=6),
    CONTRACTS,
    SPENT,
    st.integers(0, 10**5),
    st.integers(-(10**6), 10**6),
    st.integers(0, 10**7),
)


def exchange(amount: int, given: str, wanted: str) -> Exchange:
    if given == wanted:
        return Exchange(given, amount, amount)
    return Exchange(given, amount, converted(amount, RATE), RATE, date(2026, 1, 30), "ECB")


def told(month: PayeeMonth) -> dict[str, Any] | None:
    """The content of the month's statement in EUR, as the closing makes it."""
    drafts = payee_months.work_out(month, exchange, lambda country: TAXED if country else None)
    draft = next((one for one in drafts if one.currency == "EUR"), None)
    if draft is None:
        return None
    heading = Heading(
        "S-000002",
        {"id": "x", "name": "Ana"},
        Month(date(2026, 1, 1)),
        datetime(2026, 2, 5, tzinfo=UTC),
        None,
        0,
        0,
        draft.unrecouped[5],
        (Recouping("Albums", month.unrecouped[5], draft.unrecouped[5]),),
    )
    return statement_contents.content(
        heading, month, draft, named, lambda country: TAXED if country else None
    )


def named(part: payee_months.DraftPart) -> dict[str, Any]:
    contract = part.contract
    name = ORGANISATIONS.get(part.organisation or 0)
    return {
        "organisation": {"id": name, "name": name} if name else None,
        "contract": contract
        and {
            "rate_ppm": contract.rate_ppm,
            "fee_ppm": contract.fee_ppm,
            "expenses": contract.expenses.value,
            "reserve_ppm": contract.reserve_ppm,
            "recoupment": "Albums" if contract.recoupment else None,
        },
    }


def check(month: PayeeMonth, content: dict[str, Any]) -> None:
    earned: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in month.booked:
        if each.kind is EntryKind.ROYALTIES:
            key = ORGANISATIONS.get(each.organisation or 0, ""), each.currency
            earned[key][each.country] += each.amount_micros
    unrecouped = {("one", "Albums"): month.unrecouped[5]}
    recomputed_statements.check(Paper("The statement", content), unrecouped, earned)


def kinded(content: dict[str, Any], month: PayeeMonth) -> dict[str, Any]:
    """With the kind of each entry, as the closing tells it."""
    kinds = {f"E-{each.entry:06d}": each.kind.value for each in month.booked}
    entries = [entry | {"kind": kinds[entry["entry"]]} for entry in content["entries"]]
    return content | {"entries": entries}


class TestCheck:
    @settings(max_examples=40, deadline=None)
    @given(MONTHS)
    def test_holds_for_whatever_the_site_settles(self, month: PayeeMonth) -> None:
        booked = tuple({each.entry: each for each in month.booked}.values())
        month = PayeeMonth(
            month.payee, booked, month.openings, month.contracts, month.spent, month.released,
            month.unrecouped, month.pays_in,
        )  # fmt: skip
        content = told(month)
        assert content is not None

        check(month, kinded(content, month))

        for name in (*recomputed_statements.SIGNS, "closing_micros", "unrecouped_micros"):
            forged = kinded(content, month) | {name: content[name] + 1}
            with pytest.raises(Wrong):
                check(month, forged)
