"""Claims to a profile: two kinds of evidence, two people on the other side, never oneself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from artistportal.accounts.models import Deed, Letter, User
from artistportal.roster.domain.profile_claims import (
    ClaimState,
    EvidenceKind,
    NotToBeClaimed,
    show_code,
)
from artistportal.roster.domain.roles import OrganisationKind, OrganisationRole
from artistportal.roster.models import Artist, OrganisationMember, ProfileClaim, ProfileEvidence
from artistportal.roster.queries import accounts
from artistportal.roster.queries import profile_claims as queries
from artistportal.roster.services import profile_claims, profile_evidence
from tests.factories.accounts import UserFactory, support
from tests.factories.roster import (
    NOW,
    ArtistFactory,
    ArtistMemberFactory,
    CreditFactory,
    OrganisationMemberFactory,
    SigningFactory,
)

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
DOMAIN, PROFILE = EvidenceKind.KNOWN_DOMAIN, EvidenceKind.PROFILE_CODE
LABEL, IDENTITY = EvidenceKind.LABEL_CONFIRMATION, EvidenceKind.IDENTITY_CHECK


@pytest.fixture
def artist() -> Artist:
    return ArtistFactory.create(name="Ana Sol")


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def claim(artist: Artist, ana: User) -> ProfileClaim:
    return profile_claims.submit(artist=artist, words="I sing.", by=ana, now=NOW)


@pytest.fixture
def rep(artist: Artist) -> OrganisationMember:
    member = OrganisationMemberFactory.create(organisation__name="Northlight")
    SigningFactory.create(artist=artist, organisation=member.organisation)
    return member


def give(claim: ProfileClaim, kind: EvidenceKind, told: str = "AcmeID 7") -> ProfileEvidence:
    return profile_evidence.give(claim=claim, kind=kind, told=told, by=claim.claimant, now=NOW)


def confirm(evidence: ProfileEvidence) -> None:
    profile_evidence.confirm(evidence=evidence, note="Seen.", by=support(), now=LATER)


def approve(claim: ProfileClaim) -> None:
    profile_claims.approve(claim=claim, reason="Both seen.", by=support(), now=LATER)


class TestSubmit:
    def test_opens_once_however_often_it_is_pressed(
        self, artist: Artist, ana: User, claim: ProfileClaim
    ) -> None:
        again = profile_claims.submit(artist=artist, words="", by=ana, now=LATER)

        assert again == claim
        assert claim.state == ClaimState.OPEN
        assert Deed.objects.filter(verb="claim.submitted").count() == 1

    def test_is_disputed_where_somebody_owns_the_account(
        self, artist: Artist, ana: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        disputed: list[ProfileClaim] = []
        monkeypatch.setattr(profile_claims, "DISPUTES", [lambda claim, *_: disputed.append(claim)])
        owner = ArtistMemberFactory.create(artist=artist)

        claim = profile_claims.submit(artist=artist, words="", by=ana, now=NOW)

        assert claim.state == ClaimState.DISPUTED
        assert disputed == [claim]
        assert Letter.objects.get(to=owner.user).subject == "Somebody claims Ana Sol"

    def test_disputes_the_claim_that_was_there(self, artist: Artist, claim: ProfileClaim) -> None:
        other = profile_claims.submit(artist=artist, words="", by=UserFactory.create(), now=NOW)

        claim.refresh_from_db()
        assert claim.state == other.state == ClaimState.DISPUTED

    def test_is_not_support_s(self, artist: Artist) -> None:
        with pytest.raises(PermissionDenied):
            profile_claims.submit(artist=artist, words="", by=support(), now=NOW)

    def test_refuses_whoever_is_in_the_team(self, artist: Artist) -> None:
        member = ArtistMemberFactory.create(artist=artist)

        with pytest.raises(NotToBeClaimed, match="in the team of Ana Sol already"):
            profile_claims.submit(artist=artist, words="", by=member.user, now=NOW)

    def test_has_a_bound(self, ana: User) -> None:
        for _ in range(5):
            profile_claims.submit(artist=ArtistFactory.create(), words="", by=ana, now=NOW)

        with pytest.raises(NotToBeClaimed, match="several claims open"):
            profile_claims.submit(artist=ArtistFactory.create(), words="", by=ana, now=NOW)


class TestApprove:
    def test_makes_the_claimant_owner_after_two_kinds(
        self, artist: Artist, ana: User, claim: ProfileClaim
    ) -> None:
        confirm(give(claim, IDENTITY))
        confirm(give(claim, PROFILE, "https://example.com/ana"))

        approve(claim)

        (account,) = accounts.of_person(ana, LATER)
        assert (account.name, account.role, account.sees_money) == ("Ana Sol", "owner", True)
        assert Letter.objects.get(to=ana).subject == (
            "Your claim was approved: the profile of Ana Sol"
        )
        assert Deed.objects.get(verb="claim.approved").reason == "Both seen."

    def test_needs_two_different_kinds(self, ana: User, claim: ProfileClaim) -> None:
        evidence = give(claim, IDENTITY)
        confirm(evidence)
        with pytest.raises(NotToBeClaimed, match="confirmed already"):
            give(claim, IDENTITY, "another")
        give(claim, PROFILE, "https://example.com/ana")

        with pytest.raises(NotToBeClaimed, match="2 different kinds"):
            approve(claim)

        assert not accounts.of_person(ana, LATER)

    def test_is_never_the_claimant_s(self, claim: ProfileClaim, ana: User) -> None:
        evidence = give(claim, IDENTITY)
        ana.is_staff = True
        ana.save()

        with pytest.raises(PermissionDenied, match="own evidence"):
            profile_evidence.confirm(evidence=evidence, note="Me.", by=ana, now=LATER)
        with pytest.raises(PermissionDenied, match="own claim"):
            profile_claims.approve(claim=claim, reason="Me.", by=ana, now=LATER)

    def test_is_support_s_with_a_reason(self, claim: ProfileClaim) -> None:
        with pytest.raises(PermissionDenied):
            profile_claims.approve(claim=claim, reason="x", by=UserFactory.create(), now=LATER)
        with pytest.raises(NotToBeClaimed, match="Say why"):
            profile_claims.approve(claim=claim, reason=" ", by=support(), now=LATER)

    def test_happens_once(self, claim: ProfileClaim) -> None:
        profile_claims.refuse(claim=claim, reason="No.", by=support(), now=LATER)

        with pytest.raises(NotToBeClaimed, match="refused already"):
            approve(claim)


class TestWithdraw:
    def test_is_the_claimant_s(self, claim: ProfileClaim, ana: User) -> None:
        with pytest.raises(PermissionDenied):
            profile_claims.withdraw(claim=claim, by=UserFactory.create(), now=LATER)

        profile_claims.withdraw(claim=claim, by=ana, now=LATER)

        claim.refresh_from_db()
        assert claim.state == ClaimState.WITHDRAWN


class TestGive:
    @pytest.mark.parametrize(
        ("kind", "told"),
        [
            (DOMAIN, "ana"),
            (DOMAIN, "ana@gmail.com"),
            (PROFILE, "http://example.com"),
            (PROFILE, "javascript:alert(1)"),
            (IDENTITY, "  "),
            (LABEL, ""),
        ],
        ids=["no address", "free mail", "plain http", "script", "nothing", "no label"],
    )
    def test_refuses_what_shows_nothing(
        self, claim: ProfileClaim, kind: EvidenceKind, told: str
    ) -> None:
        with pytest.raises(NotToBeClaimed):
            give(claim, kind, told)

    def test_is_the_claimant_s(self, claim: ProfileClaim) -> None:
        with pytest.raises(PermissionDenied):
            profile_evidence.give(
                claim=claim, kind=IDENTITY, told="x", by=UserFactory.create(), now=NOW
            )

    def test_makes_another_code_for_another_profile_after_a_minute(
        self, claim: ProfileClaim, ana: User
    ) -> None:
        first = give(claim, PROFILE, "https://example.com/ana")
        with pytest.raises(NotToBeClaimed, match="just now"):
            give(claim, PROFILE, "https://example.com/sol")

        second = profile_evidence.give(
            claim=claim, kind=PROFILE, told="https://example.com/sol", by=ana, now=LATER
        )

        assert first.code != second.code


class TestGiveWithADocument:
    def give(self, claim: ProfileClaim, kind: EvidenceKind, now: datetime = NOW) -> None:
        told = {"profile_code": "https://example.com/ana"}.get(kind, "AcmeID 7")
        document = ContentFile(b"Outcome", name="outcome.pdf")
        profile_evidence.give(
            claim=claim, kind=kind, told=told, by=claim.claimant, now=now, file=document
        )

    def test_keeps_what_came_before(self, claim: ProfileClaim) -> None:
        for minutes in (0, 2):
            later = NOW + timedelta(minutes=minutes)
            self.give(claim, EvidenceKind.IDENTITY_CHECK, later)

        kept = claim.evidence.get().files.order_by("pk")
        assert [each.given_at for each in kept] == [NOW, NOW + timedelta(minutes=2)]

    def test_has_a_bound(self, claim: ProfileClaim) -> None:
        for minutes in range(5):
            self.give(claim, EvidenceKind.IDENTITY_CHECK, NOW + timedelta(minutes=2 * minutes))

        with pytest.raises(NotToBeClaimed, match="5 documents at most"):
            self.give(claim, EvidenceKind.IDENTITY_CHECK, NOW + timedelta(hours=1))

    def test_is_not_for_a_code(self, claim: ProfileClaim) -> None:
        with pytest.raises(NotToBeClaimed, match="No document comes"):
            self.give(claim, EvidenceKind.PROFILE_CODE)


class TestEnterCode:
    def test_needs_the_code_that_was_mailed_there(self, claim: ProfileClaim, ana: User) -> None:
        evidence = give(claim, DOMAIN, "ana@ana-sol.example")
        profile_evidence.mail_code(evidence)
        (sent,) = mail.outbox
        assert sent.to == ["ana@ana-sol.example"]
        assert show_code(evidence.code) in sent.body
        with pytest.raises(NotToBeClaimed, match="has not been entered"):
            confirm(evidence)
        with pytest.raises(NotToBeClaimed, match="not the code"):
            profile_evidence.enter_code(evidence=evidence, code="AAAAA-AAAAA", by=ana, now=LATER)

        profile_evidence.enter_code(
            evidence=evidence, code=show_code(evidence.code).lower(), by=ana, now=LATER
        )
        confirm(evidence)

        assert queries.confirmed_kinds(claim) == {DOMAIN}

    def test_is_over_after_a_day(self, claim: ProfileClaim, ana: User) -> None:
        evidence = give(claim, DOMAIN, "ana@ana-sol.example")

        with pytest.raises(NotToBeClaimed, match="run out"):
            profile_evidence.enter_code(
                evidence=evidence, code=evidence.code, by=ana, now=NOW + timedelta(days=1)
            )

    def test_is_not_somebody_else_s(self, claim: ProfileClaim) -> None:
        evidence = give(claim, DOMAIN, "ana@ana-sol.example")

        with pytest.raises(PermissionDenied):
            profile_evidence.enter_code(
                evidence=evidence, code=evidence.code, by=UserFactory.create(), now=LATER
            )


class TestAnswerForHouse:
    def answer(
        self, evidence: ProfileEvidence, member: OrganisationMember, yes: bool = True
    ) -> None:
        profile_evidence.answer_for_house(
            evidence=evidence,
            organisation=member.organisation,
            says_yes=yes,
            by=member.user,
            now=LATER,
        )

    def test_counts_as_one_kind(self, claim: ProfileClaim, rep: OrganisationMember) -> None:
        evidence = give(claim, LABEL, "")
        assert evidence.told == "Northlight"
        assert Letter.objects.get(to=rep.user).subject == "Is Ana Ana Sol?"

        self.answer(evidence, rep)

        assert queries.confirmed_kinds(claim) == {LABEL}
        with pytest.raises(NotToBeClaimed, match="2 different kinds"):
            approve(claim)

    def test_denied_counts_for_nothing(self, claim: ProfileClaim, rep: OrganisationMember) -> None:
        self.answer(give(claim, LABEL, ""), rep, yes=False)

        assert not queries.confirmed_kinds(claim)

    def test_is_an_owner_s_or_manager_s(self, claim: ProfileClaim, rep: OrganisationMember) -> None:
        evidence = give(claim, LABEL, "")
        editor = OrganisationMemberFactory.create(
            organisation=rep.organisation, role=OrganisationRole.EDITOR
        )

        with pytest.raises(PermissionDenied):
            self.answer(evidence, editor)

    def test_is_not_another_label_s(self, claim: ProfileClaim, rep: OrganisationMember) -> None:
        evidence = give(claim, LABEL, "")

        with pytest.raises(PermissionDenied, match="is not asked"):
            self.answer(evidence, OrganisationMemberFactory.create())

    def test_is_never_the_claimant_s_own(self, artist: Artist, rep: OrganisationMember) -> None:
        claim = profile_claims.submit(artist=artist, words="", by=rep.user, now=NOW)

        with pytest.raises(PermissionDenied, match="nobody confirms themselves"):
            self.answer(give(claim, LABEL, ""), rep)

    def test_is_not_support_s(self, claim: ProfileClaim, rep: OrganisationMember) -> None:
        with pytest.raises(NotToBeClaimed, match="Only a label"):
            confirm(give(claim, LABEL, ""))

    def test_is_not_a_self_released_artist_s_own_house_s(
        self, artist: Artist, claim: ProfileClaim
    ) -> None:
        own = OrganisationMemberFactory.create(organisation__kind=OrganisationKind.SELF)
        SigningFactory.create(artist=artist, organisation=own.organisation)

        with pytest.raises(NotToBeClaimed, match="none can confirm"):
            give(claim, LABEL, "")


class TestSearch:
    def test_finds_by_name_those_without_an_owner(self, artist: Artist) -> None:
        ArtistMemberFactory.create(artist__name="Ana Owned")

        assert [found.artist for found in queries.search("ana", NOW)] == [artist]
        assert queries.search("an", NOW) == []

    def test_finds_by_isni_and_isrc_those_with_one_too(self, artist: Artist) -> None:
        Artist.objects.filter(pk=artist.pk).update(isni="000000012281955X")
        ArtistMemberFactory.create(artist=artist)
        work = CreditFactory.create(artist=artist).work
        assert work.isrc

        for text in ("0000 0001 2281 955X", work.isrc):
            (found,) = queries.search(text, NOW)
            assert (found.artist, found.is_owned) == (artist, True)
            assert found.works == (work.title,)
