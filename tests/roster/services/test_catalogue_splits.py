"""Shares in a catalogue file: the first of a work hold, others wait until everybody has signed."""

from __future__ import annotations

from datetime import date

import pytest

from artistportal.accounts.models import Notification
from artistportal.roster.models import Organisation, SplitProposal, SplitSheet
from artistportal.roster.services import catalogue, catalogue_plan
from tests.factories.roster import (
    NOW,
    ArtistMemberFactory,
    OrganisationFactory,
    OrganisationMemberFactory,
    SigningFactory,
)
from tests.roster.catalogue_lines import HEADER, SONG, TRACK, bring, problems_of, song

pytestmark = pytest.mark.django_db


@pytest.fixture
def label() -> Organisation:
    return OrganisationFactory.create(name="Northlight")


class TestSplits:
    CHANGED = SONG.replace("Joe Kahn: 100,2026-01-01", "Ines Roy: 100,2026-07-01")

    def test_that_would_change_wait_for_every_payee(self, label: Organisation) -> None:
        bring(label, SONG)

        outcome = bring(label, self.CHANGED)

        assert outcome.changes == (("changed split sheets to be signed", 1),)
        assert SplitSheet.objects.get().until_date is None
        proposal = SplitProposal.objects.get()
        assert (proposal.organisation, proposal.from_date) == (label, date(2026, 7, 1))
        assert sorted(proposal.shares.values_list("payee__name", "share_ppm", "signed_at")) == [
            ("Ines Roy", 1_000_000, None),
            ("Joe Kahn", 0, None),
            ("Northlight", 0, None),
        ]

    def test_are_signed_by_who_brings_the_file_where_they_may_sign(
        self, label: Organisation
    ) -> None:
        bring(label, SONG)
        owner = OrganisationMemberFactory.create(organisation=label).user

        data = f"{HEADER}\n{self.CHANGED}".encode()
        catalogue.import_file(data=data, organisation=label, by=owner, now=NOW)

        signed = SplitProposal.objects.get().shares.exclude(signed_at=None)
        assert list(signed.values_list("payee__name", "answered_by")) == [("Northlight", owner.pk)]

    def test_that_wait_already_change_nothing_and_others_are_refused(
        self, label: Organisation
    ) -> None:
        bring(label, SONG)
        bring(label, self.CHANGED)

        again = bring(label, self.CHANGED)
        other = bring(label, self.CHANGED.replace("Ines Roy", "Ola Brandt"))

        assert (again.problems, again.changes) == ((), ())
        assert problems_of(other) == [(2, "splits_from", "Other shares from this day wait.")]
        assert SplitProposal.objects.count() == 1

    def test_that_hold_already_change_nothing_on_a_later_day(self, label: Organisation) -> None:
        bring(label, SONG)

        again = bring(label, SONG.replace("2026-01-01", "2026-07-01"))

        assert (again.problems, again.changes) == ((), ())
        assert SplitSheet.objects.count() == 1

    def test_of_a_new_work_hold_at_once_and_are_told_to_who_is_paid(
        self, label: Organisation
    ) -> None:
        member = ArtistMemberFactory.create(artist__name="Mara Lind")
        SigningFactory.create(organisation=label, artist=member.artist)
        ArtistMemberFactory.create(artist=member.artist, sees_money=False)

        bring(label, SONG, TRACK)

        assert SplitSheet.objects.count() == 2
        told = Notification.objects.get()
        assert (told.to, told.subject) == (
            member.user,
            "Northlight entered who shares in 1 work",
        )

    def test_change_no_more_works_with_one_file_than_people_can_sign(
        self, label: Organisation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(catalogue_plan, "MOST_PROPOSED", 1)
        bring(label, song(1), song(2))

        outcome = bring(
            label,
            *(song(n).replace(": 100,2026-01-01", ": 50 | Ola: 50,2026-07-01") for n in (1, 2)),
        )

        assert [problem[:2] for problem in problems_of(outcome)] == [(3, "splits_from")]
        assert not SplitProposal.objects.exists()
