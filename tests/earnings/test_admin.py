"""Earnings at the support desk."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from artistportal.accounts.models import User
from earnings import tasks
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

        desk.post(REPORTS, {"action": "check_again", "_selected_action": [report.pk]})

        assert rung == [report.pk]

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
            {"action": "compute_again", "_selected_action": [run.pk]},
        )

        assert rung == [RoyaltyRun.objects.latest("number").pk]
