"""Receipts: read by whom they concern, kept as files, lent by a link that ends."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from artistportal.roster.domain.uses import Use
from consent.domain import verdicts
from consent.models import Decision
from consent.queries import keys
from consent.services import receipts
from tests.consent.views.stage import Stage
from tests.factories.consent import say_no, say_yes

pytestmark = pytest.mark.django_db

PAGE = "/consent/decisions/1/"


@pytest.fixture
def stage() -> Stage:
    made = Stage()
    say_yes(made.artist, made.terms, use=Use.TRAINING, by=made.owner.user)
    say_no(made.artist, work=made.works[0], by=made.owner.user)
    return made


def page(client: Client, address: str = PAGE) -> str:
    return client.get(address).content.decode()


class TestReceipt:
    def test_tells_the_decision_whole(self, stage: Stage) -> None:
        shown = page(stage.client())

        assert "Ana Sol allows Ossilune to use all works, later ones too, for training" in shown
        assert stage.terms.text in shown
        assert "L-0001, terms 1" in shown
        assert "portal.example/log" in shown
        assert Decision.objects.get(number=1).row_hash in shown

    def test_says_who_was_told(self, stage: Stage) -> None:
        shown = page(stage.client(), "/consent/decisions/2/")

        assert "N-000002" in shown

    def test_is_not_there_for_another_artist(self, stage: Stage) -> None:
        assert Stage(tool="Anvil").client().get(PAGE).status_code == 404

    def test_is_there_for_the_label_that_sees_the_history(self, stage: Stage) -> None:
        browser = Client()
        browser.force_login(stage.rep().user)

        assert "Ana Sol allows" in page(browser)

    def test_is_linked_from_the_history(self, stage: Stage) -> None:
        assert f'href="{PAGE}"' in page(stage.client(), "/consent/history/")

    def test_takes_few_queries(self, stage: Stage, django_assert_max_num_queries: Any) -> None:
        client = stage.client()

        with django_assert_max_num_queries(10):
            client.get(PAGE)


class TestFiles:
    @pytest.mark.parametrize("form", list(receipts.FORMS))
    def test_are_downloads(self, stage: Stage, form: str) -> None:
        response = stage.client().get(f"{PAGE}{form}/")

        assert response.status_code == 200
        assert response["Content-Disposition"].startswith('attachment; filename="D-000001')

    @pytest.mark.parametrize("form", ["jws", "proof", "tlog-proof"])
    def test_hold_by_the_keys_of_the_site(self, stage: Stage, form: str) -> None:
        text = page(stage.client(), f"{PAGE}{form}/")

        verdict = verdicts.examine(text, verdicts.Trust(keys.public()))

        assert verdict.holds
        assert verdict.entry == Decision.objects.get(number=1).content

    def test_come_in_no_other_form(self, stage: Stage) -> None:
        assert stage.client().get(f"{PAGE}pdf/").status_code == 404

    def test_wait_for_a_key_that_is_gone(self, stage: Stage, settings: Any, tmp_path: Any) -> None:
        settings.KEYS_DIR = tmp_path

        response = stage.client().get(f"{PAGE}jws/")

        assert response.status_code == 503
        assert "nothing is signed" in response.content.decode()

    def test_name_the_record_after_the_voice_only_where_it_is_one(self, stage: Stage) -> None:
        for_training = json.loads(page(stage.client(), f"{PAGE}record/"))
        for_all_uses = json.loads(page(stage.client(), "/consent/decisions/2/record/"))

        assert "pd:Biometric" not in json.dumps(for_training)
        assert "pd:Biometric" not in json.dumps(for_all_uses)  # about a recording


class TestLink:
    def lent(self, stage: Stage) -> str:
        shown = stage.client().post(f"{PAGE}lend/", {"days": 7}).content.decode()
        found = re.search(r'href="https://portal.example(/receipts/[^"]+)"', shown)
        assert found
        return found[1]

    def test_is_read_without_signing_in(self, stage: Stage) -> None:
        response = Client().get(self.lent(stage))

        assert response.status_code == 200
        assert "Ana Sol allows Ossilune" in response.content.decode()
        assert "no-store" in response["Cache-Control"]

    def test_brings_the_files_along(self, stage: Stage) -> None:
        assert Client().get(f"{self.lent(stage)}proof/").status_code == 200

    def test_leads_nowhere_else(self, stage: Stage) -> None:
        shown = Client().get(self.lent(stage)).content.decode()

        assert "Make a link" not in shown
        assert "D-000002" not in shown

    def test_ends(self, stage: Stage) -> None:
        long_ago = timezone.now() - timedelta(days=8)
        token = receipts.link(Decision.objects.get(number=1), days=7, now=long_ago)

        response = Client().get(f"/receipts/{token}/")

        assert response.status_code == 410
        assert "This link ended on" in response.content.decode()
        assert Client().get(f"/receipts/{token}/proof/").status_code == 410

    @pytest.mark.parametrize("token", ["x", "WzEsMV0:abc:def", "1:2:3"])
    def test_is_not_guessed(self, stage: Stage, token: str) -> None:
        assert Client().get(f"/receipts/{token}/").status_code == 404

    def test_is_good_for_a_choice_of_times(self, stage: Stage) -> None:
        response = stage.client().post(f"{PAGE}lend/", {"days": 10_000})

        assert response.status_code == 422

    def test_is_not_made_by_a_stranger(self, stage: Stage) -> None:
        assert Stage(tool="Anvil").client().post(f"{PAGE}lend/", {"days": 7}).status_code == 404
