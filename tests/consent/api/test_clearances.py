"""A tool asks about works, and is told in order, with reasons and, if it likes, a receipt."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from consent.domain import tokens
from consent.domain.api_keys import ApiScope
from consent.models import Decision, Terms
from consent.queries import keys, rulings
from consent.services import clearances
from tests.factories.api import caller
from tests.factories.consent import TermsFactory, ToolFactory, say_no, say_yes
from tests.factories.roster import NOW, CreditFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _begin_anew() -> None:
    rulings.forget()


@pytest.fixture
def terms() -> Terms:
    credit = CreditFactory.create(work__isrc="GBFAC2500001")
    terms: Terms = TermsFactory.create(licence__organisation=credit.work.rights_holder)
    say_yes(credit.artist, terms)
    return terms


def asked(**other: Any) -> dict[str, Any]:
    return {"use": "analysis", "territory": "DE", "works": ["ISRC:GBFAC2500001"]} | other


class TestClear:
    """`POST /api/v1/clearances`."""

    def test_answers_each_work_in_order(self, terms: Terms) -> None:
        works = ["ISRC:GBFAC2599999", "isrc:gb-fac-25-00001", "ISRC:GBFAC2500001", "nonsense", "\0"]

        told = caller(terms.licence.tool).post("/clearances", asked(works=works)).json()

        assert [each["work"] for each in told["answers"]] == works
        assert [(each["status"], each["reasons"]) for each in told["answers"]] == [
            ("unknown", ["work_not_found"]),
            ("cleared", ["allowed"]),
            ("cleared", ["allowed"]),
            ("unknown", ["identifier_malformed"]),
            ("unknown", ["identifier_malformed"]),
        ]
        assert told["as_of"] == {"log_size": Decision.objects.count()}
        assert told["meanings"]["allowed"]["sentence"].startswith("Said yes")

    def test_answers_for_the_keys_own_tool(self, terms: Terms) -> None:
        told = caller(ToolFactory.create()).post("/clearances", asked()).json()

        assert [each["reasons"] for each in told["answers"]] == [["no_licence"]]

    def test_answers_for_the_past(self, terms: Terms) -> None:
        tool, yes = caller(terms.licence.tool), Decision.objects.get()
        say_no(yes.artist, now=NOW + timedelta(days=2))

        told = [
            tool.post("/clearances", asked(at=(yes.given_at + later).isoformat())).json()
            for later in (-timedelta(seconds=1), timedelta(), timedelta(days=1), timedelta(days=9))
        ]

        reasons = [
            [code for each in answer["answers"] for code in each["reasons"]] for answer in told
        ]
        assert reasons == [["silence"], ["allowed"], ["allowed"], ["said_no"]]
        assert [answer["as_of"]["log_size"] for answer in told] == [0, 1, 1, 2]

    def test_refuses_the_future(self, terms: Terms) -> None:
        later = (timezone.now() + timedelta(hours=1)).isoformat()

        response = caller(terms.licence.tool).post("/clearances", asked(at=later))

        assert response.status_code == 422
        assert response.json()["fields"][0]["where"] == "body.asked.at"

    def test_signs_the_whole_answer(self, terms: Terms) -> None:
        told = caller(terms.licence.tool).post("/clearances", asked(receipt=True)).json()

        payload = tokens.read(told["receipt"], keys.public(), clearances.RECEIPT).payload
        lines = json.dumps(told["answers"], sort_keys=True, separators=(",", ":")).encode()
        assert payload["question"] == told["question"]
        assert payload["answers_sha256"] == hashlib.sha256(lines).hexdigest()
        assert payload["log"]["size"] == told["as_of"]["log_size"]
        assert len(payload["log"]["root"]) == 64

    def test_needs_its_scope(self, terms: Terms) -> None:
        response = caller(terms.licence.tool, ApiScope.CHANGES_READ).post("/clearances", asked())

        assert response.status_code == 403
        assert "clearances:read" in response.json()["detail"]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"use": "everything"},
            {"territory": "Germany"},
            {"works": []},
            {"works": ["ISRC:X"] * 10_001},
            {"at": "2026-01-01T00:00:00"},
            {"at": "0001-01-01T00:00:00+14:00"},
        ],
    )
    def test_says_which_field_is_wrong(self, terms: Terms, wrong: dict[str, Any]) -> None:
        response = caller(terms.licence.tool).post("/clearances", asked(**wrong))

        assert response.status_code == 422
        assert response.headers["Content-Type"] == "application/problem+json"
        (field,) = response.json()["fields"]
        assert field["where"] == f"body.asked.{next(iter(wrong))}"
