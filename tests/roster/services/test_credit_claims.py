"""Claims to a credit: confirmed by the rights holder alone, or by support, without consent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import Letter
from artistportal.roster.domain.profile_claims import ClaimState, NotToBeClaimed
from artistportal.roster.domain.roles import ArtistRole, CreditRole, OrganisationRole
from artistportal.roster.models import (
    Artist,
    ArtistMember,
    Credit,
    OrganisationMember,
    ProfileClaim,
    Work,
)
from artistportal.roster.queries import profile_claims as queries
from artistportal.roster.services import credit_claims, profile_claims, profile_evidence
from tests.factories.accounts import support
from tests.factories.roster import (
    NOW,
    ArtistMemberFactory,
    CreditFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    VoiceFactory,
)

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def player() -> ArtistMember:
    return ArtistMemberFactory.create(artist__name="Joe Kahn", user__name="Joe")


@pytest.fixture
def rep() -> OrganisationMember:
    return OrganisationMemberFactory.create()


@pytest.fixture
def work(rep: OrganisationMember) -> Work:
    return RecordingFactory.create(title="Salt Roads", rights_holder=rep.organisation)


def submit(
    player: ArtistMember, work: Work, role: CreditRole = CreditRole.MUSICIAN
) -> ProfileClaim:
    return credit_claims.submit(
        artist=player.artist, work=work, role=role, words="Bass.", by=player.user, now=NOW
    )


def answer(claim: ProfileClaim, member: OrganisationMember, *, yes: bool) -> None:
    profile_evidence.answer_for_house(
        evidence=claim.evidence.get(),
        organisation=member.organisation,
        says_yes=yes,
        by=member.user,
        now=LATER,
    )


class TestSubmit:
    def test_asks_the_rights_holder_once(
        self, player: ArtistMember, work: Work, rep: OrganisationMember
    ) -> None:
        first, second = submit(player, work), submit(player, work)

        assert first == second
        assert Letter.objects.get(to=rep.user).subject == "Is Joe Kahn musician on Salt Roads?"
        assert [each.claim for each in queries.to_confirm(rep.organisation, NOW)] == [first]

    def test_is_an_owner_s_manager_s_or_editor_s(self, player: ArtistMember, work: Work) -> None:
        editor, reader = (
            ArtistMemberFactory.create(artist=player.artist, role=role)
            for role in (ArtistRole.EDITOR, ArtistRole.READER)
        )
        with pytest.raises(PermissionDenied):
            submit(reader, work)

        assert submit(editor, work).claimant == editor.user

    def test_is_not_for_another_artist(self, player: ArtistMember, work: Work) -> None:
        other = ArtistMemberFactory.create()

        with pytest.raises(PermissionDenied):
            credit_claims.submit(
                artist=player.artist,
                work=work,
                role=CreditRole.MUSICIAN,
                words="",
                by=other.user,
                now=NOW,
            )

    def test_refuses_a_voice_and_what_is_credited(self, player: ArtistMember, work: Work) -> None:
        CreditFactory.create(work=work, artist=player.artist, role=CreditRole.MUSICIAN)
        voice = VoiceFactory.create()

        for wanted, role in ((work, CreditRole.MUSICIAN), (voice, CreditRole.MUSICIAN)):
            with pytest.raises(NotToBeClaimed):
                submit(player, wanted, role)
        with pytest.raises(NotToBeClaimed):
            submit(player, work, CreditRole.VOICE)


class TestAnswer:
    def test_of_the_rights_holder_is_enough_alone(
        self, player: ArtistMember, work: Work, rep: OrganisationMember
    ) -> None:
        claim = submit(player, work)

        answer(claim, rep, yes=True)

        claim.refresh_from_db()
        credit = Credit.objects.get(artist=player.artist)
        assert claim.state == ClaimState.APPROVED
        assert (credit.work, credit.role, credit.holds_consent) == (work, "musician", False)

    def test_denied_credits_nobody_and_support_may_still_look(
        self, player: ArtistMember, work: Work, rep: OrganisationMember
    ) -> None:
        claim = submit(player, work)
        answer(claim, rep, yes=False)
        assert not Credit.objects.exists()

        profile_claims.approve(claim=claim, reason="Session sheet seen.", by=support(), now=LATER)

        assert not Credit.objects.get().holds_consent

    def test_is_an_editor_s_of_the_rights_holder_and_of_nobody_else(
        self, player: ArtistMember, work: Work, rep: OrganisationMember
    ) -> None:
        claim = submit(player, work)
        reader = OrganisationMemberFactory.create(
            organisation=rep.organisation, role=OrganisationRole.READER
        )
        for member in (reader, OrganisationMemberFactory.create()):
            with pytest.raises(PermissionDenied):
                answer(claim, member, yes=True)

        assert not Credit.objects.exists()

    def test_is_never_the_claimant_s(self, player: ArtistMember, work: Work) -> None:
        own = OrganisationMemberFactory.create(user=player.user, organisation=work.rights_holder)

        with pytest.raises(PermissionDenied, match="nobody confirms themselves"):
            answer(submit(player, work), own, yes=True)

    def test_takes_no_consent_away_from_a_credit_that_came_meanwhile(
        self, player: ArtistMember, work: Work, rep: OrganisationMember
    ) -> None:
        claim = submit(player, work)
        CreditFactory.create(work=work, artist=player.artist, role=CreditRole.MUSICIAN)

        answer(claim, rep, yes=True)

        assert Credit.objects.get(artist=player.artist).holds_consent


class TestWorksCalled:
    def test_finds_by_isrc_or_the_whole_title_and_lets_nobody_leaf(self, work: Work) -> None:
        artist: Artist = CreditFactory.create(work=work, artist__name="Ana Sol").artist
        VoiceFactory.create(artist=artist)

        assert work.isrc
        for text in (work.isrc, "salt roads"):
            assert queries.works_called(text) == [work]
        for text in ("salt", "", "Voice of Ana Sol"):
            assert queries.works_called(text) == []
