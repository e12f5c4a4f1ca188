"""Lump sums at the support desk."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from artistportal.accounts.models import User
from earnings.models import LumpSum
from tests.factories.earnings import balance, bring, deal
from tests.factories.lump_sums import recorded

pytestmark = pytest.mark.django_db

SUMS = "/admin/earnings/lumpsum/"


@pytest.fixture
def desk(client: Client) -> Client:
    user = User.objects.create_superuser("support@example.org")
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    return client


class TestLumpSumAdmin:
    def test_records_a_sum(self, desk: Client) -> None:
        label = deal()
        said = {
            "licence": label.licence.pk,
            "kind": "equity",
            "description": "Shares sold",
            "amount": "12.50",
            "currency": "EUR",
            "received_at_0": "2026-03-01",
            "received_at_1": "09:00:00",
            "key": "alike",
            "first_month_date": "2026-01-15",
            "last_month_date": "2026-02-01",
        }

        refused = desk.post(f"{SUMS}add/", said | {"amount": "twelve"})
        desk.post(f"{SUMS}add/", said)

        assert "is not an amount" in refused.text
        found = LumpSum.objects.get()
        assert (found.amount_micros, f"{found.first_month_date}") == (12_500_000, "2026-01-01")
        assert balance(tool=label.tool, kind="unallocated") == 12_500_000
        assert desk.get(f"{SUMS}{found.pk}/change/").status_code == 200

    def test_shows_first_and_allocates_then(self, desk: Client) -> None:
        label = deal()
        found = recorded(label)
        chosen = {"_selected_action": [found.pk]}

        early = desk.post(
            SUMS, {"action": "allocate", "reason": "It is due."} | chosen, follow=True
        ).text
        bring(label.tool, [label.line()])
        preview = desk.post(SUMS, {"action": "preview"} | chosen, follow=True).text
        done = desk.post(
            SUMS, {"action": "allocate", "reason": "It is due."} | chosen, follow=True
        ).text

        assert "LS-0001: Nobody earned anything" in early
        assert f"1 in all: {label.payee.name} 10.00" in preview
        assert "LS-0001 is allocated." in done
        assert balance(tool=label.tool, kind="unallocated") == 0
