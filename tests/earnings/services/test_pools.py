"""Pay models and pools, from a report to the ledger: docs/ledger.md, section 4, N to R."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from artistportal.background import JobState
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Payee, SplitSheet, Work
from consent.domain.payment import Breakage, PayModel, PoolBasis, Unattributed
from earnings.models import Entry, ExchangeRate, Posting, RoyaltyRun, ToolMonth
from earnings.services import archive, ledger_checks
from tests.factories.consent import say_yes
from tests.factories.earnings import RECEIVED_AT, Deal, balance, bring, deal, last_run
from tests.factories.roster import (
    BEFORE,
    CompositionFactory,
    CreditFactory,
    PayeeFactory,
    RecordingFactory,
    SplitSheetFactory,
)

pytestmark = pytest.mark.django_db

EUR = 1_000_000
APRIL = datetime(2026, 4, 3, tzinfo=UTC)


def another(label: Deal) -> tuple[Work, Payee]:
    """A second recording of the same artist, paid to a payee of its own."""
    work = RecordingFactory.create(rights_holder=label.licence.organisation)
    CreditFactory.create(work=work, artist=label.artist)
    payee = PayeeFactory.create()
    SplitSheetFactory.create(work=work, shares={payee: 1_000_000})
    return work, payee


def part(label: Deal, work: Work, output: str, weight: str = "", **more: object) -> dict[str, Any]:
    """A line of a work's part in an output."""
    said = {"line_id": f"{work.isrc} {output}", "output_id": output, "attribution_weight": weight}
    return label.line(isrc=work.isrc, **said, **more)


def outputs(label: Deal, other: Work) -> list[dict[str, Any]]:
    """The outputs of example N."""
    return [
        part(label, label.work, "first", "0.6"),
        part(label, other, "first", "0.4"),
        part(label, label.work, "second", "0.5"),
        part(label, label.work, "third", "0.9"),
        part(label, other, "third", "0.6"),
        part(label, other, "fourth"),
    ]


def attributed(policy: Unattributed) -> Deal:
    return deal(
        pay_model=PayModel.ATTRIBUTION_WEIGHTED,
        pool_basis=PoolBasis.FIXED,
        pool_micros=100 * EUR,
        unattributed=policy,
    )


def guaranteed(breakage: Breakage, **more: Any) -> Deal:
    said = {"pay_model": PayModel.PRO_RATA_USAGE, "revenue_ppm": 250_000} | more
    return deal(pool_basis=PoolBasis.AT_LEAST, minimum_micros=500 * EUR, breakage=breakage, **said)


def used(label: Deal, other: Work, revenue: str) -> list[dict[str, Any]]:
    """Sixty units of one work and forty of another, and the month's net revenue."""
    return [
        label.line(quantity=60, net_revenue=revenue, currency="EUR", line_id="x"),
        label.line(isrc=other.isrc, quantity=40, line_id="y"),
    ]


class TestAttribution:
    @pytest.mark.parametrize(
        ("policy", "x", "y", "nobody"),
        [
            (Unattributed.SHARED, 68 * EUR, 32 * EUR, 0),
            (Unattributed.HELD, 42_500_000, 20 * EUR, 37_500_000),
            (Unattributed.BY_USAGE, 61_250_000, 38_750_000, 0),
        ],
    )
    def test_n_is_paid(self, policy: Unattributed, x: int, y: int, nobody: int) -> None:
        label = attributed(policy)
        other, payee = another(label)

        bring(label.tool, outputs(label, other))

        run = last_run(label.licence)
        assert (balance(payee=label.payee), balance(payee=payee)) == (x, y)
        assert balance(tool=label.tool, kind="unattributed") == run.unattributed_micros == nobody
        assert (run.terms, run.pool_micros) == (label.terms, 100 * EUR)
        assert not list(ledger_checks.faults())

    def test_comes_to_the_same_in_any_order_of_lines_and_files(self) -> None:
        found = set()
        for seed in range(3):
            label = attributed(Unattributed.HELD)
            other, payee = another(label)
            rows = random.Random(seed).sample(outputs(label, other), 6)
            for now, half in ((None, rows[:3]), (APRIL, rows[3:])):
                bring(label.tool, half, **({"now": now} if now else {}))
            found.add((balance(payee=label.payee), balance(payee=payee)))

        assert found == {(42_500_000, 20 * EUR)}

    def test_of_one_provider_where_the_terms_name_it(self) -> None:
        label = attributed(Unattributed.HELD)
        other, payee = another(label)
        label.licence.terms.update(attribution_provider="A")
        said = [("A", "0.6", "0.4"), ("B", "0.2", "0.8")]

        bring(
            label.tool,
            [
                part(label, work, "o", weight, attribution_provider=who) | {"line_id": f"{who}{n}"}
                for who, *weights in said
                for n, (work, weight) in enumerate(zip((label.work, other), weights, strict=True))
            ],
        )

        assert (balance(payee=label.payee), balance(payee=payee)) == (60 * EUR, 40 * EUR)


class TestGuarantee:
    def test_o_is_shared(self) -> None:
        label = guaranteed(Breakage.SHARED)
        other, payee = another(label)

        bring(label.tool, used(label, other, "1200"))

        run = last_run(label.licence)
        assert (balance(payee=label.payee), balance(payee=payee)) == (300 * EUR, 200 * EUR)
        assert (run.pool_micros, run.breakage_micros) == (500 * EUR, 200 * EUR)
        assert run.revenue_micros == 1_200 * EUR
        assert not list(ledger_checks.faults())

    def test_o_is_kept_and_given_back_when_more_is_earned(self) -> None:
        label = guaranteed(Breakage.ORGANISATION)
        other, payee = another(label)
        house = Payee.objects.create(name="House", organisation=label.licence.organisation)

        bring(label.tool, used(label, other, "1200"))
        assert (balance(payee=label.payee), balance(payee=payee)) == (180 * EUR, 120 * EUR)
        assert balance(payee=house) == 200 * EUR

        more = label.line(quantity=0, net_revenue="2800", currency="EUR", line_id="z")
        bring(label.tool, [more], now=APRIL)

        assert (balance(payee=label.payee), balance(payee=payee)) == (600 * EUR, 400 * EUR)
        assert balance(payee=house) == 0
        assert not list(ledger_checks.faults())

    def test_is_held_where_the_organisation_has_no_payee(self) -> None:
        label = guaranteed(Breakage.ORGANISATION, pay_model=PayModel.PER_USE_RATE, revenue_ppm=None)

        bring(label.tool, [label.line()])

        assert balance(payee=label.payee) == 10_000
        assert balance(tool=label.tool, kind="held") == 499_990_000

    def test_is_the_organisation_s_where_only_others_were_used(self) -> None:
        label = guaranteed(Breakage.ORGANISATION)
        house = Payee.objects.create(name="House", organisation=label.licence.organisation)
        other = deal(licence__tool=label.tool)

        bring(label.tool, [other.line()])

        assert balance(payee=house) == 500 * EUR
        assert balance(payee=other.payee) == 10_000


class TestFlatPerWork:
    def test_p_is_equal_for_each_work(self) -> None:
        label = deal(
            pay_model=PayModel.FLAT_PER_WORK, pool_basis=PoolBasis.FIXED, pool_micros=1_000
        )
        other, payee = another(label)

        bring(
            label.tool,
            [
                label.line(quantity=5),
                label.line(quantity=3, territory="FR"),
                label.line(isrc=other.isrc),
                label.line(isrc="QZABC2600009", quantity=90),
            ],
        )

        assert (balance(payee=label.payee), balance(payee=payee)) == (334, 333)
        assert balance(tool=label.tool, kind="unmatched") == 333
        rows = archive.read(last_run(label.licence).allocation_path).sort("territory")
        of_x = rows.filter(rows["work"] == label.work.pk)
        assert of_x["amount_micros"].to_list() == [209, 125]


class TestRounding:
    @pytest.mark.parametrize(
        ("ppm", "parts"),
        [
            ([333_333, 333_333, 333_334], [33, 33, 34]),
            ([142_857] * 6 + [142_858], [15, 14, 14, 14, 14, 14, 15]),
        ],
    )
    def test_b_and_q_three_and_seven_ways(self, ppm: list[int], parts: list[int]) -> None:
        label = deal(rates_micros={Use.DISCOVERY: 1})
        payees = PayeeFactory.create_batch(len(ppm))
        SplitSheet.objects.update(until_date=date(2026, 1, 1))
        shares = dict(zip(payees, ppm, strict=True))
        SplitSheetFactory.create(work=label.work, shares=shares, from_date=date(2026, 1, 1))

        bring(label.tool, [label.line(quantity=100)])

        assert [balance(payee=payee) for payee in payees] == parts


class TestRevenue:
    def test_r_below_nothing_is_taken_back_and_made_up_for(self) -> None:
        label = deal(
            pay_model=PayModel.PRO_RATA_USAGE,
            pool_basis=PoolBasis.PCT_REVENUE,
            revenue_ppm=250_000,
        )
        other, payee = another(label)
        money = {"currency": "EUR"}

        bring(
            label.tool,
            [
                label.line(net_revenue="10", **money),
                label.line(isrc=other.isrc, quantity=2, net_revenue="-30.00001", **money),
            ],
        )
        assert (balance(payee=label.payee), balance(payee=payee)) == (-1_666_667, -3_333_335)
        assert balance(tool=label.tool, kind="tool") == 5_000_002

        march = label.line(used_at="2026-03-02", net_revenue="40", **money)
        bring(label.tool, [march], now=APRIL)

        assert balance(payee=label.payee) == 10 * EUR - 1_666_667
        assert not list(ledger_checks.faults())

    def test_f_is_exchanged_on_the_month_s_last_day(self) -> None:
        label = deal(
            pay_model=PayModel.PRO_RATA_USAGE,
            pool_basis=PoolBasis.PCT_REVENUE,
            revenue_ppm=250_000,
        )
        bring(label.tool, [label.line(net_revenue="12.345678", currency="EUR", line_id="a")])
        bring(label.tool, [label.line(net_revenue="11", currency="USD", line_id="b")])
        failed = last_run(label.licence)
        assert failed.state == JobState.FAILED
        assert "net revenue in USD, but the licence pays in EUR" in failed.error

        ExchangeRate.objects.create(
            currency="USD",
            rate_date=date(2026, 2, 27),
            per_euro=Decimal("1.10"),
            source="ECB",
            imported_at=RECEIVED_AT,
        )
        bring(label.tool, [label.line(quantity=0, line_id="c")], now=APRIL)

        run = last_run(label.licence)
        assert (run.revenue_micros, run.pool_micros) == (22_345_678, 5_586_419)
        assert balance(payee=label.payee) == 5_586_419


def postings() -> Mapping[tuple[str, str], int]:
    """What every account holds, by what it is called wherever the test runs."""
    held: dict[tuple[str, str], int] = {}
    for posting in Posting.objects.select_related("account__payee"):
        key = posting.account.kind, str(posting.account.payee or "")
        held[key] = held.get(key, 0) + posting.amount_micros
    return {key: amount for key, amount in held.items() if amount}


class TestLedger:
    def test_restated_and_restated_back_ends_as_it_was(self) -> None:
        label = attributed(Unattributed.HELD)
        other, _ = another(label)
        bring(label.tool, outputs(label, other))
        before = postings()
        less = part(label, other, "first", "0.1", corrects=f"{other.isrc} first")

        bring(label.tool, [less | {"line_id": "less"}], now=APRIL)
        between = postings()
        again = part(label, other, "first", "0.4", corrects="less")
        bring(label.tool, [again | {"line_id": "again"}], now=APRIL)

        assert between != before
        assert postings() == before
        first, *rest = Entry.objects.order_by("number")
        assert [entry.adjusts for entry in rest] == [first, rest[0]]
        assert not list(ledger_checks.faults())

    def test_is_the_same_to_the_micro_unit_on_every_database(self) -> None:
        label = guaranteed(
            Breakage.ORGANISATION,
            pay_model=PayModel.ATTRIBUTION_WEIGHTED,
            unattributed=Unattributed.BY_USAGE,
        )
        other, second = another(label)
        house = Payee.objects.create(organisation=label.licence.organisation)
        payees = PayeeFactory.create_batch(7)
        SplitSheet.objects.filter(work=other).update(until_date=date(2026, 2, 10))
        shares = dict(zip(payees, [142_857] * 6 + [142_858], strict=True))
        SplitSheetFactory.create(work=other, shares=shares, from_date=date(2026, 2, 10))
        for place, payee in enumerate([label.payee, second, house, *payees]):
            Payee.objects.filter(pk=payee.pk).update(name=f"{place}")

        rows = outputs(label, other)
        rows += [label.line(isrc=f"QZABC26000{n:02}", quantity=n) for n in range(10, 14)]
        rows += [label.line(use="analysis", quantity=3, net_revenue="1234.567891", currency="EUR")]
        bring(label.tool, rows)

        told = "\n".join(f"{kind} {name} {n}" for (kind, name), n in sorted(postings().items()))
        digest = hashlib.sha256(told.encode()).hexdigest()
        assert digest.startswith("5ef5acbc335278b3"), told
        assert RoyaltyRun.objects.get().allocation_sha256


class TestRates:
    def test_o_weigh_a_pool_that_is_fixed(self) -> None:
        rates = {Use.DISCOVERY: 1_000, Use.TRAINING: 2_000}
        label = deal(rates_micros=rates, pool_basis=PoolBasis.FIXED, pool_micros=600)
        song = CompositionFactory.create(rights_holder=label.licence.organisation)
        CreditFactory.create(work=song, artist=label.artist, role=CreditRole.WRITER)
        SplitSheetFactory.create(work=song, shares={label.payee: 1_000_000})
        label.work.compositions.add(song)
        say_yes(label.artist, label.terms, use=Use.TRAINING, now=BEFORE)

        bring(label.tool, [label.line(quantity=2), label.line(use="training", quantity=2)])

        by_use = ToolMonth.objects.order_by("use").values_list("use", "units", "earned_micros")
        assert list(by_use) == [("discovery", 2, 200), ("training", 2, 400)]
        assert balance(payee=label.payee) == -balance(tool=label.tool, kind="tool") == 600
        assert not list(ledger_checks.faults())
