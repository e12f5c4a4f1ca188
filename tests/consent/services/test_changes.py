"""Every decision, agreement and change of the catalogue is numbered, and none is missed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.models import Credit, Work
from artistportal.roster.services import mandates, works
from consent.domain.changes import ChangeKind
from consent.models import CatalogueTouch, Change
from consent.services import changes, licences
from tests.factories.accounts import support
from tests.factories.consent import LicenceFactory, TermsFactory, owner_of, say_no, say_yes
from tests.factories.roster import (
    NOW,
    ArtistFactory,
    CompositionFactory,
    CreditFactory,
    MandateFactory,
    OrganisationFactory,
    RecordingFactory,
    VoiceFactory,
)

pytestmark = pytest.mark.django_db


def test_numbers_decisions_without_a_gap() -> None:
    credit = CreditFactory.create()
    terms = TermsFactory.create(licence__organisation=credit.work.rights_holder)
    before = Change.objects.newest_number()

    yes = say_yes(credit.artist, terms, work=credit.work)
    no = say_no(credit.artist)

    told = Change.objects.after(before)
    assert [(each.number - before, each.decision) for each in told] == [(1, yes), (2, no)]
    assert {each.kind for each in told} == {ChangeKind.DECISION}


def test_numbers_agreements() -> None:
    licence = LicenceFactory.create()
    TermsFactory.create(licence=licence)
    licences.end(licence=licence, until_at=NOW + timedelta(days=3), by=support(), now=NOW)

    kinds = [each.kind for each in Change.objects.after(0)]

    assert kinds == [ChangeKind.LICENCE, ChangeKind.TERMS, ChangeKind.LICENCE]


class TestNumberTouches:
    """What the database's triggers noted."""

    def touched(self) -> set[Work]:
        before = Change.objects.newest_number()
        changes.number_touches(NOW)
        told = Change.objects.after(before).filter(kind=ChangeKind.WORK).select_related("work")
        return {each.work for each in told if each.work}

    def test_names_a_work_once(self) -> None:
        recording = RecordingFactory.create()
        CreditFactory.create(work=recording)
        CreditFactory.create(work=recording)

        assert self.touched() == {recording}
        assert self.touched() == set()

    def test_names_the_recordings_of_a_song_and_of_a_voice(self) -> None:
        song, recording, other = (
            CompositionFactory.create(),
            RecordingFactory.create(),
            RecordingFactory.create(),
        )
        works.contain(recording=recording, compositions=[song], by=support(), now=NOW)
        singer = CreditFactory.create(
            work=other, role=CreditRole.VOCALIST, artist=ArtistFactory.create()
        ).artist
        self.touched()

        CreditFactory.create(work=song)
        assert self.touched() == {song, recording}
        voice = VoiceFactory.create(artist=singer)
        assert self.touched() == {voice, other}

    def test_misses_nothing_that_is_written_in_bulk(self) -> None:
        credit = CreditFactory.create(holds_consent=False)
        self.touched()

        Credit.objects.filter(pk=credit.pk).update(holds_consent=True)
        assert self.touched() == {credit.work}
        Work.objects.bulk_create(
            [credit.work], update_conflicts=True, unique_fields=["id"], update_fields=["title"]
        )
        assert self.touched() == set()
        Credit.objects.all().delete()
        assert self.touched() == {credit.work}

    def test_names_who_lost_a_right(self) -> None:
        recording = RecordingFactory.create()
        before, after = recording.rights_holder, OrganisationFactory.create()
        self.touched()

        Work.objects.filter(pk=recording.pk).update(rights_holder=after)

        assert self.touched() == {recording}
        newest = Change.objects.order_by("number").last()
        assert newest is not None
        assert newest.organisation == before

    def test_leaves_the_title_alone(self) -> None:
        recording = RecordingFactory.create()
        self.touched()

        Work.objects.update(title="Another", release_title="One")

        assert self.touched() == set()
        assert not CatalogueTouch.objects.filter(is_numbered=False).exists()
        assert recording.pk

    def test_makes_one_change_of_many_works(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(changes, "MOST_WORKS", 2)
        RecordingFactory.create_batch(3)

        changes.number_touches(NOW)

        (change,) = Change.objects.filter(kind=ChangeKind.WORK)
        assert change.work is None

    def test_names_the_artist_whose_mandate_ended(self) -> None:
        mandate = MandateFactory.create()

        mandates.end(mandate=mandate, by=owner_of(mandate.artist), now=NOW)
        changes.number_mandates(NOW)

        (change,) = Change.objects.filter(kind=ChangeKind.MANDATE)
        assert (change.artist, change.organisation) == (mandate.artist, mandate.organisation)
