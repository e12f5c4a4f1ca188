"""A tool reads its notices and says what it did about them, once for each thing it did."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from consent.domain.api_keys import ApiScope
from consent.models import Notice, Terms
from tests.factories.api import Caller, caller
from tests.factories.consent import TermsFactory, ToolFactory, say_no, say_yes
from tests.factories.roster import CreditFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms() -> Terms:
    """A yes an hour ago and a no now: two notices."""
    credit = CreditFactory.create()
    terms: Terms = TermsFactory.create(licence__organisation=credit.work.rights_holder)
    now = timezone.now()
    say_yes(credit.artist, terms, now=now - timedelta(hours=1))
    say_no(credit.artist, now=now)
    return terms


@pytest.fixture
def tool(terms: Terms) -> Caller:
    return caller(terms.licence.tool)


def say(tool: Caller, number: int, **said: Any) -> Any:
    return tool.post(f"/notices/{number}/acknowledge", said)


def of_no() -> int:
    return Notice.objects.get(decision__is_yes=False).number


def test_reads_its_notices_in_their_order(tool: Caller) -> None:
    told = tool.get("/notices").json()
    first, last = told["notices"]

    assert (first["number"] < last["number"], told["has_more"]) == (True, False)
    assert last["number"] == of_no()
    assert last["acknowledged_at"] is None
    assert tool.get("/notices", after=first["number"]).json()["notices"] == [last]
    assert tool.get("/notices", limit=1).json() == {"notices": [first], "has_more": True}


def test_says_that_it_knows_and_then_that_it_obeys(tool: Caller) -> None:
    known = say(tool, of_no(), state="acknowledged").json()
    obeyed = say(tool, of_no(), state="enforced").json()

    assert (known["state"], known["enforced_at"]) == ("acknowledged", None)
    assert (obeyed["state"], obeyed["acknowledged_at"]) == ("enforced", known["acknowledged_at"])
    assert obeyed["enforced_at"] is not None


def test_says_the_same_thing_twice_and_it_counts_once(tool: Caller) -> None:
    first = say(tool, of_no(), state="enforced").json()
    again = say(tool, of_no(), state="enforced")
    less = say(tool, of_no(), state="acknowledged")

    assert again.status_code == 200
    assert again.json() == less.json() == first


def test_cannot_obey_in_the_future(tool: Caller) -> None:
    later = (timezone.now() + timedelta(days=1)).isoformat()

    response = say(tool, of_no(), state="enforced", at=later)

    assert response.status_code == 422
    assert response.json()["fields"][0]["where"].startswith("body.said")


@pytest.mark.parametrize("number", [0, 99_999, 2**63])
def test_knows_no_notice_that_is_none(tool: Caller, number: int) -> None:
    assert say(tool, number, state="enforced").status_code == 404


def test_keeps_notices_from_other_tools(tool: Caller) -> None:
    other = caller(ToolFactory.create())

    assert other.get("/notices").json()["notices"] == []
    assert say(other, of_no(), state="enforced").status_code == 404
    assert Notice.objects.get(number=of_no()).enforced_at is None


def test_needs_its_scope(terms: Terms) -> None:
    response = caller(terms.licence.tool, ApiScope.CHANGES_READ).get("/notices")

    assert response.status_code == 403
