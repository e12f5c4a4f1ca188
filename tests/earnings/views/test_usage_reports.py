"""A tool rep's pages: sending a report, watching it, reading its problems."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from consent.models import Tool
from consent.services import tools
from earnings import tasks
from earnings.domain import reviews
from earnings.models import UsageReport
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import ToolFactory
from tests.factories.earnings import RECEIVED_AT, bring, deal, send, work_off, written
from tests.factories.roster import BEFORE

pytestmark = pytest.mark.django_db

REPORTS = reverse("earnings:reports")


def rep_of(tool: Tool) -> Client:
    """The browser of somebody who reports for the tool."""
    user = UserFactory.create()
    tools.add_member(tool=tool, user=user, by=support(), now=BEFORE)
    client = Client()
    client.force_login(user)
    return client


class TestListed:
    def test_keeps_what_is_sent_and_rings(self, monkeypatch: pytest.MonkeyPatch) -> None:
        tool = ToolFactory.create()
        rung: list[int] = []
        monkeypatch.setattr(tasks, "ring_reports", rung.extend)
        file = SimpleUploadedFile("october.tsv", b"use\tterritory\n")

        answer = rep_of(tool).post(REPORTS, {"file": file})

        report = UsageReport.objects.get()
        assert answer.headers["Location"] == reverse("earnings:report", args=[report.public_id])
        assert rung == [report.pk]
        assert report.file_name == "october.tsv"
        assert report.received_from is not None

    def test_says_that_the_same_bytes_came_before(self) -> None:
        tool = ToolFactory.create()
        send(tool, b"use\n")

        answer = rep_of(tool).post(
            REPORTS, {"file": SimpleUploadedFile("again.tsv", b"use\n")}, follow=True
        )

        assert "These very bytes came before" in answer.text
        assert UsageReport.objects.count() == 1

    def test_answers_422_to_an_empty_form(self) -> None:
        answer = rep_of(ToolFactory.create()).post(REPORTS, {}, headers={"HX-Request": "true"})

        assert answer.status_code == 422
        assert answer.text.lstrip().startswith('<div id="usage-reports">')

    def test_lets_a_report_stand_in_for_an_earlier_one(self) -> None:
        label = deal()
        one = bring(label.tool, [label.line(line_id="a")])
        file = SimpleUploadedFile("b.tsv", written([label.line(line_id="b")]))

        rep_of(label.tool).post(REPORTS, {"file": file, "replaces": one.code})

        assert UsageReport.objects.latest("number").replaces == one

    def test_says_why_the_same_bytes_cannot_stand_in(self) -> None:
        label = deal()
        content = written([label.line(line_id="a")])
        one = work_off(send(label.tool, content).report)
        two = work_off(
            send(label.tool, written([label.line(line_id="b")]), replaces=one.code).report
        )

        answer = rep_of(label.tool).post(
            REPORTS, {"file": SimpleUploadedFile("a.tsv", content), "replaces": two.code}
        )

        assert answer.status_code == 422
        assert "Give the report a message id of its own" in answer.text

    def test_asks_as_much_for_one_report_as_for_many(
        self, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        tool = ToolFactory.create()
        client = rep_of(tool)
        for number in range(30):
            send(tool, f"use{number}\n".encode())

        with django_assert_max_num_queries(10):
            client.get(REPORTS)

    def test_does_not_exist_for_others(self) -> None:
        client = Client()
        client.force_login(UserFactory.create())

        assert client.get(REPORTS).status_code == 404


class TestPage:
    def test_asks_again_while_the_report_waits(self) -> None:
        tool = ToolFactory.create()
        report = send(tool, b"use\n").report

        answer = rep_of(tool).get(
            reverse("earnings:report", args=[report.public_id]), headers={"HX-Request": "true"}
        )

        assert 'hx-trigger="every 2s"' in answer.text
        assert "Waiting for its turn" in answer.text

    def test_shows_what_was_accepted_and_stops_asking(self) -> None:
        label = deal()
        report = bring(label.tool, [label.line(line_id="a")])

        answer = rep_of(label.tool).get(reverse("earnings:report", args=[report.public_id]))

        assert "Accepted" in answer.text
        assert "RUN-" in answer.text
        assert "every 2s" not in answer.text

    def test_says_what_speaks_against_a_report_that_waits(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reviews, "LEAST_LINES", 1)
        label = deal()
        one = label.line(line_id="a", net_revenue="1234.5", currency="EUR")
        unknown = {"isrc": "QZABC2600001", "net_revenue": "", "currency": ""}
        rows = [one, one | {"line_id": "b"} | unknown, one | {"line_id": "c"} | unknown]
        report = bring(label.tool, [*rows, rows[0] | {"net_revenue": "", "currency": ""}])

        answer = rep_of(label.tool).get(reverse("earnings:report", args=[report.public_id]))

        assert "Waits for review" in answer.text
        assert "1,234.50" in answer.text
        assert "A line of the same id was reported before." in answer.text
        assert "no earlier month to compare" in answer.text
        assert "are excluded as repeated" in answer.text

    def test_tells_of_replaced_and_reviewed_reports_in_few_queries(
        self, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        label = deal()
        one = bring(label.tool, [label.line(line_id="a")])
        two = send(label.tool, written([label.line(line_id="b")]), replaces=one.code).report
        work_off(two)
        client = rep_of(label.tool)

        with django_assert_max_num_queries(10):
            replaced = client.get(reverse("earnings:report", args=[one.public_id])).text
        with django_assert_max_num_queries(10):
            counting = client.get(reverse("earnings:report", args=[two.public_id])).text

        assert f"{two.code}</a> stands in its place" in replaced
        assert "It stands in for" in counting

    def test_shows_each_problem_with_its_line_and_cure(self) -> None:
        label = deal()
        bad = label.line(territory="Germany")
        report = work_off(send(label.tool, written([label.line(), bad])).report)

        answer = rep_of(label.tool).get(reverse("earnings:report", args=[report.public_id]))

        assert "Rejected" in answer.text
        assert "Germany" in answer.text
        assert '<td class="num">3</td>' in answer.text

    def test_does_not_exist_for_another_tools_rep(self) -> None:
        report = send(ToolFactory.create(), b"use\n").report

        answer = rep_of(ToolFactory.create()).get(
            reverse("earnings:report", args=[report.public_id])
        )

        assert answer.status_code == 404


class TestProblemsCsv:
    def test_holds_every_problem(self) -> None:
        label = deal()
        rows = [label.line(quantity="many"), label.line(use="listening")]
        report = work_off(send(label.tool, written(rows), now=RECEIVED_AT).report)

        answer = rep_of(label.tool).get(
            reverse("earnings:report_problems", args=[report.public_id])
        )

        assert "many" in answer.text
        assert "listening" in answer.text
