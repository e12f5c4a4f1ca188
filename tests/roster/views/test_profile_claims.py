"""Claiming a profile or a credit on the site, and the label's answer on its team's page."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artistportal import kept_files
from artistportal.roster.domain.profile_claims import EvidenceKind
from artistportal.roster.domain.roles import ArtistRole
from artistportal.roster.models import (
    Artist,
    Credit,
    EvidenceFile,
    Organisation,
    OrganisationMember,
    ProfileClaim,
    ProfileEvidence,
)
from tests.factories.accounts import UserFactory
from tests.factories.roster import (
    ArtistFactory,
    ArtistMemberFactory,
    CreditFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    SigningFactory,
)
from tests.roster.views.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(sign_in: SignIn) -> Client:
    """Somebody new, in nobody's team."""
    return sign_in(UserFactory.create(name="Ana"))


@pytest.fixture
def unclaimed() -> Artist:
    return CreditFactory.create(artist=ArtistFactory.create(name="Ana Sol")).artist


def claimed(client: Client, artist: Artist) -> str:
    """The address of a new claim."""
    return client.post("/claims/new/", {"artist": str(artist.public_id), "words": "Me."})[
        "Location"
    ]


class TestClaimNew:
    def test_leads_from_the_first_page_to_the_claim(self, ana: Client, unclaimed: Artist) -> None:
        assert 'href="/claims/new/"' in ana.get("/start/").content.decode()
        found = ana.get("/claims/new/", {"q": "ana s"}).content.decode()
        assert f'value="{unclaimed.public_id}"' in found

        address = claimed(ana, unclaimed)

        assert "The profile of Ana Sol" in ana.get(address).content.decode()
        assert f'href="{address}"' in ana.get("/claims/new/").content.decode()

    def test_warns_before_a_dispute(self, ana: Client, unclaimed: Artist) -> None:
        ArtistMemberFactory.create(artist=unclaimed)
        isrc = unclaimed.works.get().isrc

        assert "your claim is a dispute" in ana.get(f"/claims/new/?q={isrc}").content.decode()
        assert "A case is open" in ana.get(claimed(ana, unclaimed)).content.decode()

    def test_says_that_nobody_was_found(self, ana: Client) -> None:
        assert "Nobody was found" in ana.get("/claims/new/?q=nobody").content.decode()

    def test_says_why_it_cannot_be(self, member: object, client: Client, artist: Artist) -> None:
        answer = client.post("/claims/new/", {"artist": str(artist.public_id)})

        assert answer.status_code == 422
        assert "in the team of" in answer.content.decode()
        assert client.post("/claims/new/", {"artist": "x"}).status_code == 422

    def test_asks_the_same_number_of_times_however_many_are_found(self, ana: Client) -> None:
        counts = []
        for _ in range(2):
            for _each in range(3):
                CreditFactory.create(artist=ArtistFactory.create(name="Same Name"))
            with CaptureQueriesContext(connection) as queries:
                ana.get("/claims/new/?q=same")
            counts.append(len(queries))

        assert counts[0] == counts[1]
        assert counts[0] <= 10


class TestClaim:
    def test_mails_a_code_and_takes_it(self, ana: Client, unclaimed: Artist) -> None:
        address = claimed(ana, unclaimed)
        ana.post(address, {"kind": "known_domain", "known_domain-told": "ana@sol.example"})
        (code,) = re.findall(r"^([A-Z0-9]{5}-[A-Z0-9]{5})$", str(mail.outbox[0].body), re.MULTILINE)

        wrong = ana.post(f"{address}code/", {"code": "AAAAA-AAAAA"})
        right = ana.post(f"{address}code/", {"code": code}, follow=True)

        assert wrong.status_code == 422
        assert code not in wrong.content.decode()
        assert "The code that was mailed there was entered." in right.content.decode()

    def test_shows_the_code_to_place(self, ana: Client, unclaimed: Artist) -> None:
        address = claimed(ana, unclaimed)
        said = {"kind": "profile_code", "profile_code-told": "https://example.com/ana"}

        page = ana.post(address, said, follow=True).content.decode()

        assert re.search(r"<code>[A-Z0-9]{5}-[A-Z0-9]{5}</code>", page)

    def test_says_what_is_wrong_beside_the_field(self, ana: Client, unclaimed: Artist) -> None:
        said = {"kind": "known_domain", "known_domain-told": "ana@gmail.com"}

        answer = ana.post(claimed(ana, unclaimed), said)

        assert answer.status_code == 422
        assert 'href="#id_known_domain-told"' in answer.content.decode()

    def test_is_nobody_else_s(self, ana: Client, unclaimed: Artist, sign_in: SignIn) -> None:
        address = claimed(ana, unclaimed)
        other = sign_in(UserFactory.create())

        assert other.get(address).status_code == 404
        assert other.post(f"{address}withdraw/").status_code == 404
        assert other.post(f"{address}code/", {"code": "x"}).status_code == 404

    def test_takes_a_document_that_only_the_claimant_saves(
        self, ana: Client, unclaimed: Artist, sign_in: SignIn
    ) -> None:
        address = claimed(ana, unclaimed)
        document = SimpleUploadedFile("../<b>out come.html", b"<script>Ana Sol</script>")
        said = {"kind": "identity_check", "identity_check-told": "AcmeID 7"}

        page = ana.post(address, {**said, "identity_check-document": document}, follow=True)

        kept = EvidenceFile.objects.get()
        sha256 = hashlib.sha256(b"<script>Ana Sol</script>").hexdigest()
        assert (kept.name, kept.sha256, kept.file.name) == (
            "<b>out come.html", sha256, f"claims/{kept.public_id}",
        )  # fmt: skip
        link = f"{address}files/{kept.public_id}/"
        assert link in page.content.decode()
        assert "&lt;b&gt;out come.html" in page.content.decode()
        saved = ana.get(link)
        assert b"".join(saved.streaming_content) == b"<script>Ana Sol</script>"  # type: ignore[attr-defined]  # of a file
        assert saved["Content-Disposition"].startswith("attachment")
        assert saved["Content-Type"] == "application/octet-stream"
        assert saved["X-Content-Type-Options"] == "nosniff"
        assert sign_in(UserFactory.create()).get(link).status_code == 404

    def test_refuses_a_document_that_is_too_large(
        self, ana: Client, unclaimed: Artist, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kept_files, "LARGEST", 3)
        said = {"kind": "identity_check", "identity_check-told": "AcmeID 7"}
        document = SimpleUploadedFile("outcome.pdf", b"four")

        answer = ana.post(claimed(ana, unclaimed), {**said, "identity_check-document": document})

        assert answer.status_code == 422
        assert "outcome.pdf is larger than 10 MB" in answer.content.decode()
        assert not ProfileEvidence.objects.exists()

    def test_is_withdrawn_with_one_press(self, ana: Client, unclaimed: Artist) -> None:
        address = claimed(ana, unclaimed)

        page = ana.post(f"{address}withdraw/", follow=True).content.decode()

        assert "Your claim is withdrawn" in page
        assert "Withdraw the claim" not in page


class TestAnswer:
    @pytest.fixture
    def evidence(self, ana: Client, unclaimed: Artist, label: Organisation) -> ProfileEvidence:
        SigningFactory.create(artist=unclaimed, organisation=label)
        ana.post(claimed(ana, unclaimed), {"kind": "label_confirmation"})
        return ProfileEvidence.objects.get()

    def test_is_given_on_the_label_s_team_page(
        self, rep_client: Client, evidence: ProfileEvidence
    ) -> None:
        assert "You are asked to confirm" in rep_client.get("/team/").content.decode()

        page = rep_client.post(
            f"/team/claims/{evidence.public_id}/", {"answer": "yes"}, follow=True
        ).content.decode()

        evidence.refresh_from_db()
        assert evidence.state == "confirmed"
        assert "You are asked to confirm" not in page

    def test_is_no_other_label_s(
        self, evidence: ProfileEvidence, rep: OrganisationMember, sign_in: SignIn
    ) -> None:
        other = sign_in(OrganisationMemberFactory.create().user)

        assert "You are asked to confirm" not in other.get("/team/").content.decode()
        answer = other.post(f"/team/claims/{evidence.public_id}/", {"answer": "yes"})
        assert answer.status_code == 404
        evidence.refresh_from_db()
        assert evidence.state == "given"


class TestCreditClaimNew:
    def test_finds_a_work_and_asks_its_rights_holder(
        self, client: Client, rep_client: Client, label: Organisation, artist: Artist
    ) -> None:
        work = RecordingFactory.create(title="Salt Roads", rights_holder=label)
        page = client.get("/claims/credit/?q=Salt+Roads").content.decode()
        assert f'value="{work.public_id}"' in page

        said = {"work": str(work.public_id), "role": "musician"}
        claim = client.post("/claims/credit/", said, follow=True).content.decode()
        assert "as musician on Salt Roads" in claim

        evidence = ProfileEvidence.objects.get(kind=EvidenceKind.LABEL_CONFIRMATION)
        rep_client.post(f"/team/claims/{evidence.public_id}/", {"answer": "yes"})
        assert not Credit.objects.get(artist=artist).holds_consent
        assert client.get(f"/works/{work.public_id}/").status_code == 200

    def test_is_not_a_reader_s(self, artist: Artist, sign_in: SignIn) -> None:
        reader = ArtistMemberFactory.create(artist=artist, role=ArtistRole.READER)

        assert sign_in(reader.user).get("/claims/credit/").status_code == 403

    def test_refuses_what_is_no_part(self, client: Client) -> None:
        said = {"work": str(RecordingFactory.create().public_id), "role": "voice"}

        assert client.post("/claims/credit/", said).status_code == 422
        assert not ProfileClaim.objects.exists()
