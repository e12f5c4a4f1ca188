"""Earnings at the support desk."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from artistportal.accounts.models import User
from earnings import tasks
from earnings.domain import reviews
from earnings.models import RoyaltyRun, UsageReport
from tests.factories.earnings import bring, deal, last_run, send, work_off, written

pytestmark = pytest.mark.django_db

REPORTS = "/admin/earnings/usagereport/"


@pytest.fixture
def desk(client: Client) -> Client:
    """The browser of a superuser of support."""
    user = User.objects.create_superuser("support@example.org")
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    return client


class TestUsageReportAdmin:
    def test_brings_a_report_in_for_a_tool(
        self, desk: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        label = deal()
        rung: list[int] = []
        monkeypatch.setattr(tasks, "ring_reports", rung.extend)
        file = SimpleUploadedFile("r.tsv", written([label.line()]))

        desk.post(f"{REPORTS}add/", {"tool": label.tool.pk, "file": file})

        report = UsageReport.objects.get()
        assert rung == [report.pk]
        assert work_off(report).outcome == "accepted"

    def test_says_that_the_same_bytes_came_before(self, desk: Client) -> None:
        label = deal()
        send(label.tool, b"use\n")
        file = SimpleUploadedFile("r.tsv", b"use\n")

        answer = desk.post(f"{REPORTS}add/", {"tool": label.tool.pk, "file": file}, follow=True)

        assert "came before" in answer.text
        assert UsageReport.objects.count() == 1

    def test_checks_a_rejected_report_again(
        self, desk: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        label = deal()
        report = work_off(send(label.tool, written([label.line(use="x")])).report)
        rung: list[int] = []
        monkeypatch.setattr(tasks, "ring_reports", rung.extend)

        chosen = {"action": "check_again", "_selected_action": [report.pk]}
        desk.post(REPORTS, chosen | {"reason": "The catalogue is whole now."})

        assert rung == [report.pk]

    def test_answers_a_report_that_waits_on_its_page(
        self, desk: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reviews, "LEAST_LINES", 1)
        label = deal()
        report = bring(label.tool, [label.line(isrc="QZABC2600001")])
        rung: list[int] = []
        monkeypatch.setattr(tasks, "ring_reports", rung.extend)
        page = f"{REPORTS}{report.pk}/change/"

        shown = desk.get(page).text
        desk.post(page, {"review": "accept", "note": "Fine."})

        assert "1 of 1 lines name no work" in shown
        assert rung == [report.pk]
        report.refresh_from_db()
        assert (report.state, report.review_note) == ("waiting", "Fine.")
        assert "Accept it" not in desk.get(page).text

    def test_rejects_reports_that_wait_in_the_list(
        self, desk: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reviews, "LEAST_LINES", 1)
        label = deal()
        waits = bring(label.tool, [label.line(isrc="QZABC2600001")])
        other = bring(label.tool, [label.line()])

        answer = desk.post(
            REPORTS,
            {"action": "reject", "note": "No.", "_selected_action": [waits.pk, other.pk]},
            follow=True,
        )

        waits.refresh_from_db()
        assert (waits.outcome, waits.review_note) == ("rejected", "No.")
        assert f"{other.code} waits for no review" in answer.text

    def test_brings_in_what_stands_in_for_another(self, desk: Client) -> None:
        label = deal()
        one = bring(label.tool, [label.line()])
        for text, count in (("R-000099", 1), (one.code, 2)):
            file = SimpleUploadedFile("r.tsv", written([label.line(line_id="b")]))
            sent = {"tool": label.tool.pk, "file": file, "stands_in_for": text}

            desk.post(f"{REPORTS}add/", sent)

            assert UsageReport.objects.count() == count
        assert UsageReport.objects.latest("number").replaces == one

    def test_never_changes_a_report(self, desk: Client) -> None:
        label = deal()
        report = bring(label.tool, [label.line()])

        answer = desk.get(f"{REPORTS}{report.pk}/change/")

        assert answer.status_code == 200
        assert 'name="tool"' not in answer.text


class TestLists:
    @pytest.mark.parametrize(
        "name",
        ["usagereport", "reportproblem", "royaltyrun", "summaryrefresh", "entry", "ledgeraccount"],
    )
    def test_open_with_few_queries(
        self, desk: Client, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        label = deal()
        for number in range(6):
            bring(label.tool, [label.line(line_id=number), label.line(isrc="QZABC2600001")])

        with django_assert_max_num_queries(10):
            answer = desk.get(f"/admin/earnings/{name}/", {"q": "1"})

        assert answer.status_code == 200

    def test_show_an_entry_with_its_postings(self, desk: Client) -> None:
        label = deal()
        bring(label.tool, [label.line()])
        entry = last_run(label.licence).entry

        answer = desk.get(f"/admin/earnings/entry/{entry.pk}/change/")

        assert "0.01" in answer.text


class TestRoyaltyRunAdmin:
    def test_computes_a_month_again(self, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        label = deal()
        bring(label.tool, [label.line()])
        rung: list[int] = []
        monkeypatch.setattr(tasks, "ring_runs", rung.extend)
        run = last_run(label.licence)

        desk.post(
            "/admin/earnings/royaltyrun/",
            {
                "action": "compute_again",
                "_selected_action": [run.pk],
                "reason": "The splits were put right.",
            },
        )

        assert rung == [RoyaltyRun.objects.latest("number").pk]
