"""A session player whose claim to a credit was confirmed: sees uses and money, decides nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.models import ArtistMember
from artistportal.roster.services import credit_claims, profile_evidence, splits
from earnings.models import ArtistUse, ToolMonth
from tests.factories.accounts import support
from tests.factories.consent import say_no
from tests.factories.earnings import Deal, bring, deal
from tests.factories.roster import (
    BEFORE,
    ArtistMemberFactory,
    OrganisationMemberFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def label() -> Deal:
    return deal()


@pytest.fixture
def player(label: Deal) -> ArtistMember:
    """Credited as a musician after the label said so, with a tenth of the recording."""
    member: ArtistMember = ArtistMemberFactory.create(artist__name="Joe Kahn")
    rep = OrganisationMemberFactory.create(organisation=label.licence.organisation)
    claim = credit_claims.submit(
        artist=member.artist,
        work=label.work,
        role=CreditRole.MUSICIAN,
        words="Bass, take 3.",
        by=member.user,
        now=BEFORE,
    )
    profile_evidence.answer_for_house(
        evidence=claim.evidence.get(),
        organisation=rep.organisation,
        says_yes=True,
        by=rep.user,
        now=BEFORE,
    )
    shares = {label.payee: 900_000, splits.payee_of_artist(member.artist): 100_000}
    splits.agree(
        work=label.work, shares=shares, from_date=date(2026, 1, 1), by=support(), now=BEFORE
    )
    return member


class TestAClaimedCredit:
    def test_shows_the_uses_and_the_money(self, label: Deal, player: ArtistMember) -> None:
        bring(label.tool, [label.line(quantity=10)])

        client = Client()
        client.force_login(player.user)
        seen = ArtistUse.objects.get(artist=player.artist)
        assert (seen.work, seen.units, seen.uncleared_units) == (label.work, 10, 0)
        assert ToolMonth.objects.get(payee__artist=player.artist).earned_micros == 10_000
        assert label.work.title in client.get("/uses/").content.decode()
        assert "0.01" in client.get("/earnings/?period=all", follow=True).content.decode()
        assert client.get(f"/works/{label.work.public_id}/").status_code == 200

    def test_gives_nothing_to_decide_on_the_work_s_page(
        self, label: Deal, player: ArtistMember
    ) -> None:
        client = Client()
        client.force_login(player.user)

        page = client.get(f"/consent/works/{label.work.public_id}/").content.decode()
        assert "Others hold consent here" in page
        assert 'type="radio"' not in page

    @pytest.mark.parametrize("of_the_work", [True, False], ids=["of the work", "of everything"])
    def test_silences_nobody_by_a_no(
        self, label: Deal, player: ArtistMember, of_the_work: bool
    ) -> None:
        say_no(player.artist, work=label.work if of_the_work else None, now=BEFORE)

        bring(label.tool, [label.line(quantity=10)])

        assert ArtistUse.objects.get(artist=label.artist).uncleared_units == 0
        assert ToolMonth.objects.get(payee=label.payee).earned_micros == 90_000
