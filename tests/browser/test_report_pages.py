"""Usage reports and attributions in a real browser: sound in every look."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from consent.services import tools
from earnings.domain import reviews
from earnings.models import UsageReport
from tests.browser.audits import audit
from tests.browser.conftest import SignIn
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import owner_of
from tests.factories.earnings import Deal, bring, deal, send, work_off, written
from tests.factories.roster import BEFORE

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def label(transactional_db: None) -> Deal:
    return deal()


def replaced(label: Deal) -> UsageReport:
    """A report that another stands in for, with two providers' word on one output."""
    line = label.line(
        line_id="a",
        output_id="o",
        attribution_weight="0.12",
        attribution_method="embedding-distance",
        attribution_provider="Lodestar",
        attribution_confidence="0.82",
    )
    other = {"line_id": "b", "attribution_provider": "Second Ear", "attribution_weight": "0.31"}
    one = bring(label.tool, [line, line | other | {"territory": "FR"}])
    two = [line, line | other, line | {"line_id": "c"}]
    work_off(send(label.tool, written(two), replaces=one.code).report)
    return one


class TestReports:
    def test_are_sound_in_every_look(
        self,
        page: Page,
        live_server: LiveServer,
        label: Deal,
        sign_in: SignIn,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        reporter = UserFactory.create()
        tools.add_member(tool=label.tool, user=reporter, by=support(), now=BEFORE)
        one = replaced(label)
        monkeypatch.setattr(reviews, "LEAST_LINES", 1)
        waits = bring(label.tool, [label.line(isrc="QZABC2600001", line_id="z", quantity=7)])
        sign_in(reporter)

        shown = [one, UsageReport.objects.get(replaces=one), waits]
        addresses = [reverse("earnings:report", args=[report.public_id]) for report in shown]
        for address in (reverse("earnings:reports"), *addresses):
            audit(page, f"{live_server.url}{address}")


class TestUses:
    def test_show_attributions_soundly(
        self, page: Page, live_server: LiveServer, label: Deal, sign_in: SignIn
    ) -> None:
        replaced(label)
        sign_in(owner_of(label.artist))

        audit(page, f"{live_server.url}{reverse('earnings:uses')}")
