"""What holds for any lines, all the way from reports to the ledger; and example E."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from artistportal.periods import Month
from artistportal.roster.models import Payee
from consent.domain.payment import PayModel, PoolBasis
from earnings.models import Entry, Posting
from earnings.services import ledger_checks, royalty_runs
from tests.factories.earnings import RECEIVED_AT, Deal, balance, bring, deal, last_run
from tests.factories.roster import CreditFactory, PayeeFactory, RecordingFactory, SplitSheetFactory

pytestmark = pytest.mark.django_db

FEBRUARY = Month(date(2026, 2, 1))


def pooled(pool_micros: int) -> tuple[Deal, list[str], list[Payee]]:
    """A pool by usage, over a work of two payees, one that nobody allowed, and one unknown."""
    label = deal(
        pay_model=PayModel.PRO_RATA_USAGE, pool_basis=PoolBasis.FIXED, pool_micros=pool_micros
    )
    rights_holder = label.licence.organisation
    shared, silent = RecordingFactory.create_batch(2, rights_holder=rights_holder)
    CreditFactory.create(work=shared, artist=label.artist)
    CreditFactory.create(work=silent)
    payees = [label.payee, PayeeFactory.create(), PayeeFactory.create()]
    SplitSheetFactory.create(work=shared, shares={payees[1]: 333_333, payees[2]: 666_667})
    SplitSheetFactory.create(work=silent, shares={label.payee: 1_000_000})
    isrcs = [work.isrc or "" for work in (label.work, shared, silent)]
    return label, [*isrcs, "QZABC2600001"], payees


def held(label: Deal, payees: list[Payee]) -> list[int]:
    """What everybody has of a deal's pool, what waits, and what its tool owes."""
    waiting = [balance(tool=label.tool, kind=kind) for kind in ("held", "unmatched", "tool")]
    return [*(balance(payee=payee) for payee in payees), *waiting]


class TestExamples:
    def test_e_pool_is_divided_by_usage(self) -> None:
        label, (cleared, _, silent, unknown), payees = pooled(10_000_000)

        rows = [(cleared, 5), (silent, 3), (unknown, 2)]
        bring(label.tool, [label.line(isrc=isrc, quantity=units) for isrc, units in rows])

        assert held(label, payees) == [5_000_000, 0, 0, 3_000_000, 2_000_000, -10_000_000]
        assert not list(ledger_checks.faults())


class TestLaws:
    @settings(
        max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        pool=st.integers(1, 10**9),
        uses=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 99)), min_size=2, max_size=6),
        seed=st.integers(0, 99),
    )
    def test_nothing_is_lost_in_any_order_of_lines_and_files_or_by_running_twice(
        self, pool: int, uses: list[tuple[int, int]], seed: int
    ) -> None:
        found = []
        for is_mixed in (False, True):
            label, isrcs, payees = pooled(pool)
            rows = [
                label.line(isrc=isrcs[work], quantity=units, line_id=f"{number}")
                for number, (work, units) in enumerate(uses)
            ]
            cut = 1 + seed % (len(rows) - 1)
            mixed = Random(seed).sample(rows, len(rows))
            for file in (mixed[:cut], mixed[cut:]) if is_mixed else (rows,):
                bring(label.tool, file)
            found.append(held(label, payees))
            entries = Entry.objects.count()
            due = royalty_runs.due(licences=[label.licence.pk], month=FEBRUARY, now=RECEIVED_AT)
            royalty_runs.carry_out(run_id=due[0], clock=lambda: RECEIVED_AT)
            assert (Entry.objects.count(), last_run(label.licence).state) == (entries, "done")

        assert found[0] == found[1]
        assert sum(found[0]) == 0
        assert found[0][-1] == -pool
        assert sum(Posting.objects.values_list("amount_micros", flat=True)) == 0
