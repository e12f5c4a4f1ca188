"""What waits for a split sheet says whose signature is missing, and is paid after the last one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from artistportal.background import JobState
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Artist, Work
from artistportal.roster.services import split_proposals, splits
from earnings.models import RoyaltyRun
from earnings.queries import unpaid
from earnings.services import replays, royalty_runs
from tests.factories.earnings import RECEIVED_AT, Deal, balance, bring, deal
from tests.factories.roster import (
    ArtistMemberFactory,
    CompositionFactory,
    CreditFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    SplitSheetFactory,
)
from tests.factories.splits import FROM, share_of

pytestmark = pytest.mark.django_db


def account(artist: Artist) -> Account:
    return Account(
        AccountKind.ARTIST, artist.pk, artist.public_id, artist.name, "owner", sees_money=True
    )


def bare(label: Deal) -> Work:
    """A work of the deal's artist without a split sheet, used twice in February."""
    work = RecordingFactory.create(rights_holder=label.licence.organisation)
    CreditFactory.create(work=work, artist=label.artist)
    bring(label.tool, [label.line(isrc=work.isrc, quantity=2)])
    return work


class TestInForce:
    def test_pays_what_was_held_once_the_last_payee_has_signed(self) -> None:
        label = deal()
        owner = (
            label.artist.members.filter(role="owner").first()
            or ArtistMemberFactory.create(artist=label.artist)
        ).user
        rep = OrganisationMemberFactory.create(organisation=label.licence.organisation).user
        work = bare(label)
        proposal = split_proposals.propose(
            shares=split_proposals.Shares(work, FROM, {label.artist: 1_000_000}),
            proposer=label.licence.organisation,
            by=rep,
            now=RECEIVED_AT,
        )
        theirs = account(label.artist)
        found = unpaid.rows(unpaid.whose(theirs), unpaid.UnpaidSelection())

        (row,) = unpaid.told(found, theirs)
        assert row.reason == f"Waits for the signature of {label.artist.name}."
        assert row.proposal == proposal.public_id

        split_proposals.sign(share=share_of(proposal, label.artist), by=owner, now=RECEIVED_AT)
        (run,) = RoyaltyRun.objects.filter(state=JobState.WAITING)
        assert (run.licence, run.month_date) == (label.licence, date(2026, 2, 1))
        royalty_runs.carry_out(run_id=run.pk, clock=lambda: RECEIVED_AT)
        assert balance(payee=splits.payee_of_artist(label.artist)) > 0


class TestOfSheet:
    def test_leaves_alone_the_months_in_which_it_does_not_hold(self) -> None:
        label = deal()
        work = bare(label)
        payee = splits.payee_of_artist(label.artist)
        later = SplitSheetFactory.create(
            work=work, shares={payee: 1_000_000}, from_date=date(2026, 3, 1)
        )
        now = RECEIVED_AT + timedelta(hours=1)

        assert replays.of_sheet(later, now).runs == []
        earlier = SplitSheetFactory.create(
            work=work, shares={payee: 1_000_000}, from_date=date(2026, 2, 28)
        )
        assert len(replays.of_sheet(earlier, now).runs) == 1

    def test_of_a_song_reaches_the_recordings_of_it(self) -> None:
        label = deal()
        song = CompositionFactory.create(rights_holder=label.licence.organisation)
        label.work.compositions.add(song)
        bring(label.tool, [label.line()])
        payee = splits.payee_of_artist(label.artist)
        sheet = SplitSheetFactory.create(work=song, shares={payee: 1_000_000}, from_date=FROM)

        due = replays.of_sheet(sheet, RECEIVED_AT + timedelta(hours=1))

        assert song.kind == WorkKind.COMPOSITION
        assert len(due.runs) == 1
