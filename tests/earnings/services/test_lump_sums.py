"""Lump sums through the whole pipeline: recorded, previewed, allocated once, and found right."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.periods import Month
from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.models import Payee
from earnings.domain.lump_sums import AllocationKey
from earnings.models import Entry, LumpSum, RoyaltyRun
from earnings.services import archive, ledger_checks, lump_sums, maths_files, statement_files
from earnings.services.lump_sums import NotAllocated, NotRecorded, NotReversed
from tests.factories.accounts import UserFactory, support
from tests.factories.earnings import Deal, balance, bring, deal, last_run
from tests.factories.lump_sums import FEBRUARY, RECORDED_AT, came, recorded
from tests.factories.roster import (
    CreditFactory,
    OrganisationMemberFactory,
    PayeeFactory,
    RecordingFactory,
    SplitSheetFactory,
)
from tests.factories.settlements import close, statement

pytestmark = pytest.mark.django_db

LATER = datetime(2026, 4, 20, 9, tzinfo=UTC)


def used(label: Deal) -> tuple[Payee, Payee]:
    """The uses of example AC: Ana is the deal's payee; Ben and Cy."""
    ben, cy = PayeeFactory.create_batch(2)
    shared, held = RecordingFactory.create_batch(2, rights_holder=label.licence.organisation)
    CreditFactory.create(work=shared, artist=label.artist)
    CreditFactory.create(work=held)
    SplitSheetFactory.create(work=shared, shares={ben: 500_000, cy: 500_000})
    SplitSheetFactory.create(work=held, shares={label.payee: 1_000_000})
    bring(
        label.tool,
        [
            label.line(quantity=2),
            label.line(isrc=shared.isrc, quantity=5),
            label.line(isrc=held.isrc, quantity=9),
        ],
    )
    return ben, cy


class TestRecord:
    def test_stands_on_the_tool_s_unallocated_account(self) -> None:
        label = deal()

        lump_sum = recorded(label)

        assert (lump_sum.code, lump_sum.allocated_at) == ("LS-0001", None)
        assert balance(tool=label.tool, kind="unallocated") == 10_000_000
        assert balance(tool=label.tool, kind="tool") == -10_000_000
        assert not list(ledger_checks.faults())

    def test_is_for_support_and_the_organisation_s_admins(self) -> None:
        label = deal()
        admin, reader = UserFactory.create_batch(2)
        for user, role in ((admin, OrganisationRole.OWNER), (reader, OrganisationRole.READER)):
            OrganisationMemberFactory.create(
                organisation=label.licence.organisation, user=user, role=role
            )

        assert (
            lump_sums.record(received=came(label), by=admin, now=RECORDED_AT).recorded_by == admin
        )
        with pytest.raises(PermissionDenied, match="Only an owner of"):
            lump_sums.record(received=came(label), by=reader, now=RECORDED_AT)

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"amount_micros": 0}, "more than nothing"),
            ({"received_at": LATER}, "when it has come"),
            ({"last_month": FEBRUARY.previous()}, "lies before its first"),
        ],
    )
    def test_refuses_what_cannot_be(self, change: dict[str, object], sentence: str) -> None:
        wrong = came(deal(), **change)

        with pytest.raises(NotRecorded, match=sentence):
            lump_sums.record(received=wrong, by=support(), now=RECORDED_AT)


class TestAllocate:
    @pytest.mark.parametrize(
        ("key", "parts"),
        [
            (AllocationKey.EARNED, (2_857_143, 3_571_429, 3_571_428)),
            (AllocationKey.UNITS, (2_857_143, 3_571_429, 3_571_428)),
            (AllocationKey.WORKS, (5_000_000, 2_500_000, 2_500_000)),
            (AllocationKey.ALIKE, (3_333_334, 3_333_333, 3_333_333)),
        ],
    )
    def test_pays_as_the_ledger_s_example_ac(
        self, key: AllocationKey, parts: tuple[int, int, int]
    ) -> None:
        label = deal()
        ben, cy = used(label)

        lump_sums.allocate(lump_sum=recorded(label, key=key), by=support(), now=LATER)

        earned = (20_000, 25_000, 25_000)
        found = [balance(payee=payee) for payee in (label.payee, ben, cy)]
        assert [have - had for have, had in zip(found, earned, strict=True)] == list(parts)
        assert balance(tool=label.tool, kind="unallocated") == 0
        assert not list(ledger_checks.faults())

    def test_once_however_often_it_is_pressed(self) -> None:
        label = deal()
        used(label)
        first = recorded(label)
        stale = LumpSum.objects.get(pk=first.pk)

        lump_sums.allocate(lump_sum=first, by=support(), now=LATER)
        again = lump_sums.allocate(lump_sum=stale, by=support(), now=LATER)

        assert Entry.objects.filter(kind="allocation").count() == 1
        assert again.allocation_sha256 == archive.sha256(again.allocation_path)

    def test_begins_anew_where_it_was_killed_before_the_end(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        label = deal()
        used(label)
        lump_sum = recorded(label)
        with monkeypatch.context() as killed:
            killed.setattr(LumpSum, "save", _kill)
            with pytest.raises(KeyboardInterrupt):
                lump_sums.allocate(lump_sum=lump_sum, by=support(), now=LATER)
        assert balance(tool=label.tool, kind="unallocated") == 10_000_000

        lump_sums.allocate(lump_sum=lump_sum, by=support(), now=LATER)

        assert balance(tool=label.tool, kind="unallocated") == 0
        assert Entry.objects.filter(kind="allocation").count() == 1

    def test_waits_for_every_month_of_the_key(self) -> None:
        label = deal()
        used(label)
        RoyaltyRun.objects.filter(pk=last_run(label.licence).pk).update(state="failed")

        with pytest.raises(NotAllocated, match="of February 2026 is failed"):
            lump_sums.preview(lump_sum=recorded(label), now=LATER)

    def test_waits_until_the_months_of_the_key_are_over(self) -> None:
        label = deal()
        used(label)
        early = recorded(label, last_month=FEBRUARY.next())

        with pytest.raises(NotAllocated, match="March 2026, which is not over"):
            lump_sums.allocate(lump_sum=early, by=support(), now=RECORDED_AT)

    def test_waits_for_uses(self) -> None:
        with pytest.raises(NotAllocated, match="Wait until they are reported"):
            lump_sums.allocate(lump_sum=recorded(deal()), by=support(), now=LATER)

    def test_is_shown_before_it_is_done(self) -> None:
        label = deal()
        used(label)

        found = lump_sums.preview(lump_sum=recorded(label), now=LATER)

        assert found["amount_micros"].sum() == 10_000_000
        assert not Entry.objects.filter(kind="allocation").exists()


def _kill(*_args: object, **_options: object) -> None:
    raise KeyboardInterrupt


class TestReverse:
    def test_posts_the_opposite_of_all_of_it_and_names_it(self) -> None:
        label = deal()
        ben, cy = used(label)
        earned = [balance(payee=payee) for payee in (label.payee, ben, cy)]
        lump_sum = lump_sums.allocate(lump_sum=recorded(label), by=support(), now=LATER)

        reversal = lump_sums.reverse(
            lump_sum=lump_sum, why="It came for another label.", by=support(), now=LATER
        )

        assert (reversal.code, reversal.amount_micros) == ("LS-0002", -10_000_000)
        assert (reversal.reverses, reversal.entry.adjusts) == (lump_sum, lump_sum.entry)
        assert reversal.allocation_entry is not None
        assert reversal.allocation_entry.adjusts == lump_sum.allocation_entry
        assert [balance(payee=payee) for payee in (label.payee, ben, cy)] == earned
        assert balance(tool=label.tool, kind="unallocated") == 0
        assert not list(ledger_checks.faults())

    def test_is_told_by_the_next_statement_and_its_maths(self) -> None:
        label = deal()
        used(label)
        lump_sum = lump_sums.allocate(lump_sum=recorded(label), by=support(), now=LATER)
        close(Month.of(LATER))
        later = Month.of(LATER).until_at + timedelta(days=9)
        lump_sums.reverse(lump_sum=lump_sum, why="Wrong licence.", by=support(), now=later)

        close(Month.of(later))

        told = statement(label.payee, Month.of(later))
        assert (told.earned_micros, told.closing_micros) == (-2_857_143, 20_000)
        lines = list(csv.DictReader(io.StringIO("".join(statement_files.lines_csv(told)))))
        assert [(line["run_id"], line["net_amount"]) for line in lines] == [
            ("LS-0002", "-2.857143")
        ]
        assert maths_files.document(told)["lump_sums"][0]["amount_micros"] == -2_857_143
        assert not list(ledger_checks.faults())

    def test_is_done_once_and_for_good(self) -> None:
        lump_sum = recorded(deal())

        first, again = (
            lump_sums.reverse(lump_sum=lump_sum, why="Twice", by=support(), now=LATER)
            for _ in range(2)
        )

        assert first == again
        assert balance(tool=lump_sum.licence.tool, kind="tool") == 0
        with pytest.raises(NotReversed, match="LS-0002 takes a sum back itself"):
            lump_sums.reverse(lump_sum=first, why="Back", by=support(), now=LATER)
        with pytest.raises(NotAllocated, match="LS-0001 was taken back by LS-0002"):
            lump_sums.allocate(lump_sum=lump_sum, by=support(), now=LATER)
        with pytest.raises(NotAllocated, match="never allocated"):
            lump_sums.allocate(lump_sum=first, by=support(), now=LATER)
        assert not list(ledger_checks.faults())

    def test_wants_a_reason_and_somebody_who_keeps_the_sums(self) -> None:
        lump_sum = recorded(deal())

        with pytest.raises(NotReversed, match="Say why"):
            lump_sums.reverse(lump_sum=lump_sum, why="  ", by=support(), now=LATER)
        with pytest.raises(PermissionDenied):
            lump_sums.reverse(lump_sum=lump_sum, why="x", by=UserFactory.create(), now=LATER)
        assert LumpSum.objects.count() == 1
