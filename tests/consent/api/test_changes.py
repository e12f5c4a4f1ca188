"""A tool takes a snapshot, then follows what changes."""

from __future__ import annotations

import gzip
import json

import pytest
from django.utils import timezone

from consent import tasks
from consent.domain.snapshots import Shelf
from consent.models import Terms
from consent.services import snapshots
from tests.factories.api import caller
from tests.factories.consent import TermsFactory, ToolFactory, say_no, say_yes
from tests.factories.roster import NOW, CreditFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.make_snapshot, "delay", lambda _id: None)


@pytest.fixture
def terms() -> Terms:
    credit = CreditFactory.create(work__isrc="GBFAC2500001")
    terms: Terms = TermsFactory.create(licence__organisation=credit.work.rights_holder)
    say_yes(credit.artist, terms)
    return terms


def test_follows_from_a_snapshot_on(terms: Terms) -> None:
    tool = caller(terms.licence.tool)
    asked = tool.get("/snapshot")
    assert asked.status_code == 202
    number = snapshots.ask_for(tool=terms.licence.tool, now=timezone.now()).pk
    snapshots.carry_out(snapshot_id=number, clock=timezone.now)

    told = tool.get("/snapshot").json()
    file = tool.get(f"/snapshots/{told['id']}/file")
    data = b"".join(file.streaming_content)
    for close in file._resource_closers:  # the file alone: the connection is the test's
        close()
    shelf = Shelf(json.loads(line) for line in gzip.decompress(data).splitlines())
    artist = terms.licence.organisation.works.get().credits.get().artist
    say_no(artist, now=timezone.now())
    page = tool.get("/changes", after=told["cursor"]).json()
    for change in page["changes"]:
        shelf.take(change["rows"])

    assert told["state"] == "done"
    assert (page["has_more"], page["poll_after_s"]) == (False, 30)
    answer = shelf.ask("ISRC:GBFAC2500001", "analysis", "DE", timezone.now())
    assert (answer.status, answer.reason) == ("refused", "said_no")


def test_keeps_a_snapshot_from_other_tools(terms: Terms) -> None:
    snapshot = snapshots.ask_for(tool=terms.licence.tool, now=NOW)

    response = caller(ToolFactory.create()).get(f"/snapshots/{snapshot.public_id}")

    assert response.status_code == 404


def test_has_no_file_before_it_is_made(terms: Terms) -> None:
    snapshot = snapshots.ask_for(tool=terms.licence.tool, now=timezone.now())

    response = caller(terms.licence.tool).get(f"/snapshots/{snapshot.public_id}/file")

    assert response.status_code == 409


def test_refuses_a_cursor_of_somebody_else_s(terms: Terms) -> None:
    response = caller(terms.licence.tool).get("/changes", after="not ours")

    assert response.status_code == 422
    assert response.json()["fields"][0]["where"] == "query.after"
