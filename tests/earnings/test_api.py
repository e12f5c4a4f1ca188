"""Usage reports over the API: sent, watched, read; who may, and what is refused how."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from consent.domain.api_keys import ApiScope
from consent.models import Tool
from consent.services import api_keys, tools
from earnings import api, tasks
from earnings.models import UsageReport
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import ToolFactory
from tests.factories.earnings import Deal, deal, send, work_off, written
from tests.factories.roster import NOW

pytestmark = pytest.mark.django_db

URL = "/api/v1/usage-reports"
TSV = "text/tab-separated-values"
PROBLEM = "application/problem+json"


@pytest.fixture
def label() -> Deal:
    return deal()


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of reports for which the task was rung."""
    ids: list[int] = []
    monkeypatch.setattr(tasks.take_in_usage_report, "delay", ids.append)
    return ids


def key(tool: Tool, *scopes: ApiScope) -> dict[str, str]:
    """The header of a fresh key of the tool."""
    user = UserFactory.create()
    tools.add_member(tool=tool, user=user, by=support(), now=NOW)
    wanted = scopes or (ApiScope.REPORTS_WRITE,)
    made = api_keys.make(tool=tool, name="reporting", scopes=wanted, by=user, now=NOW)
    return {"Authorization": f"Bearer {made.text}"}


def post(client: Client, label: Deal, content: bytes, **more: Any) -> Any:
    headers = more.pop("headers", None) or key(label.tool)
    return client.post(
        more.pop("url", URL), content, content_type=more.pop("type", TSV), headers=headers
    )


class TestSend:
    def test_keeps_the_body_and_rings(
        self,
        client: Client,
        label: Deal,
        rung: list[int],
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        content = written([label.line(quantity=3)])

        with django_capture_on_commit_callbacks(execute=True):
            response = post(client, label, content, url=f"{URL}?file_name=february.tsv")

        told = response.json()
        report = UsageReport.objects.get()
        assert response.status_code == 201
        assert response["Location"] == told["url"] == f"{URL}/{report.code}"
        assert told["is_new"]
        assert told["detail"] == f"Received as {report.code}."
        assert (told["state"], told["outcome"]) == ("waiting", "open")
        assert told["sha256"] == report.sha256 == hashlib.sha256(content).hexdigest()
        assert (report.file_name, report.size) == ("february.tsv", len(content))
        with report.file.open() as kept:
            assert kept.read() == content
        assert report.received_from is None
        assert report.received_with
        assert report.received_with.tool == label.tool
        assert rung == [report.pk]

    def test_keeps_of_a_name_what_a_database_takes(self, client: Client, label: Deal) -> None:
        response = post(client, label, b"a", url=f"{URL}?file_name=..%2Fa%00b.tsv")

        assert response.status_code == 201
        assert UsageReport.objects.get().file_name == "ab.tsv"

    def test_takes_a_form(self, client: Client, label: Deal) -> None:
        file = SimpleUploadedFile("uses.csv", written([label.line()], separator=","))

        response = client.post(URL, {"file": file}, headers=key(label.tool))

        assert response.status_code == 201
        assert UsageReport.objects.get().file_name == "uses.csv"

    def test_says_that_the_same_bytes_came_before(
        self,
        client: Client,
        label: Deal,
        rung: list[int],
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        content = written([label.line()])
        post(client, label, content)

        with django_capture_on_commit_callbacks(execute=True):
            response = post(client, label, content)

        assert response.status_code == 200
        assert not response.json()["is_new"]
        assert "These very bytes came before, as R-000001" in response.json()["detail"]
        assert UsageReport.objects.count() == 1
        assert rung == []

    def test_takes_gzip_without_a_word_about_it(self, client: Client, label: Deal) -> None:
        post(client, label, written([label.line()], packed=True), type="application/gzip")

        assert work_off(UsageReport.objects.get()).outcome == "accepted"

    @pytest.mark.parametrize("is_form", [False, True])
    def test_names_the_report_that_it_replaces(
        self, client: Client, label: Deal, is_form: bool
    ) -> None:
        one = work_off(send(label.tool, written([label.line(line_id="a")])).report)
        content = written([label.line(line_id="b")])

        if is_form:
            file = SimpleUploadedFile("b.tsv", content)
            told = client.post(
                URL, {"file": file, "replaces": one.code}, headers=key(label.tool)
            ).json()
        else:
            told = post(client, label, content, url=f"{URL}?replaces={one.code}").json()
        work_off(UsageReport.objects.latest("number"))

        assert told["replaces"] == one.code
        later = client.get(f"{URL}/{one.code}", headers=key(label.tool)).json()
        assert later["replaced_with"] == told["number"]
        assert later["summary"]["matched"] == 1
        assert later["summary"]["suspicions"] == []
        assert later["summary"]["month"] == {"month": "2026-02-01", "uses": 1, "net_revenue": {}}

    def test_refuses_to_replace_what_is_not_there(self, client: Client, label: Deal) -> None:
        response = post(client, label, written([label.line()]), url=f"{URL}?replaces=R-000009")

        assert response.status_code == 422
        assert "sent no report R-000009" in str(response.json())
        assert not UsageReport.objects.exists()

    @pytest.mark.parametrize(
        ("headers", "status", "kind"),
        [
            ({"X": "y"}, 401, "no-key"),
            ({"Authorization": "Bearer nobody_s"}, 401, "no-key"),
        ],
    )
    def test_refuses_who_has_no_key(
        self, client: Client, label: Deal, headers: dict[str, str], status: int, kind: str
    ) -> None:
        response = post(client, label, written([label.line()]), headers=headers)

        assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)
        assert response.json()["type"].endswith(kind)
        assert not UsageReport.objects.exists()

    def test_refuses_a_key_without_the_scope(self, client: Client, label: Deal) -> None:
        headers = key(label.tool, ApiScope.CLEARANCES_READ)

        response = post(client, label, written([label.line()]), headers=headers)

        assert response.status_code == 403
        assert "reports:write" in response.json()["detail"]

    def test_refuses_what_is_too_large(
        self, client: Client, label: Deal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(api, "LARGEST_FILE", 10)

        raw = post(client, label, b"x" * 11)
        form = client.post(
            URL, {"file": SimpleUploadedFile("a.tsv", b"x" * 11)}, headers=key(label.tool)
        )

        assert (raw.status_code, form.status_code) == (413, 413)
        assert not UsageReport.objects.exists()

    @pytest.mark.parametrize(
        ("content", "type_", "status"),
        [
            (b"", TSV, 422),
            (b"{}", "application/json", 415),
            (b"a=b", "application/x-www-form-urlencoded", 415),
            (b"--x--\r\n", "multipart/form-data; boundary=x", 422),
        ],
    )
    def test_refuses_what_is_no_file(
        self, client: Client, label: Deal, content: bytes, type_: str, status: int
    ) -> None:
        response = post(client, label, content, type=type_)

        assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)
        assert response.json()["detail"]

    def test_takes_what_cannot_be_read_and_tells_later(self, client: Client, label: Deal) -> None:
        headers = key(label.tool)
        url = post(client, label, b"\x00\xff no report", headers=headers)["Location"]

        work_off(UsageReport.objects.get())

        told = client.get(url, headers=headers).json()
        assert (told["state"], told["outcome"]) == ("done", "rejected")
        assert told["problems"][0]["cure"]


class TestPage:
    def test_tells_what_a_report_came_to(self, client: Client, label: Deal) -> None:
        headers = key(label.tool)
        content = written([label.line(quantity=3, line_id="a")])
        url = post(client, label, content, headers=headers)["Location"]
        work_off(UsageReport.objects.get())

        told = client.get(url, headers=headers).json()

        assert (told["state"], told["outcome"], told["lines"]) == ("done", "accepted", 1)
        assert (told["from_date"], told["until_date"]) == ("2026-02-10", "2026-02-11")
        assert (told["problems"], told["next_page"]) == ([], None)

    def test_turns_the_pages_of_problems(
        self, client: Client, label: Deal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("earnings.queries.reports.SHOWN_PROBLEMS", 2)
        rows = [label.line(territory="XX", line_id=place) for place in range(3)]
        report = work_off(send(label.tool, written(rows)).report)
        headers = key(label.tool)

        first = client.get(f"{URL}/{report.code}", headers=headers).json()
        second = client.get(f"{URL}/{report.number}?page=2", headers=headers).json()

        assert (len(first["problems"]), first["next_page"]) == (2, 2)
        assert (len(second["problems"]), second["next_page"]) == (1, None)
        assert first["problems"][0]["column"] == "territory"
        assert (first["problems"][0]["line"], first["problem_count"]) == (2, 3)

    @pytest.mark.parametrize("number", ["R-000001", "R-999999", "nothing", "1e3"])
    def test_of_another_tool_or_of_nobody_does_not_exist(
        self, client: Client, label: Deal, number: str
    ) -> None:
        send(label.tool, written([label.line()]))
        headers = key(ToolFactory.create())

        response = client.get(f"{URL}/{number}", headers=headers)

        assert (response.status_code, response["Content-Type"]) == (404, PROBLEM)


class TestListed:
    def test_reads_on_from_the_newest(self, client: Client, label: Deal) -> None:
        for quantity in range(1, 4):
            send(label.tool, written([label.line(quantity=quantity)]))
        send(ToolFactory.create(), b"another's")
        headers = key(label.tool)

        first = client.get(f"{URL}?limit=2", headers=headers).json()
        rest = client.get(f"{URL}?limit=2&before={first['next_before']}", headers=headers).json()

        assert [report["number"] for report in first["reports"]] == ["R-000003", "R-000002"]
        assert [report["number"] for report in rest["reports"]] == ["R-000001"]
        assert rest["next_before"] is None

    def test_costs_the_same_for_many(
        self, client: Client, label: Deal, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for quantity in range(1, 12):
            send(label.tool, written([label.line(quantity=quantity)]))
        headers = key(label.tool)
        client.get(URL, headers=headers)

        with django_assert_max_num_queries(4):
            assert len(client.get(URL, headers=headers).json()["reports"]) == 11
