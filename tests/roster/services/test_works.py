"""Works one at a time, and the people and organisations around them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.roster.domain.identifiers import InvalidIdentifier
from artistportal.roster.domain.roles import ArtistRole, CreditRole, OrganisationRole
from artistportal.roster.models import ArtistMember, OrganisationMember
from artistportal.roster.services import organisations, works
from tests.factories.accounts import UserFactory, support
from tests.factories.roster import (
    BEFORE,
    NOW,
    ArtistFactory,
    ArtistMemberFactory,
    CompositionFactory,
    CreditFactory,
    OrganisationFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    SigningFactory,
    VoiceFactory,
)

pytestmark = pytest.mark.django_db


class TestAddRecording:
    def test_stores_the_isrc_in_its_form(self) -> None:
        assert RecordingFactory.create(isrc="US-SM1-98-03037").isrc == "USSM19803037"

    def test_refuses_what_is_no_isrc(self) -> None:
        with pytest.raises(InvalidIdentifier):
            RecordingFactory.create(isrc="nonsense")

    def test_lets_an_editor_in_force_and_nobody_else(self) -> None:
        label = OrganisationFactory.create()
        editor = OrganisationMemberFactory.create(organisation=label, role=OrganisationRole.EDITOR)
        other = OrganisationMemberFactory.create()

        works.add_recording(title="Salt", rights_holder=label, by=editor.user, now=NOW)

        OrganisationMember.objects.filter(pk=editor.pk).update(until_at=NOW)
        for somebody in (
            editor.user,
            other.user,
            UserFactory.create(is_staff=True, is_active=False),
        ):
            with pytest.raises(PermissionDenied):
                works.add_recording(title="Salt", rights_holder=label, by=somebody, now=NOW)


class TestAddVoice:
    def test_credits_its_person_who_holds_consent(self) -> None:
        voice = VoiceFactory.create(artist=ArtistFactory.create(name="Mara Lind"))

        credit = voice.credits.get()
        assert voice.title == "Voice of Mara Lind"
        assert (credit.artist, credit.role) == (voice.voice_of, CreditRole.VOICE)
        assert credit.holds_consent


class TestContain:
    def test_adds_songs_to_a_recording(self) -> None:
        recording, song = RecordingFactory.create(), CompositionFactory.create()

        works.contain(recording=recording, compositions=[song], by=support(), now=NOW)

        assert recording.compositions.get() == song

    def test_refuses_a_recording_in_a_recording(self) -> None:
        recording, other = RecordingFactory.create(), RecordingFactory.create()

        with pytest.raises(works.WrongKind):
            works.contain(recording=recording, compositions=[other], by=support(), now=NOW)


class TestCredit:
    def test_may_gain_consent_and_never_lose_it(self) -> None:
        first = CreditFactory.create(holds_consent=False)

        for holds_consent in (True, False):
            credit = CreditFactory.create(
                work=first.work, artist=first.artist, holds_consent=holds_consent
            )
            assert credit.pk == first.pk
            assert credit.holds_consent

    def test_leaves_a_voice_to_its_person(self) -> None:
        with pytest.raises(works.WrongKind):
            CreditFactory.create(work=VoiceFactory.create(), role=CreditRole.VOICE)


class TestSign:
    def test_lets_support_and_the_artist_s_owner(self) -> None:
        owner = ArtistMemberFactory.create()
        label = OrganisationFactory.create()

        for somebody in (owner.user, support()):
            organisations.sign(
                organisation=label,
                artist=owner.artist,
                from_date=date(2026, 1, 1),
                by=somebody,
                now=NOW,
            )

        assert label.signings.count() == 1

    def test_never_lets_a_label_take_an_artist(self) -> None:
        admin = OrganisationMemberFactory.create()

        with pytest.raises(PermissionDenied, match="on a roster"):
            SigningFactory.create(organisation=admin.organisation, by=admin.user)


class TestAddMember:
    def test_changes_the_place_of_somebody_who_is_there(self) -> None:
        member = ArtistMemberFactory.create(role=ArtistRole.MANAGER)

        ArtistMemberFactory.create(
            artist=member.artist, user=member.user, role=ArtistRole.READER, sees_money=False
        )

        member.refresh_from_db()
        assert (member.role, member.sees_money, member.from_at) == ("reader", False, BEFORE)

    def test_starts_anew_for_somebody_who_had_left(self) -> None:
        member = OrganisationMemberFactory.create()
        member.until_at = NOW - timedelta(days=9)
        member.save()

        again = OrganisationMemberFactory.create(
            organisation=member.organisation, user=member.user, now=NOW
        )

        assert (again.from_at, again.until_at) == (NOW, None)

    def test_lets_an_owner_add_to_the_team_and_no_stranger(self) -> None:
        owner, person = ArtistMemberFactory.create(), UserFactory.create()
        with pytest.raises(PermissionDenied, match="changes its team"):
            ArtistMemberFactory.create(artist=owner.artist, user=person, by=person)
        ArtistMemberFactory.create(artist=owner.artist, user=person, by=owner.user)

        assert ArtistMember.objects.in_force(NOW).filter(user=person).exists()

    def test_lets_an_admin_add_representatives_and_no_editor(self) -> None:
        admin = OrganisationMemberFactory.create()
        editor = OrganisationMemberFactory.create(
            organisation=admin.organisation, role=OrganisationRole.EDITOR
        )

        OrganisationMemberFactory.create(organisation=admin.organisation, by=admin.user)
        with pytest.raises(PermissionDenied, match="changes who represents it"):
            OrganisationMemberFactory.create(organisation=admin.organisation, by=editor.user)

        assert admin.organisation.members.count() == 3
