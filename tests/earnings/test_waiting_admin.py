"""Money that waits, at the support desk: matches made and withdrawn, disputes opened and ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from artistportal.accounts.models import User
from earnings import tasks
from earnings.models import Dispute, IdentifierMatch, UnmatchedMonth
from tests.factories.earnings import Deal, bring, deal

pytestmark = pytest.mark.django_db

WRONG = "GBZZZ2600001"
MATCHES = "/admin/earnings/identifiermatch/"
DISPUTES = "/admin/earnings/dispute/"


@pytest.fixture
def desk(client: Client) -> Client:
    """The browser of a superuser of support."""
    user = User.objects.create_superuser("support@example.org")
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    return client


@pytest.fixture
def label() -> Deal:
    made = deal()
    line = made.line(isrc=WRONG, title=made.work.title, artist=made.artist.name, quantity=4)
    bring(made.tool, [made.line(), line])
    return made


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The runs that were rung for."""
    found: list[int] = []
    monkeypatch.setattr(tasks, "ring_runs", found.extend)
    return found


class TestMatches:
    def test_are_suggested_made_and_withdrawn(
        self, desk: Client, label: Deal, rung: list[int]
    ) -> None:
        row = UnmatchedMonth.objects.get()
        opened = desk.get(f"/admin/earnings/unmatchedmonth/{row.pk}/change/").text
        assert "The same title, the same artist." in opened
        assert f"identifier={WRONG}&amp;work={label.work.pk}" in opened

        made = {"identifier": WRONG, "work": label.work.pk, "reason": "Told by the label."}
        desk.post(f"{MATCHES}add/", made)

        match = IdentifierMatch.objects.standing().get()
        assert (match.work, len(rung)) == (label.work, 1)
        action = {"action": "withdraw", "_selected_action": match.pk, "reason": "Wrong."}
        answer = desk.post(MATCHES, action, follow=True)
        assert "1 months are computed anew" in answer.text
        assert not IdentifierMatch.objects.standing().exists()
        assert "withdrawn before" in desk.post(MATCHES, action, follow=True).text

    @pytest.mark.parametrize("identifier", ["GBZZZ2600002", "known", "\0"])
    def test_are_refused_in_words(self, desk: Client, label: Deal, identifier: str) -> None:
        name = label.work.isrc if identifier == "known" else identifier
        made = {"identifier": name, "work": label.work.pk, "reason": "x"}

        answer = desk.post(f"{MATCHES}add/", made)

        assert answer.status_code == 200
        assert "errorlist" in answer.text
        assert not IdentifierMatch.objects.exists()


class TestDisputes:
    def test_are_opened_and_ended(self, desk: Client, label: Deal, rung: list[int]) -> None:
        deadline = timezone.now().date() + timedelta(days=9)
        asked = {
            "work": label.work.pk,
            "reason": "Two labels claim it.",
            "next_step": "Support compares.",
            "deadline_date": deadline.isoformat(),
        }

        desk.post(f"{DISPUTES}add/", asked)

        dispute = Dispute.objects.get()
        assert (dispute.work, dispute.deadline_date) == (label.work, deadline)
        change = f"{DISPUTES}{dispute.pk}/change/"
        assert "Say what came out" in desk.post(change, {"outcome": " "}).text
        desk.post(change, {"outcome": "It is theirs."})
        dispute.refresh_from_db()
        assert dispute.outcome == "It is theirs."
        assert dispute.ended_at is not None
        assert len(rung) == 2
        assert desk.post(change, {"outcome": "Again."}).status_code == 403

    def test_want_a_day_to_come(self, desk: Client, label: Deal) -> None:
        asked = {
            "work": label.work.pk,
            "reason": "x",
            "next_step": "y",
            "deadline_date": "2020-01-01",
        }

        assert "Name a day to come" in desk.post(f"{DISPUTES}add/", asked).text
        assert not Dispute.objects.exists()


class TestLists:
    def test_open(self, desk: Client, label: Deal) -> None:
        for model in ("identifiermatch", "unmatchedmonth", "unpaidmonth", "dispute"):
            assert desk.get(f"/admin/earnings/{model}/").status_code == 200
