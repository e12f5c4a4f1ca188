"""Claims: made, changed and withdrawn by themselves, as the reports and the log have it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from pytest_django import DjangoAssertNumQueries

from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from consent.domain.reasons import Reason
from consent.models import Licence
from earnings.domain.claims import ClaimState, Withdrawal
from earnings.models import Claim, ClaimVersion, SummaryRefresh
from earnings.services import claims, summaries
from tests.factories.consent import TermsFactory, ToolFactory, say_no, say_yes
from tests.factories.earnings import RECEIVED_AT, Deal, bring, change_hands, deal
from tests.factories.roster import BEFORE, CreditFactory

pytestmark = pytest.mark.django_db

NO_AT = datetime(2026, 2, 15, 12, tzinfo=UTC)
FEBRUARY = Month.from_text("2026-02")


def refused(label: Deal, **scope: object) -> int:
    """The artist's no at noon on 15 February; its number."""
    said = {"tool": label.tool, "use": Use.DISCOVERY, "now": NO_AT} | scope
    return say_no(label.artist, **said).number


def used(label: Deal, used_at: str, **cells: object) -> dict[str, object]:
    return label.line(used_at=used_at, line_id=used_at, **cells)


def withdrawn(label: Deal, line_id: str) -> dict[str, object]:
    """The line that withdraws one sent before."""
    return label.line(used_at=line_id, line_id=f"no-{line_id}", corrects=line_id, quantity=0)


class TestMade:
    def test_for_a_use_after_the_no_and_not_before(self) -> None:
        label = deal()
        number = refused(label)

        report = bring(
            label.tool,
            [
                used(label, "2026-02-15T11:59:59Z"),
                used(label, "2026-02-15T12:00:00Z", quantity=3),
                used(label, "2026-02-20T08:00:00Z", quantity=4),
            ],
        )

        claim = Claim.objects.get()
        assert (claim.code, claim.units, claim.reason) == ("C-000001", 7, "said_no")
        assert (claim.licence, claim.work, claim.use) == (label.licence, label.work, "discovery")
        assert claim.decision
        assert claim.decision.number == number
        assert claim.first_used_at == NO_AT
        assert claim.last_used_at == datetime(2026, 2, 20, 8, tzinfo=UTC)
        assert claim.reports == [report.number]
        assert claim.report_codes == [report.code]

    def test_with_a_history_that_asks_nothing_a_claim(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        label = deal()
        refused(label)
        bring(label.tool, [used(label, "2026-02-20")])
        claim = Claim.objects.get()

        with django_assert_num_queries(0):
            version = ClaimVersion.of(claim)

        assert version.decision_id == claim.decision_id is not None

    def test_for_a_day_that_the_no_cut_short(self) -> None:
        label = deal()
        number = refused(label)

        bring(label.tool, [used(label, "2026-02-15")])

        claim = Claim.objects.get()
        assert claim.reason == Reason.SAID_NO
        assert claim.decision
        assert claim.decision.number == number

    def test_after_the_notice_and_not_within_it(self) -> None:
        label = deal(notice_days=5)
        number = refused(label)

        bring(
            label.tool, [used(label, "2026-02-20T11:00:00Z"), used(label, "2026-02-20T13:00:00Z")]
        )

        claim = Claim.objects.get()
        assert (claim.units, claim.first_used_at.hour) == (1, 13)
        assert claim.decision
        assert claim.decision.number == number

    def test_as_example_k_of_the_ledger_has_it(self) -> None:
        label = deal(notice_days=5, unlicensed_rates_micros={Use.DISCOVERY: 500_000})
        refused(label)
        bring(
            label.tool,
            [
                used(label, "2026-02-15T13:00:00Z", quantity=2),
                used(label, "2026-02-20T11:00:00Z", quantity=1),
                used(label, "2026-02-20T13:00:00Z", quantity=4),
                used(label, "2026-02-28T09:00:00Z", quantity=3),
            ],
        )
        claim = Claim.objects.get()
        assert (claim.units, claim.first_used_at.day, claim.last_used_at.day) == (7, 20, 28)
        assert claim.amount_micros == 3_500_000

        bring(label.tool, [withdrawn(label, "2026-02-20T13:00:00Z")])
        claim.refresh_from_db()
        assert (claim.units, claim.first_used_at.day, claim.version) == (3, 28, 2)
        assert claim.amount_micros == 1_500_000

        bring(label.tool, [withdrawn(label, "2026-02-28T09:00:00Z")])
        claim.refresh_from_db()
        assert claim.state == ClaimState.WITHDRAWN

    def test_at_the_rate_for_what_was_not_cleared(self) -> None:
        label = deal(unlicensed_rates_micros={Use.DISCOVERY: 500_000})
        refused(label)

        bring(label.tool, [used(label, "2026-02-16", quantity=4)])
        claim = Claim.objects.get()
        assert (claim.amount_micros, claim.currency) == (2_000_000, "EUR")

        bring(label.tool, [withdrawn(label, "2026-02-16"), used(label, "2026-02-17")])
        claim.refresh_from_db()
        versions = claim.versions.order_by("number")
        assert list(versions.values_list("amount_micros", flat=True)) == [2_000_000, 500_000]

    def test_without_an_amount_where_no_rate_was_agreed(self) -> None:
        label = deal(unlicensed_rates_micros={Use.TRAINING: 500_000})
        refused(label)

        bring(label.tool, [used(label, "2026-02-16")])

        claim = Claim.objects.get()
        assert (claim.amount_micros, claim.currency) == (None, "")

    def test_of_silence(self) -> None:
        label = deal()

        bring(label.tool, [used(label, "2026-02-10", use="analysis")])

        claim = Claim.objects.get()
        assert (claim.reason, claim.decision) == ("silence", None)
        assert claim.rule.sentence == "Has not answered; silence is no."

    def test_of_a_co_holders_silence(self) -> None:
        label = deal()
        CreditFactory.create(work=label.work)

        bring(label.tool, [used(label, "2026-02-10")])

        claim = Claim.objects.get()
        assert (claim.reason, claim.decision) == ("silence", None)

    def test_of_a_licence_that_had_ended(self) -> None:
        label = deal()
        Licence.objects.filter(pk=label.licence.pk).update(until_at=NO_AT)

        bring(label.tool, [used(label, "2026-02-16")])

        claim = Claim.objects.get()
        assert (claim.reason, claim.licence) == ("licence_ended", label.licence)
        assert claim.rule.sentence == "The licence has ended."

    def test_of_a_tool_without_a_licence(self) -> None:
        label = deal()
        stranger = ToolFactory.create()

        bring(stranger, [used(label, "2026-02-10", quantity=8)])

        claim = Claim.objects.get()
        assert (claim.tool, claim.licence, claim.reason) == (stranger, None, "no_licence")
        assert claim.units == 8

    def test_against_the_yes_that_had_ended(self) -> None:
        label = deal()
        yes = say_yes(
            label.artist,
            label.terms,
            use=Use.ANALYSIS,
            ends_at=NO_AT,
            now=BEFORE + timedelta(days=1),
        )

        bring(label.tool, [used(label, "2026-02-16", use="analysis")])

        claim = Claim.objects.get()
        assert (claim.reason, claim.decision) == ("yes_ended", yes)

    def test_never_of_what_nobody_can_know_or_of_what_was_cleared(self) -> None:
        label = deal()

        bring(
            label.tool,
            [used(label, "2026-02-10"), used(label, "2026-02-11", isrc="QZZZZ2600001")],
        )

        assert not Claim.objects.exists()


class TestFollowed:
    def test_twice_the_same_changes_nothing(self) -> None:
        label = deal()
        refused(label)
        bring(label.tool, [used(label, "2026-02-20")])
        before = list(Claim.objects.values()), list(ClaimVersion.objects.values())

        job = summaries.due(tool=label.tool.pk, month=FEBRUARY, now=RECEIVED_AT)
        summaries.refresh(refresh_id=job, clock=lambda: RECEIVED_AT + timedelta(days=1))

        assert before == (list(Claim.objects.values()), list(ClaimVersion.objects.values()))

    def test_grows_with_a_later_report(self) -> None:
        label = deal()
        refused(label)
        first = bring(label.tool, [used(label, "2026-02-20")])
        second = bring(label.tool, [used(label, "2026-02-21", quantity=5)])

        claim = Claim.objects.get()
        assert (claim.units, claim.version, claim.reports) == (6, 2, [first.number, second.number])
        assert list(claim.versions.order_by("number").values_list("units", flat=True)) == [1, 6]

    def test_is_withdrawn_with_the_line(self) -> None:
        label = deal()
        refused(label)
        bring(label.tool, [used(label, "2026-02-20")])

        bring(
            label.tool,
            [label.line(used_at="2026-02-20", line_id="b", corrects="2026-02-20", quantity=0)],
        )

        claim = Claim.objects.get()
        assert (claim.state, claim.why) == (ClaimState.WITHDRAWN, Withdrawal.NOT_REPORTED)
        assert claim.units == 1

    def test_is_withdrawn_by_a_correction_to_before_the_no(self) -> None:
        label = deal()
        refused(label)
        bring(label.tool, [used(label, "2026-02-20")])

        bring(
            label.tool,
            [label.line(used_at="2026-02-10", line_id="b", corrects="2026-02-20", use="discovery")],
        )

        claim = Claim.objects.get()
        assert (claim.state, claim.why) == (ClaimState.WITHDRAWN, Withdrawal.CLEARED)
        assert claim.versions.count() == 2

    def test_is_withdrawn_where_no_line_reports_the_use_any_more(self) -> None:
        label = deal()
        refused(label)
        bring(label.tool, [used(label, "2026-02-20")])

        bring(
            label.tool,
            [
                label.line(
                    used_at="2026-02-10", line_id="b", corrects="2026-02-20", isrc="QZZZZ2600001"
                )
            ],
        )

        assert Claim.objects.get().why == Withdrawal.NOT_REPORTED

    def test_moves_to_another_claim_with_the_rights(self) -> None:
        label = deal()
        refused(label)
        bring(label.tool, [used(label, "2026-02-20")])
        heir = TermsFactory.create(licence__tool=label.tool)
        change_hands(label, heir.licence.organisation)

        bring(label.tool, [used(label, "2026-02-21")])

        old, new = Claim.objects.order_by("number")
        assert (old.why, old.licence) == (Withdrawal.OTHER_CLAIM, label.licence)
        assert (new.units, new.licence) == (2, heir.licence)

    def test_opens_again_under_its_number(self) -> None:
        label = deal()
        refused(label)
        bring(label.tool, [used(label, "2026-02-20")])
        bring(label.tool, [label.line(used_at="2026-02-10", line_id="b", corrects="2026-02-20")])

        bring(label.tool, [used(label, "2026-02-22")])

        claim = Claim.objects.get()
        assert (claim.state, claim.why, claim.version) == (ClaimState.OPEN, "", 3)

    def test_killed_before_the_end_leaves_nothing_and_ends_the_same(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        label = deal()
        refused(label)
        follow = claims.follow

        def killed(**asked: object) -> None:
            follow(**asked)  # type: ignore[arg-type]  # passed on
            raise SystemExit

        monkeypatch.setattr(claims, "follow", killed)
        with pytest.raises(SystemExit):
            bring(label.tool, [used(label, "2026-02-20")])
        assert not Claim.objects.exists()
        monkeypatch.undo()

        late = RECEIVED_AT + timedelta(hours=1)
        summaries.refresh(refresh_id=SummaryRefresh.objects.get().pk, clock=lambda: late)

        assert Claim.objects.get().number == 1


class TestVersions:
    def test_are_never_changed(self) -> None:
        label = deal()
        refused(label)
        bring(label.tool, [used(label, "2026-02-20")])

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            ClaimVersion.objects.update(units=0)
