"""What those who are party to a work take away: DDEX deals and ODRL agreements."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import etree

from artistportal.roster.domain.uses import Use
from tests.consent.views.stage import Stage
from tests.factories.consent import say_no, say_yes
from tests.factories.roster import CreditFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    made = Stage()
    say_yes(made.artist, made.terms, use=Use.TRAINING)
    return made


class TestDeals:
    def test_hold_one_for_each_use_that_is_cleared(self, stage: Stage) -> None:
        answer = stage.client().get(f"/consent/works/{stage.works[0].public_id}/deals.xml")

        tree = etree.fromstring(answer.content)
        assert [e.text for e in tree.iterfind(".//UseType")] == ["UseForTrainingGenerativeAI"]
        assert tree.findtext(".//TradingName") == "Ossilune"
        assert f"deals-{stage.works[0].isrc}.xml" in answer["Content-Disposition"]

    def test_are_gone_with_a_no(self, stage: Stage) -> None:
        say_no(stage.artist)

        answer = stage.client().get(f"/consent/works/{stage.works[0].public_id}/deals.xml")

        assert b"DealList" not in answer.content

    def test_say_what_ai_made(self, stage: Stage) -> None:
        work = stage.works[0]
        work.contains_ai = "none"
        work.save()

        answer = stage.client().get(f"/consent/works/{work.public_id}/deals.xml")

        assert b"<ContainsAI>None</ContainsAI>" in answer.content

    def test_speak_of_recordings_alone(self, stage: Stage) -> None:
        song = stage.works[0].compositions.get()

        answer = stage.client().get(f"/consent/works/{song.public_id}/deals.xml")

        assert answer.status_code == 404

    def test_are_there_for_the_label(self, stage: Stage) -> None:
        client = Client()
        client.force_login(stage.rep().user)
        path = f"/consent/artists/{stage.artist.public_id}/works/{stage.works[0].public_id}/"

        assert client.get(f"{path}deals.xml").status_code == 200
        assert client.get(f"{path}agreements.json").status_code == 200


class TestAgreements:
    def test_hold_one_for_each_tool_and_use(self, stage: Stage) -> None:
        answer = stage.client().get(f"/consent/works/{stage.works[0].public_id}/agreements.json")

        (agreement,) = answer.json()
        assert agreement["@type"] == "Agreement"
        assert agreement["permission"][0]["assignee"] == stage.tool.public_id.urn

    def test_wait_for_everybody_who_holds_consent(self, stage: Stage) -> None:
        CreditFactory.create(work=stage.works[0])

        answer = stage.client().get(f"/consent/works/{stage.works[0].public_id}/agreements.json")

        assert answer.json() == []
