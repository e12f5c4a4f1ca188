"""Taking over a catalogue: all or nothing, twice is once, and nobody else's is touched."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artistportal.roster.domain.roles import CreditRole, OrganisationRole
from artistportal.roster.models import (
    Artist,
    Credit,
    Organisation,
    Payee,
    Work,
)
from artistportal.roster.services import catalogue
from tests.factories.accounts import UserFactory, support
from tests.factories.roster import (
    NOW,
    ArtistFactory,
    CreditFactory,
    OrganisationFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    SigningFactory,
    VoiceFactory,
)
from tests.roster.catalogue_lines import HEADER, SONG, TRACK, bring, problems_of, song

pytestmark = pytest.mark.django_db


@pytest.fixture
def label() -> Organisation:
    return OrganisationFactory.create(name="Northlight")


class TestWhatAiMade:
    SAID = f'{TRACK},partly,"Mara Lind: vocalist none | Joe Kahn: producer partly"'

    def test_is_stored_with_work_and_credits(self, label: Organisation) -> None:
        bring(label, SONG, self.SAID)

        track = Work.objects.get(isrc="GBAAA2500001")
        parts = dict(track.credits.values_list("role", "ai_contribution"))
        assert track.contains_ai == "partly"
        assert parts == {"main_artist": "", "vocalist": "none", "producer": "partly"}

    def test_is_added_and_corrected_by_a_later_file(self, label: Organisation) -> None:
        bring(label, SONG, TRACK)

        outcome = bring(label, self.SAID)

        assert dict(outcome.changes) == {
            "works corrected": 1,
            "credits that say what AI made": 2,
        }
        assert bring(label, self.SAID).changes == ()

    def test_stays_where_a_later_file_does_not_say(self, label: Organisation) -> None:
        bring(label, SONG, self.SAID)

        assert bring(label, TRACK).changes == ()
        assert Work.objects.get(isrc="GBAAA2500001").contains_ai == "partly"


class TestImportFile:
    def test_stores_works_credits_songs_and_splits(self, label: Organisation) -> None:
        outcome = bring(label, SONG, TRACK)

        track = Work.objects.get(isrc="GBAAA2500001")
        assert not outcome.problems
        assert track.rights_holder == label
        assert (track.release_title, track.reference) == ("Harbour", "HB-1")
        assert [song.title for song in track.compositions.all()] == ["Salt Roads"]
        assert sorted(
            track.credits.values_list("artist__name", "role", "holds_consent", "credited_at")
        ) == [
            ("Joe Kahn", "producer", False, NOW),
            ("Mara Lind", "main_artist", True, NOW),
            ("Mara Lind", "vocalist", True, NOW),
        ]
        sheet = track.split_sheets.get()
        assert sorted(
            sheet.shares.values_list(
                "payee__artist__name", "payee__organisation__name", "share_ppm"
            ),
            key=str,
        ) == [("Mara Lind", None, 600_000), (None, "Northlight", 400_000)]

    def test_says_what_changed(self, label: Organisation) -> None:
        assert bring(label, SONG, TRACK).changes == (
            ("new works", 2),
            ("new artists", 2),
            ("new credits", 4),
            ("compositions put into recordings", 1),
            ("new split sheets", 2),
        )

    def test_changes_nothing_the_second_time(self, label: Organisation) -> None:
        bring(label, SONG, TRACK)

        again = bring(label, SONG, TRACK)

        assert not again.problems
        assert not again.changes
        assert not again.can_be_taken_over

    def test_takes_all_or_nothing(self, label: Organisation) -> None:
        outcome = bring(label, SONG, "recording,Lost,,,,L1,T-000.000.001-0,A: vocalist")

        assert problems_of(outcome) == [
            (3, "compositions", "No composition here has this ISWC or reference.")
        ]
        assert not Work.objects.exists()
        assert not Artist.objects.exists()

    def test_corrects_what_is_there(self, label: Organisation) -> None:
        bring(label, SONG, TRACK)

        outcome = bring(
            label,
            'recording,Salt Roads (Live),,GBAAA2500001,,,,"Mara Lind: musician | Ola: musician"',
        )

        track = Work.objects.get(isrc="GBAAA2500001")
        assert (track.title, track.release_title) == ("Salt Roads (Live)", "Harbour")
        assert track.credits.count() == 5
        assert outcome.changed_works == 1

    def test_refuses_other_shares_from_the_same_day(self, label: Organisation) -> None:
        bring(label, SONG)

        outcome = bring(label, SONG.replace("Joe Kahn: 100", "Ines Roy: 100"))

        assert problems_of(outcome) == [(2, "splits_from", "Other shares hold from this day.")]

    def test_never_takes_consent_away(self, label: Organisation) -> None:
        bring(label, SONG)

        outcome = bring(label, SONG.replace("writer, consent", "writer"))

        assert "cannot take that away" in problems_of(outcome)[0][2]
        assert Credit.objects.get().holds_consent

    def test_adds_consent_to_a_credit(self, label: Organisation) -> None:
        bring(label, SONG.replace("writer, consent", "writer"))

        outcome = bring(label, SONG)

        assert outcome.changes == (("credits that now hold consent", 1),)
        assert Credit.objects.get().holds_consent

    def test_refuses_two_lines_about_one_stored_work(self, label: Organisation) -> None:
        bring(label, SONG, TRACK)

        outcome = bring(
            label,
            "recording,Salt Roads,,GBAAA2500001,,,,",
            "recording,Salt Roads,,,,HB-1,,",
        )

        assert problems_of(outcome) == [(3, "title", "Line 2 describes the same work.")]

    def test_refuses_identifiers_of_two_works(self, label: Organisation) -> None:
        bring(label, SONG, TRACK, "recording,Other,,GBAAA2500002,,HB-2,,")

        outcome = bring(label, "recording,Salt Roads,,GBAAA2500001,,HB-2,,")

        assert problems_of(outcome)[0][2] == "Its identifiers name two different works."

    def test_refuses_another_isrc_for_a_known_reference(self, label: Organisation) -> None:
        bring(label, SONG, TRACK)

        outcome = bring(label, "recording,Salt Roads,,GBAAA2500009,,HB-1,,")

        assert "has another ISRC: GBAAA2500001" in problems_of(outcome)[0][2]

    def test_checks_who_asks_before_anything_else(self, label: Organisation) -> None:
        with pytest.raises(
            PermissionDenied, match="Only an owner, manager or editor of Northlight"
        ):
            catalogue.import_file(data=b"", organisation=label, by=UserFactory.create(), now=NOW)

    def test_lets_an_editor_and_no_reader(self, label: Organisation) -> None:
        editor = OrganisationMemberFactory.create(
            organisation=label, role=OrganisationRole.EDITOR
        ).user
        reader = OrganisationMemberFactory.create(
            organisation=label, role=OrganisationRole.READER
        ).user

        catalogue.import_file(data=b"", organisation=label, by=editor, now=NOW)

        with pytest.raises(PermissionDenied):
            catalogue.import_file(data=b"", organisation=label, by=reader, now=NOW)

    def test_asks_the_same_number_of_questions_for_few_rows_and_for_many(
        self, label: Organisation
    ) -> None:
        counts = []
        for count in (10, 400):
            bring(label, *(song(number) for number in range(count)))
            with CaptureQueriesContext(connection) as queries:
                bring(label, *(song(number) for number in range(count)))
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 25


class TestWhoIsMeant:
    def test_a_name_means_the_sender_s_own_artist(self, label: Organisation) -> None:
        mara = ArtistFactory.create(name="Mara Lind")
        SigningFactory.create(organisation=label, artist=mara)

        bring(label, SONG, TRACK)

        assert Work.objects.credited_to(mara).count() == 1

    def test_a_name_never_means_a_stranger_s_artist(self, label: Organisation) -> None:
        stranger = CreditFactory.create(artist=ArtistFactory.create(name="Mara Lind")).artist

        bring(label, SONG, TRACK)

        assert Work.objects.credited_to(stranger).count() == 1
        assert Artist.objects.filter(name="Mara Lind").count() == 2

    def test_an_identifier_means_its_bearer_wherever_they_are(self, label: Organisation) -> None:
        stranger = ArtistFactory.create(name="Joe Kahn", ipi="00052210040")

        bring(label, SONG.replace("Joe Kahn:", "Joe Kahn [IPI 52210040]:"))

        assert Work.objects.credited_to(stranger).count() == 1
        assert Artist.objects.count() == 1
        assert Payee.objects.get().artist == stranger

    def test_an_identifier_under_another_name_is_refused_without_telling_it(
        self, label: Organisation
    ) -> None:
        ArtistFactory.create(name="Secret Signing", ipi="00052210040")

        outcome = bring(label, SONG.replace("Joe Kahn:", "Joe Kahn [IPI 52210040]:"))

        assert "recorded under another name" in problems_of(outcome)[0][2]
        assert "Secret" not in str(outcome)

    def test_a_name_that_two_bear_is_refused(self, label: Organisation) -> None:
        for _ in range(2):
            SigningFactory.create(organisation=label, artist=ArtistFactory.create(name="Mara Lind"))

        outcome = bring(label, SONG, TRACK)

        assert "2 artists of yours are called Mara Lind." in {p[2] for p in problems_of(outcome)}

    def test_an_identifier_is_given_to_an_artist_who_had_none(self, label: Organisation) -> None:
        bring(label, SONG)

        outcome = bring(label, SONG.replace("Joe Kahn:", "Joe Kahn [IPI 52210040]:"))

        assert outcome.changes == (("artists given an identifier", 1),)
        assert Artist.objects.get().ipi == "00052210040"

    def test_a_work_of_another_organisation_stays_theirs(self, label: Organisation) -> None:
        RecordingFactory.create(isrc="GBAAA2500001")

        outcome = bring(label, SONG, TRACK)

        assert problems_of(outcome) == [(3, "isrc", "Another organisation holds this work.")]

    def test_a_reference_is_the_sender_s_own(self, label: Organisation) -> None:
        other = OrganisationFactory.create()
        bring(other, "recording,Theirs,,,,HB-1,,")

        outcome = bring(label, "recording,Ours,,,,HB-1,,")

        assert outcome.new_works == 1

    def test_a_song_of_another_publisher_may_be_in_a_recording(self, label: Organisation) -> None:
        bring(OrganisationFactory.create(), SONG)

        assert bring(label, TRACK).new_contents == 1


class TestVoices:
    def test_are_taken_over_for_an_artist_on_the_roster(self, label: Organisation) -> None:
        mara = SigningFactory.create(
            organisation=label, artist=ArtistFactory.create(name="Mara Lind")
        ).artist

        bring(label, "voice,,,,,,,Mara Lind: voice")
        again = bring(label, "voice,,,,,,,Mara Lind: voice")

        credit = Credit.objects.get()
        assert credit.work.voice_of == mara
        assert (credit.role, credit.holds_consent) == (CreditRole.VOICE, True)
        assert not again.changes
        assert not again.problems

    def test_are_refused_for_anybody_else(self, label: Organisation) -> None:
        outcome = bring(label, "voice,,,,,,,Mara Lind: voice")

        assert "only for an artist on your roster" in problems_of(outcome)[0][2]

    def test_stay_with_who_holds_them(self, label: Organisation) -> None:
        voice = VoiceFactory.create(artist=ArtistFactory.create(name="Mara Lind"))
        SigningFactory.create(organisation=label, artist=voice.voice_of)

        outcome = bring(label, "voice,,,,,,,Mara Lind: voice")

        assert problems_of(outcome)[0][2] == "Another organisation holds this work."


class TestTryFile:
    def test_tells_everything_and_writes_nothing(self, label: Organisation) -> None:
        outcome = catalogue.try_file(
            data=f"{HEADER}\n{SONG}\n{TRACK}".encode(),
            organisation=label,
            by=support(),
            now=NOW,
        )

        assert outcome.can_be_taken_over
        assert not Work.objects.exists()
