"""The API as a whole: its document, and how it refuses."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase
from hypothesis import given as hypothesis_given
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from artistportal.management.commands import openapi
from consent import tasks
from consent.models import ApiKey
from consent.services import api_keys, clearances
from earnings import tasks as earnings_tasks
from tests.factories.api import Caller, make_key
from tests.factories.consent import TermsFactory, ToolFactory, say_yes
from tests.factories.roster import CreditFactory

COPY = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
ASKED = {"use": "training", "territory": "DE", "works": ["ISRC:GBFAC2500001"]}

pytestmark = pytest.mark.django_db


def test_the_copy_of_the_document_is_current() -> None:
    assert COPY.read_text(encoding="utf-8").rstrip("\n") == openapi.written(), (
        "Run: manage.py openapi > docs/openapi.json"
    )


def test_everybody_may_read_the_document() -> None:
    response = Client().get("/api/v1/openapi.json")

    assert response.json()["info"]["title"] == "Artist Portal"


class TestRefusals:
    """Every refusal is a problem document."""

    def check(self, response: Any, status: int) -> dict[str, Any]:
        problem: dict[str, Any] = json.loads(response.content)
        assert response.status_code == status
        assert response.headers["Content-Type"] == "application/problem+json"
        assert {"type", "title", "status", "detail"} <= problem.keys()
        assert problem["status"] == status
        return problem

    @pytest.mark.parametrize("text", ["", "Bearer ", "Bearer ap_x", "Basic YTpi", "Bearer é_1"])
    def test_asks_for_a_key(self, text: str) -> None:
        response = Client().get("/api/v1/changes", headers={"Authorization": text})

        self.check(response, 401)
        assert response.headers["WWW-Authenticate"] == "Bearer"

    def test_knows_no_key_that_has_ended(self) -> None:
        made = make_key(ToolFactory.create())
        ApiKey.objects.update(until_at=timezone.now() - timedelta(seconds=1))

        self.check(Caller(made.text).get("/changes"), 401)

    def test_knows_no_other_address(self) -> None:
        self.check(Client().get("/api/v1/anything"), 404)

    def test_says_which_method_it_takes(self) -> None:
        response = Client().delete("/api/v1/clearances")

        self.check(response, 405)
        assert response.headers["Allow"] == "POST"

    def test_reads_no_body_without_end(self) -> None:
        works = ["x" * 99] * 30_000

        response = Caller(make_key(ToolFactory.create()).text).post(
            "/clearances", ASKED | {"works": works}
        )

        self.check(response, 413)

    def test_reads_nothing_but_json(self) -> None:
        key = make_key(ToolFactory.create()).text

        response = Client().post(
            "/api/v1/clearances",
            "use=training",
            content_type="text/plain",
            headers={"Authorization": f"Bearer {key}"},
        )

        self.check(response, 415)

    def test_says_that_json_is_broken(self) -> None:
        response = Caller(make_key(ToolFactory.create()).text).post("/clearances", "{")

        self.check(response, 400)

    def test_says_when_to_ask_again(self) -> None:
        tool = Caller(make_key(ToolFactory.create()).text)
        ApiKey.objects.update(limit_per_minute=2)
        answers = [tool.get("/changes") for _ in range(3)]

        self.check(answers[-1], 429)
        assert [each.status_code for each in answers[:2]] == [200, 200]
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60

    def test_tells_nothing_of_what_broke(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(**_asked: Any) -> None:
            raise RuntimeError("a secret")

        monkeypatch.setattr(clearances, "answer", fail)

        response = Caller(make_key(ToolFactory.create()).text).post("/clearances", ASKED)

        assert "secret" not in self.check(response, 500)["detail"]


def test_answers_as_its_document_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Schemathesis calls every operation with whatever the document allows."""
    monkeypatch.setattr(tasks.make_snapshot, "delay", lambda _id: None)
    monkeypatch.setattr(earnings_tasks, "ring_reports", lambda _ids: None)
    credit = CreditFactory.create(work__isrc="GBFAC2500001")
    terms = TermsFactory.create(licence__organisation=credit.work.rights_holder)
    say_yes(credit.artist, terms)
    made = make_key(terms.licence.tool)
    ApiKey.objects.update(limit_per_minute=1_000_000)
    schema = schemathesis.openapi.from_dict(json.loads(openapi.written()))
    schema.app = get_wsgi_application()
    checks = [
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_schema_conformance,
    ]
    headers = {"Authorization": f"Bearer {made.text}"}

    for operation in schema.get_all_operations():
        found: Any = operation
        strategy = found.ok().as_strategy()

        @hypothesis_settings(
            max_examples=8,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis_given(case=strategy)
        def call(case: Any) -> None:
            case.call_and_validate(headers=headers, checks=checks)

        call()


def test_counts_calls_of_several_processes_together() -> None:
    key = make_key(ToolFactory.create()).key
    now = timezone.now()

    assert [api_keys.count(key, now) for _ in range(3)] == [1, 2, 3]
    assert api_keys.count(key, now + timedelta(minutes=1)) == 1
    key.refresh_from_db()
    assert key.last_used_at == now + timedelta(minutes=1)
