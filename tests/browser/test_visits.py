"""Support sees the site as an artist does, tries what is forbidden, and ends it by the button."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.accounts.models import Deed
from artistportal.cases.models import Visit
from consent.models import Decision
from tests.browser.audits import audit, violations
from tests.browser.conftest import SignIn
from tests.cases.visiting import case_of
from tests.factories.accounts import UserFactory
from tests.factories.consent import owner_of
from tests.factories.statements import paid_artist

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

CLOSED = "A visit does not open this"
FORBIDDEN = (
    "/account/2fa/",
    "/account/password/change/",
    "/consent/review/",
    "/consent/history.csv",
    "/earnings/months.csv",
    "/admin/",
    "/api/v1/openapi.json",
)


def test_a_visit_reads_everything_and_does_nothing(
    page: Page, live_server: LiveServer, sign_in: SignIn, transactional_db: None
) -> None:
    noor = owner_of(paid_artist().artist)
    case, said = case_of(noor), Decision.objects.count()
    sam = UserFactory.create(name="Sam", is_staff=True, is_superuser=True)
    TOTP.activate(sam, generate_totp_secret())
    sign_in(sam)

    page.goto(live_server.url + reverse("admin:cases_visit_begin", args=[case.public_id]))
    page.get_by_label("View the site as").select_option(str(noor.pk))
    page.get_by_label("Why you need to").fill("She sees no statement.")
    page.get_by_role("button", name="View the site as they do").click()

    banner = page.get_by_role("region", name="Support’s visit")
    expect(banner).to_contain_text(f"You view the site as {noor.name}")
    for path in ("/earnings/statements/", "/consent/"):
        audit(page, live_server.url + path)
        expect(banner).to_be_visible()
    for path in FORBIDDEN:
        page.goto(live_server.url + path)
        expect(page.get_by_role("heading", name=CLOSED)).to_be_visible()
        expect(banner).to_be_visible()
    assert violations(page) == []

    page.get_by_role("button", name="End the visit").click()

    expect(page.get_by_text("You are yourself again.")).to_be_visible()
    assert Visit.objects.get().ended_at
    assert Decision.objects.count() == said
    assert Deed.objects.filter(by=noor, at__gte=Visit.objects.get().from_at).count() == 0
