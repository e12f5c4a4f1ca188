"""Cases at the support desk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from artistportal.accounts.models import Download, User
from artistportal.cases.domain.kinds import CaseKind
from artistportal.cases.domain.states import CaseState
from artistportal.cases.models import Attachment, Case
from artistportal.cases.services import desk
from artistportal.cases.services.messages import Said
from tests.factories.accounts import UserFactory
from tests.factories.cases import opened
from tests.factories.roster import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(client: Client) -> User:
    """Support, signed in."""
    user: User = UserFactory.create(is_staff=True, is_superuser=True, name="Sam Desk")
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    return user


def do(client: Client, case: Case, verb: str, **said: object) -> int:
    named = {f"{verb}-{name}": value for name, value in said.items()}
    address = reverse("admin:cases_case_do", args=[case.pk, verb])
    return client.post(address, named).status_code


class TestTheQueue:
    def test_says_who_answers_and_what_is_late(self, client: Client, sam: User) -> None:
        mine, other = opened(title="Mine"), opened(title="Late", now=NOW - timedelta(days=900))
        desk.take(mine, by=sam, now=NOW)
        queue = reverse("admin:cases_case_changelist")

        for whose, found, hidden in (("mine", mine, other), ("nobodys", other, mine)):
            content = client.get(f"{queue}?whose={whose}").content.decode()
            assert found.code in content
            assert hidden.code not in content
        assert other.code in client.get(f"{queue}?whose=overdue").content.decode()


class TestACase:
    def test_is_worked_on_from_its_page(self, client: Client, sam: User) -> None:
        case = opened(kind=CaseKind.WRONG_MATCH)
        page = reverse("admin:cases_case_change", args=[case.pk])

        assert do(client, case, "take") == 302
        assert do(client, case, "reply", text="") == 422
        do(client, case, "reply", text="We look.")
        do(client, case, "note", text="Has asked before.")
        do(client, case, "keep_money", text="Whose?", deadline_date="2000-01-01")
        content = client.get(page).content.decode()
        do(client, case, "decide", text="Counted anew.")
        do(client, case, "decide", text="Again.")

        case.refresh_from_db()
        assert (case.state, case.answerer, case.outcome) == (
            CaseState.DECIDED,
            sam,
            "Counted anew.",
        )
        assert "Note, only for support:" in content
        assert "next six months" in content
        after = client.get(page).content.decode()
        assert "that cannot be done from there" in after
        assert "Hand over" not in after

    def test_offers_no_decision_in_an_artists_name(self, client: Client, sam: User) -> None:
        case = opened(kind=CaseKind.UNCLEARED_USE)
        content = client.get(reverse("admin:cases_case_change", args=[case.pk])).content.decode()

        for word in ("withdraw", "appeal", "approve", "consent:"):
            assert f"/do/{word}/" not in content
        assert do(client, case, "withdraw") == 302
        case.refresh_from_db()
        assert case.state == CaseState.OPEN

    def test_gives_files_notes_and_evidence(
        self, client: Client, sam: User, settings: Any, tmp_path: Path
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        case = opened()
        desk.note(case, Said("See.", [ContentFile(b"x", name="x.txt")]), by=sam, now=NOW)
        file = Attachment.objects.get()

        answer = client.get(reverse("admin:cases_case_file", args=[case.pk, file.public_id]))
        client.post(reverse("admin:cases_case_evidence", args=[case.pk]))

        assert answer.headers["Content-Disposition"] == 'attachment; filename="x.txt"'
        answer.close()
        assert Download.objects.get().options["by_support"]
        client.force_login(case.opened_by)
        theirs = reverse("cases:attachment", args=[case.public_id, file.public_id])
        assert client.get(theirs).status_code == 404

    def test_platforms_of_all_cases(self, client: Client, sam: User) -> None:
        content = client.get(reverse("admin:cases_case_platforms")).content.decode()

        assert "No notice was sent yet." in content
