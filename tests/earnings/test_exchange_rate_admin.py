"""Rates of exchange at the support desk."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from artistportal.accounts.models import User
from earnings.models import ExchangeRate

pytestmark = pytest.mark.django_db

RATES = "/admin/earnings/exchangerate/"


@pytest.fixture
def desk(client: Client) -> Client:
    user = User.objects.create_superuser("support@example.org")
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    return client


def sent(content: bytes) -> dict[str, object]:
    return {"file": SimpleUploadedFile("eurofxref.csv", content), "source": "ECB"}


class TestExchangeRateAdmin:
    def test_takes_a_file_in(self, desk: Client) -> None:
        assert "Take in a file of exchange rates" in desk.get(f"{RATES}add/").text

        answer = desk.post(f"{RATES}add/", sent(b"Date,USD,\n2026-10-30,1.25,\n"), follow=True)

        assert "1 new rate, 0 known" in answer.text
        assert "1.25" in answer.text
        rate = ExchangeRate.objects.get()
        assert 'name="per_euro"' not in desk.get(f"{RATES}{rate.pk}/change/").text

    def test_says_what_is_wrong_with_it(self, desk: Client) -> None:
        answer = desk.post(f"{RATES}add/", sent(b"Date,USD,\n2026-10-30,,\nx,1,\n"))

        assert answer.status_code == 422
        assert "Line 3, Date: “x” is no day" in answer.text
        assert not ExchangeRate.objects.exists()
