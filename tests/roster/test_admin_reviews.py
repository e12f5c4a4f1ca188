"""Support reviews claims and writes down successors and guardians, with a reason each time."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.roster.domain.profile_claims import EvidenceKind, show_code
from artistportal.roster.models import EvidenceFile, Guardianship, ProfileClaim, ProfileEvidence
from artistportal.roster.queries import accounts
from artistportal.roster.services import profile_claims, profile_evidence, successors
from tests.factories.accounts import UserFactory
from tests.factories.roster import ArtistFactory, ArtistMemberFactory
from tests.factories.teams import reviewed

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    user = UserFactory.create(is_staff=True, is_superuser=True)
    TOTP.activate(user, generate_totp_secret())
    return user


@pytest.fixture
def client(staff: User) -> Client:
    client = Client()
    client.force_login(staff)
    return client


@pytest.fixture
def claim() -> ProfileClaim:
    artist, now = ArtistFactory.create(name="Ana Sol"), timezone.now()
    claim = profile_claims.submit(artist=artist, words="", by=UserFactory.create(), now=now)
    for kind, told in (
        (EvidenceKind.PROFILE_CODE, "https://example.com/ana"),
        (EvidenceKind.IDENTITY_CHECK, "AcmeID 7"),
    ):
        profile_evidence.give(claim=claim, kind=kind, told=told, by=claim.claimant, now=now)
    return claim


def act(client: Client, model: str, action: str, *ids: int, reason: str = "Seen.") -> Any:
    url = reverse(f"admin:roster_{model}_changelist")
    return client.post(
        url, {"action": action, ACTION_CHECKBOX_NAME: list(ids), "reason": reason}, follow=True
    )


class TestClaims:
    def test_are_approved_once_two_kinds_were_seen(
        self, client: Client, claim: ProfileClaim
    ) -> None:
        early = act(client, "profileclaim", "approve", claim.pk)
        assert "different kinds must be confirmed first" in early.content.decode()
        ids = ProfileEvidence.objects.values_list("pk", flat=True)
        act(client, "profileevidence", "confirm", *ids)

        act(client, "profileclaim", "approve", claim.pk, reason="Both seen.")

        claim.refresh_from_db()
        assert (claim.state, claim.reason) == ("approved", "Both seen.")
        (account,) = accounts.of_person(claim.claimant, timezone.now())
        assert account.role == "owner"

    def test_are_refused_with_the_reason_that_the_claimant_reads(
        self, client: Client, claim: ProfileClaim
    ) -> None:
        asked = act(client, "profileclaim", "refuse", claim.pk, reason="")
        assert asked.status_code == 422

        act(client, "profileclaim", "refuse", claim.pk, reason="Not the same person.")

        claim.refresh_from_db()
        assert (claim.state, claim.reason) == ("refused", "Not the same person.")

    def test_are_not_decided_by_their_claimant(
        self, client: Client, staff: User, claim: ProfileClaim
    ) -> None:
        ProfileClaim.objects.update(claimant=staff)

        page = act(client, "profileclaim", "refuse", claim.pk)

        assert "Nobody decides their own claim" in page.content.decode()

    def test_show_the_code_to_look_for(self, client: Client, claim: ProfileClaim) -> None:
        evidence = claim.evidence.get(kind="profile_code")

        page = client.get(reverse("admin:roster_profileclaim_change", args=[claim.pk]))

        assert show_code(evidence.code) in page.content.decode()

    def test_lead_to_the_documents_that_support_saves(self, client: Client) -> None:
        claim = reviewed(ArtistFactory.create())
        kept = EvidenceFile.objects.get()
        link = f"/admin/roster/profileevidence/{kept.evidence_id}/files/{kept.public_id}/"

        page = client.get(reverse("admin:roster_profileclaim_change", args=[claim.pk]))

        assert f'href="{link}"' in page.content.decode()
        saved: Any = client.get(link)
        assert b"".join(saved.streaming_content) == b"Outcome: the person is Ana Sol."
        assert saved["Content-Disposition"].startswith("attachment")
        User.objects.update(is_superuser=False)
        assert client.get(link).status_code == 403

    def test_need_leave_to_change_them(self, claim: ProfileClaim, staff: User) -> None:
        User.objects.filter(pk=staff.pk).update(is_superuser=False)
        client = Client()
        client.force_login(staff)

        act(client, "profileclaim", "refuse", claim.pk)

        claim.refresh_from_db()
        assert claim.state == "open"


class TestSuccessors:
    def test_take_over_with_the_paper_that_was_seen(self, client: Client) -> None:
        owner = ArtistMemberFactory.create()
        heir = successors.Heir("Mia", "mia@example.org")
        named = successors.name(artist=owner.artist, heir=heir, by=owner.user, now=timezone.now())
        page = act(client, "successor", "take_over", named.pk)
        assert "has signed up with mia@example.org yet" in page.content.decode()
        mia = UserFactory.create(email="mia@example.org")

        act(client, "successor", "take_over", named.pk, reason="Certificate 7.")

        assert accounts.of_person(mia, timezone.now())
        assert not accounts.of_person(owner.user, timezone.now())


class TestGuardianships:
    def test_are_added_by_the_rules_and_never_edited(self, client: Client) -> None:
        parent = ArtistMemberFactory.create()
        said = {
            "artist": parent.artist.pk,
            "guardian": parent.user.pk,
            "artist_themself": "",
            "until_date": "2999-01-01",
            "paper": "Birth certificate",
        }
        url = reverse("admin:roster_guardianship_add")

        refused = client.post(url, said)
        assert "Somebody must own the account at every moment" in refused.content.decode()
        assert not Guardianship.objects.exists()

        kit = UserFactory.create(email="kit@example.org")
        client.post(url, {**said, "artist_themself": "kit@example.org"})

        stored = Guardianship.objects.get()
        assert stored.guardian == parent.user
        assert parent.artist.members.get(user=kit).role == "owner"
        change = reverse("admin:roster_guardianship_change", args=[stored.pk])
        assert client.get(change).status_code == 200
        assert client.post(change, said).status_code == 403
