"""Shares proposed, countersigned, refused and withdrawn, and what strangers may not do to them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections

from artistportal.accounts.models import Deed, Notification, User
from artistportal.roster.domain.roles import ArtistRole, OrganisationRole
from artistportal.roster.domain.split_proposals import Standing
from artistportal.roster.models import Payee, SplitProposal, SplitSheet
from artistportal.roster.queries import splits as known
from artistportal.roster.services import split_files, split_proposals, splits
from artistportal.roster.services.split_proposals import NotToBeProposed, NotToBeSigned
from tests.factories.accounts import UserFactory, support
from tests.factories.roster import (
    NOW,
    ArtistMemberFactory,
    CreditFactory,
    OrganisationMemberFactory,
    SplitSheetFactory,
)
from tests.factories.splits import FROM, Studio, share_of, studio

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Studio:
    return studio()


@pytest.fixture
def in_force() -> Iterator[list[SplitSheet]]:
    """The sheets that came into force, as packages above hear of them."""
    heard: list[SplitSheet] = []

    def hear(sheet: SplitSheet, _now: object) -> None:
        heard.append(sheet)

    split_proposals.IN_FORCE.append(hear)
    yield heard
    split_proposals.IN_FORCE.remove(hear)


class TestPropose:
    def test_signs_for_the_proposer_and_asks_everybody_else(self, scene: Studio) -> None:
        proposal = scene.propose()

        assert share_of(proposal, scene.label).signed_at == NOW
        assert share_of(proposal, scene.artist).signed_at is None
        assert proposal.standing is Standing.OPEN
        (news,) = Notification.objects.filter(topic="splits")
        assert (news.to, news.path) == (scene.owner, f"/splits/{proposal.public_id}/")
        assert "500" not in news.text + news.subject
        about = Deed.objects.filter(subject=f"split:{proposal.public_id}")
        assert set(about.values_list("verb", flat=True)) == {
            "split.proposed",
            "split.signed",
        }

    def test_by_an_editor_signs_for_nobody(self, scene: Studio) -> None:
        editor = OrganisationMemberFactory.create(
            organisation=scene.label, role=OrganisationRole.EDITOR
        ).user

        proposal = scene.propose(by=editor)

        assert proposal.shares.waiting().count() == 2

    def test_by_a_credited_artist_waits_for_the_rights_holder_even_if_unnamed(
        self, scene: Studio
    ) -> None:
        proposal = scene.propose({scene.artist: 1_000_000}, by=scene.owner, proposer=scene.artist)

        waiting = share_of(proposal, scene.label)
        assert (waiting.share_ppm, waiting.signed_at) == (0, None)
        assert not scene.work.split_sheets.exists()

    def test_asks_who_would_be_paid_no_longer(self, scene: Studio) -> None:
        joe = CreditFactory.create(work=scene.work).artist
        SplitSheetFactory.create(
            work=scene.work,
            shares={splits.payee_of_artist(joe): 1_000_000},
            from_date=date(2025, 1, 1),
        )

        proposal = scene.propose()

        assert share_of(proposal, joe).share_ppm == 0
        split_proposals.sign(share=share_of(proposal, scene.artist), by=scene.owner, now=NOW)
        assert not scene.work.split_sheets.filter(from_date=FROM).exists()

    def test_is_refused_where_the_sum_is_not_the_whole(self, scene: Studio) -> None:
        with pytest.raises(NotToBeProposed, match=r"0\.0001 % is missing"):
            scene.propose({scene.artist: 999_999})
        assert not SplitProposal.objects.exists()

    def test_is_refused_twice_for_a_day(self, scene: Studio) -> None:
        scene.propose()

        with pytest.raises(NotToBeProposed, match="wait for signatures already"):
            scene.propose()

    def test_is_refused_where_a_sheet_holds_from_that_day(self, scene: Studio) -> None:
        payee = splits.payee_of_artist(scene.artist)
        SplitSheetFactory.create(work=scene.work, shares={payee: 1_000_000}, from_date=FROM)

        with pytest.raises(NotToBeProposed, match="has a split sheet from 1 Jan 2026"):
            scene.propose()

    def test_is_for_people_of_the_work_who_see_money(self, scene: Studio) -> None:
        rival = OrganisationMemberFactory.create()
        outsider = ArtistMemberFactory.create()
        reader = OrganisationMemberFactory.create(
            organisation=scene.label, role=OrganisationRole.READER
        ).user
        unseeing = ArtistMemberFactory.create(
            artist=scene.artist, role=ArtistRole.EDITOR, sees_money=False
        ).user
        former = OrganisationMemberFactory.create(organisation=scene.label)
        former.until_at = NOW - timedelta(days=1)
        former.save()

        for by, proposer in (
            (rival.user, rival.organisation),
            (rival.user, scene.label),
            (outsider.user, outsider.artist),
            (reader, scene.label),
            (unseeing, scene.artist),
            (former.user, scene.label),
            (support(), scene.label),
        ):
            with pytest.raises(PermissionDenied):
                scene.propose(by=by, proposer=proposer)


class TestSign:
    def test_with_the_last_signature_the_sheet_is_in_force_once(
        self, scene: Studio, in_force: list[SplitSheet]
    ) -> None:
        proposal = scene.propose()
        share = share_of(proposal, scene.artist)

        after = split_proposals.sign(share=share, by=scene.owner, now=NOW)
        again = split_proposals.sign(share=share, by=scene.owner, now=NOW)

        sheet = scene.work.split_sheets.get()
        assert after.standing is again.standing is Standing.SIGNED
        assert [each.pk for each in in_force] == [sheet.pk]
        assert after.sheet == sheet
        assert known.shares_in_force(scene.work, FROM) == {
            splits.payee_of_artist(scene.artist): 500_000,
            splits.payee_of_organisation(scene.label): 500_000,
        }
        assert Deed.objects.filter(verb="split.in_force").count() == 1

    def test_ends_the_sheet_before_on_that_day(self, scene: Studio) -> None:
        payee = splits.payee_of_artist(scene.artist)
        SplitSheetFactory.create(
            work=scene.work, shares={payee: 1_000_000}, from_date=date(2025, 1, 1)
        )

        proposal = scene.propose()
        split_proposals.sign(share=share_of(proposal, scene.artist), by=scene.owner, now=NOW)

        stretches = scene.work.split_sheets.order_by("from_date")
        assert [(s.from_date, s.until_date) for s in stretches] == [
            (date(2025, 1, 1), FROM),
            (FROM, None),
        ]

    def test_is_for_the_payees_own_people_alone(self, scene: Studio) -> None:
        share = share_of(scene.propose(), scene.artist)
        editor = ArtistMemberFactory.create(artist=scene.artist, role=ArtistRole.EDITOR).user
        unseeing = ArtistMemberFactory.create(
            artist=scene.artist, role=ArtistRole.MANAGER, sees_money=False
        ).user
        staff = ArtistMemberFactory.create(
            artist=scene.artist, user=UserFactory.create(is_staff=True)
        ).user

        for by in (scene.rep, editor, unseeing, staff, support(), UserFactory.create()):
            with pytest.raises(PermissionDenied):
                split_proposals.sign(share=share, by=by, now=NOW)
        with pytest.raises(PermissionDenied, match="signs on this site"):
            split_proposals.sign(share=share, by=scene.rep, now=NOW, paper="Trust me")

    def test_for_somebody_outside_stands_on_a_named_paper(self, scene: Studio) -> None:
        proposal = scene.propose({"Ada Song": 400_000, scene.label: 600_000})
        share = share_of(proposal, "Ada Song")
        stranger = OrganisationMemberFactory.create().user

        with pytest.raises(PermissionDenied):
            split_proposals.sign(share=share, by=scene.rep, now=NOW)
        with pytest.raises(PermissionDenied):
            split_proposals.sign(share=share, by=stranger, now=NOW, paper="Hers")
        after = split_proposals.sign(share=share, by=scene.rep, now=NOW, paper="Sheet of 3 March")

        share.refresh_from_db()
        assert after.standing is Standing.SIGNED
        assert (share.words, share.answered_by) == ("Sheet of 3 March", scene.rep)

    def test_for_an_artist_whom_nobody_acts_for_is_for_support(self, scene: Studio) -> None:
        alone = CreditFactory.create(work=scene.work).artist
        proposal = scene.propose({alone: 400_000, scene.label: 600_000})
        share = share_of(proposal, alone)

        with pytest.raises(PermissionDenied, match="support takes their paper down"):
            split_proposals.sign(share=share, by=scene.rep, now=NOW, paper="Theirs")
        split_proposals.sign(share=share, by=support(), now=NOW, paper="Letter of 2 May")

        assert scene.work.split_sheets.exists()

    def test_is_refused_where_another_sheet_pays_somebody_unasked(self, scene: Studio) -> None:
        proposal = scene.propose()
        SplitSheetFactory.create(
            work=scene.work,
            shares={Payee.objects.create(name="Late Comer"): 1_000_000},
            from_date=FROM - timedelta(days=9),
        )

        with pytest.raises(NotToBeSigned, match="Late Comer is paid, who was not asked"):
            split_proposals.sign(share=share_of(proposal, scene.artist), by=scene.owner, now=NOW)
        assert share_of(proposal, scene.artist).signed_at is None

    def test_takes_a_named_outsider_again(self, scene: Studio) -> None:
        scene.propose({"Ada Song": 1_000_000})
        scene.propose({" Ada  Song ": 1_000_000}, from_date=date(2026, 5, 1))

        assert Payee.objects.filter(name="Ada Song").count() == 1


class TestRefuse:
    def test_closes_the_proposal_and_tells_the_proposer_why(self, scene: Studio) -> None:
        proposal = scene.propose()
        share = share_of(proposal, scene.artist)

        after = split_proposals.refuse(
            share=share, words="Joe played too.", by=scene.owner, now=NOW
        )

        assert after.standing is Standing.REFUSED
        told = Notification.objects.get(to=scene.rep)
        assert "Joe played too." in told.text
        with pytest.raises(NotToBeSigned, match="It was refused"):
            split_proposals.sign(share=share, by=scene.owner, now=NOW)
        assert scene.propose().standing is Standing.OPEN

    def test_wants_words_and_the_payees_people(self, scene: Studio) -> None:
        share = share_of(scene.propose(), scene.artist)

        with pytest.raises(NotToBeSigned, match="Say in a few words why"):
            split_proposals.refuse(share=share, words=" ", by=scene.owner, now=NOW)
        with pytest.raises(PermissionDenied):
            split_proposals.refuse(share=share, words="No.", by=scene.rep, now=NOW)


class TestWithdraw:
    def test_closes_it_and_twice_changes_nothing(self, scene: Studio) -> None:
        proposal = scene.propose()

        split_proposals.withdraw(proposal=proposal, by=scene.rep, now=NOW)
        after = split_proposals.withdraw(proposal=proposal, by=scene.rep, now=NOW)

        assert after.standing is Standing.WITHDRAWN
        assert Deed.objects.filter(verb="split.withdrawn").count() == 1
        with pytest.raises(NotToBeSigned, match="It was withdrawn"):
            split_proposals.sign(share=share_of(proposal, scene.artist), by=scene.owner, now=NOW)

    def test_is_for_the_proposer(self, scene: Studio) -> None:
        with pytest.raises(PermissionDenied):
            split_proposals.withdraw(proposal=scene.propose(), by=scene.owner, now=NOW)

    def test_comes_too_late_for_what_is_in_force(self, scene: Studio) -> None:
        proposal = scene.propose({scene.label: 1_000_000})

        with pytest.raises(NotToBeSigned, match="in force"):
            split_proposals.withdraw(proposal=proposal, by=scene.rep, now=NOW)


class TestFiles:
    def test_proposes_each_work_whole_or_not_at_all(self, scene: Studio) -> None:
        other = studio()
        text = (
            "isrc,payee,share,from\n"
            f"{scene.work.isrc},{scene.artist.name},60,2026-01-01\n"
            f"{scene.work.isrc},{scene.label.name},40,2026-01-01\n"
            f"{scene.work.isrc},Ada Song,99,2026-07-01\n"
            f"{other.work.isrc},{other.artist.name},100,2026-01-01\n"
        )

        made, left = split_files.propose_text(
            text=text, proposer=scene.label, by=scene.rep, now=NOW
        )
        assert made == []
        assert [each.problem for each in left] == [
            "Another sheet of this work has a problem, and a work is taken whole or not at all.",
            "The shares add up to 99 %, not to 100 %: 1 % is missing.",
            f"No work here has the ISRC {other.work.isrc}.",
        ]

        made, _left = split_files.propose_text(
            text=text.replace("Song,99", "Song,100"), proposer=scene.label, by=scene.rep, now=NOW
        )
        assert [proposal.from_date for proposal in made] == [FROM, date(2026, 7, 1)]
        assert share_of(made[0], scene.artist).share_ppm == 600_000

    def test_is_for_editors_who_see_money(self, scene: Studio) -> None:
        with pytest.raises(PermissionDenied):
            split_files.propose_text(text="", proposer=scene.label, by=scene.owner, now=NOW)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_last_signatures_bring_one_sheet_into_force(
        self, in_force: list[SplitSheet]
    ) -> None:
        scene = studio()
        editor = OrganisationMemberFactory.create(
            organisation=scene.label, role=OrganisationRole.EDITOR
        ).user
        proposal = scene.propose(by=editor)
        signing = [
            (share_of(proposal, scene.artist).pk, scene.owner),
            (share_of(proposal, scene.label).pk, scene.rep),
        ]

        def sign(each: tuple[int, User]) -> None:
            share = proposal.shares.get(pk=each[0])
            split_proposals.sign(share=share, by=each[1], now=NOW)

        def sign_beside(each: tuple[int, User]) -> None:
            try:
                sign(each)
            finally:
                connections.close_all()

        if connection.vendor == "sqlite":  # it has one writer at a time
            list(map(sign, signing))
        else:
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(sign_beside, signing))

        assert scene.work.split_sheets.count() == 1
        assert len(in_force) == 1
