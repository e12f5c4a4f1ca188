"""Consent at the support desk: found by what people quote, read-only where nobody may decide."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consent.models import Decision, Licence
from tests.consent.views.stage import Stage
from tests.factories.accounts import UserFactory
from tests.factories.consent import say_no, say_yes

pytestmark = pytest.mark.django_db

LISTS = ["provider", "tool", "toolmember", "licence", "terms", "decision"]


@pytest.fixture
def client() -> Client:
    superuser = UserFactory.create(is_staff=True, is_superuser=True)
    TOTP.activate(superuser, generate_totp_secret())
    browser = Client()
    browser.force_login(superuser)
    return browser


class TestLists:
    @pytest.mark.parametrize("name", LISTS)
    def test_cost_the_same_for_more_rows(self, client: Client, name: str) -> None:
        counts = []
        for tool in ("Anvil", "Ossilune"):
            stage = Stage(tool=tool)
            say_yes(stage.artist, stage.terms)
            say_no(stage.artist, tool=stage.tool)
            client.get(f"/admin/consent/{name}/")
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/admin/consent/{name}/").status_code == 200
            counts.append(len(queries))

        assert counts[0] == counts[1]

    @pytest.mark.parametrize("name", LISTS)
    def test_are_searched(self, client: Client, name: str) -> None:
        stage = Stage()
        say_yes(stage.artist, stage.terms)

        assert client.get(f"/admin/consent/{name}/?q=1").status_code == 200


class TestLicences:
    def test_are_signed_by_support_and_never_changed(self, client: Client) -> None:
        stage = Stage()

        client.post(
            "/admin/consent/licence/add/",
            {
                "tool": stage.tool.pk,
                "organisation": stage.label.pk,
                "uses": ["training", "remix"],
                "territories": "de fr",
                "from_at": "2026-01-01 00:00:00",
            },
        )

        signed = Licence.objects.get(number=2)
        assert (signed.uses, signed.territories) == (["training", "remix"], ["DE", "FR"])
        url = f"/admin/consent/licence/{signed.pk}/change/"
        assert "L-0002" in client.get(url).content.decode()
        assert client.post(url, {"uses": ["voice"]}).status_code == 403


OFFERED = {
    "text": "Better ones.",
    "is_material": "on",
    "notice_days": 30,
    "currency": "EUR",
    "pay_model": "per_use_rate",
    "recording_ppm": 700_000,
    "composition_ppm": 200_000,
    "voice_ppm": 100_000,
    "rates": "training 0.0025\nremix 1",
}


class TestTerms:
    def test_are_offered_by_support_with_a_rate_for_each_use(self, client: Client) -> None:
        licence = Stage().terms.licence

        client.post("/admin/consent/terms/add/", {**OFFERED, "licence": licence.pk})

        terms = licence.terms.get(number=2)
        assert terms.is_material
        rates = dict(terms.prices.values_list("use", "rate_micros"))
        assert rates == {"training": 2_500, "remix": 1_000_000}
        page = client.get(f"/admin/consent/terms/{terms.pk}/change/")
        assert "Better ones." in page.content.decode()

    @pytest.mark.parametrize(
        "odd",
        [
            {"rates": "training -0.01"},
            {"rates": "training 99999999999999999999"},
            {"notice_days": "999999999"},
            {"currency": "é"},
            {"recording_ppm": "1000001"},
            {"recording_ppm": "0", "composition_ppm": "0", "voice_ppm": "0"},
        ],
    )
    def test_are_not_offered_where_nobody_could_be_paid_by_them(
        self, client: Client, odd: dict[str, str]
    ) -> None:
        licence = Stage().terms.licence

        response = client.post(
            "/admin/consent/terms/add/", {**OFFERED, "licence": licence.pk, **odd}
        )

        assert response.status_code == 200
        assert licence.terms.count() == 1


class TestDecisions:
    def test_are_read_and_never_changed(self, client: Client) -> None:
        stage = Stage()
        decision = say_no(stage.artist)
        url = f"/admin/consent/decision/{decision.pk}/"

        assert "D-000001" in client.get(url + "change/").content.decode()
        assert client.post(url + "change/", {"is_yes": "on"}).status_code == 403
        assert client.post(url + "delete/", {"post": "yes"}).status_code == 403
        assert client.get("/admin/consent/decision/add/").status_code == 403
        assert not Decision.objects.get().is_yes
