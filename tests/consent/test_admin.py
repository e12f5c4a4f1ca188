"""Consent at the support desk: found by what people quote, read-only where nobody may decide."""

from __future__ import annotations

import html

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artistportal.accounts.models import Deed
from consent.models import Decision, Licence, Notice
from consent.services import endpoints
from tests.consent.views.stage import Stage
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import say_no, say_yes
from tests.factories.roster import BEFORE, NOW

pytestmark = pytest.mark.django_db

LISTS = [
    "provider",
    "tool",
    "toolmember",
    "licence",
    "terms",
    "decision",
    "notice",
    "webhookendpoint",
]


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
                "obey_hours": "48",
            },
        )

        signed = Licence.objects.get(number=2)
        assert (signed.uses, signed.territories) == (["training", "remix"], ["DE", "FR"])
        assert signed.obey_hours == 48
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

    def test_guarantee_a_month_and_price_what_was_not_cleared(self, client: Client) -> None:
        licence = Stage().terms.licence
        said = {
            "pay_model": "attribution_weighted",
            "pool_basis": "at_least",
            "revenue_ppm": 250_000,
            "minimum_micros": 500_000_000,
            "breakage": "organisation",
            "unattributed": "held",
            "attribution_provider": "Tracer",
            "rates": "",
            "unlicensed_rates": "training 0.5",
        }

        client.post("/admin/consent/terms/add/", {**OFFERED, **said, "licence": licence.pk})

        terms = licence.terms.get(number=2)
        told = (terms.minimum_micros, terms.breakage, terms.unattributed)
        assert (*told, terms.attribution_provider) == (
            500_000_000,
            "organisation",
            "held",
            "Tracer",
        )
        (price,) = terms.prices.all()
        assert (price.use, price.rate_micros, price.unlicensed_rate_micros) == (
            "training",
            0,
            500_000,
        )

    @pytest.mark.parametrize(
        ("odd", "told"),
        [
            ({"pay_model": "flat_per_work"}, "Say where the month's pool comes from"),
            ({"pool_basis": "fixed"}, "Say how large the fixed pool is."),
            ({"pool_micros": 5}, "Only a fixed pool has an amount of its own."),
            ({"pool_basis": "at_least"}, "Say how large the minimum guarantee is."),
            ({"breakage": "organisation"}, "Only a minimum guarantee leaves something above"),
            ({"unattributed": "held"}, "Only a pool divided by attribution leaves a part"),
            ({"attribution_provider": "Tracer"}, "A provider counts only where a pool is divided"),
            ({"pool_basis": "fixed", "pool_micros": -1}, "This is not less than nothing."),
        ],
    )
    def test_say_at_the_field_what_they_lack(
        self, client: Client, odd: dict[str, object], told: str
    ) -> None:
        licence = Stage().terms.licence

        page = client.post("/admin/consent/terms/add/", {**OFFERED, **odd, "licence": licence.pk})

        assert told in html.unescape(page.content.decode())
        assert "violated" not in page.content.decode()
        assert licence.terms.count() == 1

    @pytest.mark.parametrize(
        "odd",
        [
            {"rates": "training -0.01"},
            {"unlicensed_rates": "training -0.01"},
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


class TestNoticesAtTheDesk:
    def test_stand_in_queues_with_how_many_wait(self, client: Client, late: Notice) -> None:
        page = client.get("/admin/consent/notice/").content.decode()
        queue = client.get("/admin/consent/notice/?queue=overdue").content.decode()

        assert "Overdue (1)" in page
        assert "Undeliverable (1)" in page
        assert late.code in queue

    def test_are_sent_again_with_a_reason_that_is_kept(self, client: Client, late: Notice) -> None:
        for reason in ("", "Their server is back."):
            client.post(
                "/admin/consent/notice/",
                {"action": "send_again", "_selected_action": [late.pk], "reason": reason},
            )
            late.refresh_from_db()
            assert late.is_waiting == bool(reason)

        deed = Deed.objects.get(verb="notice.send_again")
        assert (deed.reason, deed.door) == ("Their server is back.", "admin")

    def test_tell_each_try_but_no_secret(self, client: Client, late: Notice) -> None:
        endpoint = endpoints.set_url(
            tool=late.tool, url="https://a.example/", by=support(), now=NOW
        ).endpoint

        page = client.get(f"/admin/consent/webhookendpoint/{endpoint.pk}/change/")
        notice = client.get(f"/admin/consent/notice/{late.pk}/change/")

        assert endpoint.sealed_secret not in page.content.decode()
        assert notice.status_code == 200

    @pytest.fixture
    def late(self) -> Notice:
        """A no that is overdue, because nothing could be delivered."""
        stage = Stage()
        say_yes(stage.artist, stage.terms, now=BEFORE)
        say_no(stage.artist, now=NOW)
        notice = Notice.objects.latest("number")
        Notice.objects.filter(pk=notice.pk).update(is_waiting=False, dead_at=NOW)
        return notice
