"""Rows of what waits: example AE, whose they are, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest

from artistportal.roster.domain.uses import Use
from consent.domain.reasons import ALLOWING, Reason
from earnings.domain import next_steps, unpaid
from earnings.domain.allocations import ALLOCATION_SCHEMA
from earnings.domain.cells import WORK_SCHEMA
from earnings.domain.exclusions import Exclusion
from earnings.domain.next_steps import Cure
from earnings.domain.sides import LEG_SET_OF_USE
from earnings.domain.unpaid import UNMATCHED_SCHEMA, UNPAID_SCHEMA, Waiting

ANA, BEN, LABEL, SHARED, BARE = 1, 2, 70, 10, 11

LINES = pl.DataFrame(
    {"identifier": ["X", "Y", "Y"], "title": ["B", None, "A"], "artist": ["C", "D", None]},
).with_columns(work=pl.lit(None, pl.Int64), quantity=pl.lit(2, pl.Int64))


def allocation(*rows: Mapping[str, object]) -> pl.LazyFrame:
    """Rows of an allocation; what they do not say is nothing."""
    nothing = dict.fromkeys(ALLOCATION_SCHEMA)
    given = {"use": Use.DISCOVERY.value, "outcome": "held", "reason": "silence", "units": 3}
    return pl.DataFrame(
        [nothing | given | dict(row) for row in rows], schema=ALLOCATION_SCHEMA
    ).lazy()


def artists(*pairs: tuple[int, int]) -> pl.DataFrame:
    leg_set = LEG_SET_OF_USE[Use.DISCOVERY]
    rows = [(work, leg_set, artist, work) for work, artist in pairs]
    schema = {"work": pl.Int64, "leg_set": pl.Int8, "artist": pl.Int64, "shown_work": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


class TestExampleAE:
    FRAME = allocation(
        {"payee": ANA, "work": SHARED, "amount_micros": 18_000},
        {"payee": BEN, "work": SHARED, "amount_micros": 12_000},
        {"work": BARE, "amount_micros": 20_000, "reason": "no_split_sheet", "units": 2},
        {"payee": ANA, "work": SHARED, "amount_micros": 7_000, "outcome": "payable", "reason": ""},
    )

    def test_gives_each_payee_their_own(self) -> None:
        waiting = unpaid.held_back({("EUR", LABEL): [self.FRAME]})

        rows = unpaid.of_payees(waiting)

        assert rows.schema == UNPAID_SCHEMA
        own = rows.select("payee", "work", "amount_micros", "units").rows()
        assert own == [(ANA, SHARED, 18_000, 3), (BEN, SHARED, 12_000, 3)]

    def test_tells_label_and_artist_of_what_is_nobodys(self) -> None:
        waiting = unpaid.held_back({("EUR", LABEL): [self.FRAME]})

        rows = unpaid.of_nobody(waiting, artists((BARE, ANA), (SHARED, BEN)))

        assert rows.select("organisation", "artist", "amount_micros").rows() == [
            (LABEL, None, 20_000),
            (None, ANA, 20_000),
        ]
        held = int(waiting["amount_micros"].sum())
        assert held == 18_000 + 12_000 + 20_000


class TestHeldBack:
    def test_counts_uses_once_that_two_organisations_pay_for(self) -> None:
        row = {"payee": ANA, "work": SHARED, "amount_micros": 5}
        found = {("EUR", LABEL): [allocation(row)], ("EUR", 71): [allocation(row)]}

        (only,) = unpaid.of_payees(unpaid.held_back(found)).rows(named=True)

        assert (only["units"], only["amount_micros"]) == (3, 10)

    def test_keeps_currencies_and_disputes_apart(self) -> None:
        row = {"payee": ANA, "work": SHARED, "amount_micros": 5}
        found = {
            ("EUR", LABEL): [allocation(row, row | {"outcome": "disputed", "reason": "disputed"})],
            ("USD", LABEL): [allocation(row)],
        }

        rows = unpaid.of_payees(unpaid.held_back(found))

        assert set(rows.select("waiting", "currency").rows()) == {
            ("held", "EUR"),
            ("held", "USD"),
            ("disputed", "EUR"),
        }

    def test_loses_nothing_where_there_are_many_works(self) -> None:
        many = [{"payee": ANA, "work": work, "amount_micros": work} for work in range(1, 251)]

        rows = unpaid.of_payees(unpaid.held_back({("EUR", LABEL): [allocation(*many)]}))

        assert rows.height == unpaid.MOST_WORKS + 1
        assert rows["amount_micros"].sum() == sum(range(1, 251))
        assert rows.filter(pl.col("work").is_null())["works"].to_list() == [200]
        assert rows["work"].drop_nulls().min() == 201


class TestUnmatched:
    def test_says_whose_and_what_was_reported(self) -> None:
        row = {"outcome": "unmatched", "reason": "no_such_work", "identifier": "Y"}
        found = {("EUR", LABEL): [allocation(row | {"amount_micros": 9, "units": 4})]}

        rows = unpaid.unmatched(found, LINES.lazy())

        assert rows.schema == UNMATCHED_SCHEMA
        columns = ("organisation", "identifier", "title", "artist", "units", "amount_micros")
        assert set(rows.select(columns).rows()) == {
            (LABEL, "Y", "A", "D", 4, 9),
            (None, "X", "B", "C", 2, None),
        }

    def test_is_nothing_where_all_is_known(self) -> None:
        assert unpaid.unmatched({}, LINES.lazy().filter(pl.lit(value=False))).is_empty()


class TestExcluded:
    def test_has_no_amount(self) -> None:
        cells = pl.DataFrame(
            {"work": [BARE], "use": ["discovery"], "units": [4], "outcome": ["excluded"]}
        ).with_columns(reason=pl.lit("duplicate"))
        works = pl.DataFrame([("X", BARE, "recording", LABEL)], schema=WORK_SCHEMA, orient="row")

        rows = unpaid.excluded(cells, works, artists((BARE, ANA)))

        assert rows.select("artist", "organisation", "units", "amount_micros").rows() == [
            (None, LABEL, 4, None),
            (ANA, None, 4, None),
        ]


class TestExplain:
    @pytest.mark.parametrize(
        ("waiting", "code"),
        [
            *((Waiting.HELD, reason.value) for reason in Reason if reason not in ALLOWING),
            *((Waiting.HELD, code) for code in ("no_split_sheet", "no_side", "no_answer")),
            *((Waiting.EXCLUDED, exclusion.value) for exclusion in Exclusion),
            (Waiting.DISPUTED, "disputed"),
        ],
    )
    def test_has_words_and_a_next_step_for_every_reason(self, waiting: Waiting, code: str) -> None:
        explained = next_steps.explain(waiting, code)

        assert explained.reason.endswith(".")
        assert explained.next_step.endswith(".")

    def test_leads_to_where_something_can_be_done(self) -> None:
        assert next_steps.explain(Waiting.HELD, "silence").cure is Cure.CONSENT
        assert next_steps.explain(Waiting.HELD, "licence_ended").cure is Cure.CLAIMS
        assert next_steps.explain(Waiting.HELD, "no_split_sheet").cure is Cure.SPLITS
