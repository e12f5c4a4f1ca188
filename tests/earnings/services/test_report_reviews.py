"""Reports that a person looks at before they count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import Letter
from consent.services import tools
from earnings.domain import reviews
from earnings.models import RoyaltyRun, UsageReport
from earnings.services import report_outcomes, report_reviews, usage_reports
from tests.earnings.services.test_report_sets import first, second, states
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import say_no
from tests.factories.earnings import (
    RECEIVED_AT,
    Deal,
    balance,
    bring,
    deal,
    send,
    work_off,
    written,
)
from tests.factories.roster import BEFORE

pytestmark = pytest.mark.django_db

LATER = RECEIVED_AT + timedelta(hours=1)
UNKNOWN = "QZABC2600001"


@pytest.fixture(autouse=True)
def _small_reports_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviews, "LEAST_LINES", 2)


def waiting(label: Deal) -> UsageReport:
    """A report most of whose lines name no work."""
    rows = [label.line(line_id="a", quantity=2, net_revenue="1.5", currency="EUR")]
    more = [label.line(line_id=f"{n}", isrc=UNKNOWN, net_revenue="", currency="") for n in (1, 2)]
    return bring(label.tool, [*rows, *more])


class TestWaiting:
    def test_counts_for_nothing_and_says_what_it_comes_to(self) -> None:
        label = deal()

        report = waiting(label)

        assert (report.state, report.outcome) == ("done", "checked")
        assert (report.lines, report.matched_lines) == (3, 1)
        assert report.summary["revenue_micros"] == {"EUR": 1_500_000}
        assert [found["rule"] for found in report.summary["suspicions"]] == ["many_unmatched"]
        assert not report.months.exists()
        assert not RoyaltyRun.objects.exists()

    def test_writes_to_those_who_report_for_the_tool(self) -> None:
        label = deal()
        tools.add_member(tool=label.tool, user=UserFactory.create(), by=support(), now=BEFORE)

        report = waiting(label)

        letter = Letter.objects.latest("pk")
        assert letter.subject == f"{report.code} waits for a review"
        assert "2 of 3 lines name no work" in letter.text

    def test_says_how_many_lines_are_not_cleared(self) -> None:
        label = deal()
        say_no(label.artist, now=BEFORE + timedelta(days=1))

        assert waiting(label).summary["uncleared"] == 1

    def test_compares_with_the_last_month_told_of(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reviews, "LEAST_UNITS", 2)
        label = deal()
        bring(label.tool, [label.line(used_at="2026-01-31")])

        report = bring(label.tool, [label.line(quantity=6)])

        assert report.outcome == "checked"
        assert report.summary["before"]["month"] == "2026-01-01"
        assert (
            "comes to 6 uses, more than 5 times the 1"
            in report.summary["suspicions"][0]["sentence"]
        )

    def test_waits_where_lines_without_ids_tell_of_days_told_before(self) -> None:
        label = deal()
        one = bring(label.tool, [label.line(), label.line(quantity=2)])

        named = bring(label.tool, [label.line(line_id=f"{n}") for n in (1, 2)])
        nameless = [label.line(quantity=n) for n in (3, 4)]
        report = bring(label.tool, nameless)
        again = send(label.tool, written(nameless), replaces=one.code)

        assert named.outcome == "accepted"
        assert report.outcome == "checked"
        assert again.waits
        assert named.code in report.summary["suspicions"][0]["sentence"]


class TestAccept:
    def test_lets_it_count_as_any_other(self) -> None:
        label = deal()
        report = waiting(label)

        report_reviews.accept(report=report, by=support(), note="Checked by phone.", now=LATER)
        work_off(report, LATER)

        assert (report.outcome, report.review_note) == ("accepted", "Checked by phone.")
        assert balance(payee=label.payee) == 20_000

    def test_starts_over_when_killed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        label = deal()
        report = waiting(label)
        report_reviews.accept(report=report, by=support(), note="", now=LATER)
        with monkeypatch.context() as killing:
            killing.setattr(report_outcomes, "accept", _killed)
            with pytest.raises(KeyboardInterrupt):
                usage_reports.take_in(report_id=report.pk, clock=lambda: LATER)

        work_off(report, LATER + timedelta(minutes=10))

        assert report.outcome == "accepted"
        assert balance(payee=label.payee) == 20_000

    def test_is_for_support_alone(self) -> None:
        report = waiting(deal())

        with pytest.raises(PermissionDenied):
            report_reviews.accept(report=report, by=UserFactory.create(), note="", now=LATER)

    def test_refuses_what_waits_for_no_review(self) -> None:
        label = deal()
        report = bring(label.tool, [label.line()])

        with pytest.raises(report_reviews.NotWaiting, match="it is accepted"):
            report_reviews.reject(report=report, by=support(), note="", now=LATER)


class TestReject:
    def test_keeps_the_note_and_frees_the_message_id(self) -> None:
        label = deal()
        rows = [label.line(isrc=UNKNOWN, line_id=f"{n}", message_id="M1") for n in (1, 2)]
        report = bring(label.tool, rows)

        report_reviews.reject(report=report, by=support(), note="Wrong ISRCs.", now=LATER)
        cured = bring(label.tool, [label.line(line_id="1", message_id="M1")], LATER)

        report.refresh_from_db()
        assert (report.outcome, report.review_note) == ("rejected", "Wrong ISRCs.")
        assert cured.outcome == "accepted"

    def test_lets_support_think_again(self) -> None:
        report = waiting(deal())
        report_reviews.reject(report=report, by=support(), note="No.", now=LATER)

        assert usage_reports.check_again(report=report, by=support(), now=LATER)

        work_off(report, LATER)
        assert (report.outcome, report.review_note) == ("checked", "")


class TestSets:
    def test_waits_and_is_answered_as_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reviews, "LEAST_LINES", 2)
        label = deal()
        one = work_off(send(label.tool, first(UNKNOWN)).report)
        two = work_off(send(label.tool, second(UNKNOWN)).report)
        assert states(one, two) == [("done", "checked"), ("done", "checked")]

        report_reviews.accept(report=one, by=support(), note="", now=LATER)
        assert states(one, two) == [("waiting", "open"), ("done", "open")]
        work_off(one, LATER)

        assert states(one, two) == [("done", "accepted"), ("done", "accepted")]

    def test_is_rejected_as_one(self) -> None:
        label = deal()
        one = work_off(send(label.tool, first(UNKNOWN)).report)
        two = work_off(send(label.tool, second(UNKNOWN)).report)

        report_reviews.reject(report=two, by=support(), note="", now=LATER)

        assert states(one, two) == [("done", "rejected"), ("done", "rejected")]


def _killed(*_args: object) -> None:
    raise KeyboardInterrupt
