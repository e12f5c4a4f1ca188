"""A profile that somebody owns is claimed: a case opens with the claim, for both to be heard."""

from __future__ import annotations

import pytest

from artistportal.cases.models import Case
from artistportal.roster.services import profile_claims
from tests.factories.accounts import UserFactory
from tests.factories.roster import NOW, ArtistFactory, ArtistMemberFactory

pytestmark = pytest.mark.django_db


class TestOpenFor:
    def test_opens_the_claimant_s_own_case_with_the_claim_as_its_line(self) -> None:
        owner = ArtistMemberFactory.create(artist__name="Ana Sol")
        eve = UserFactory.create()

        claim = profile_claims.submit(artist=owner.artist, words="Me.", by=eve, now=NOW)

        case = Case.objects.get()
        assert (case.kind, case.opened_by, case.artist) == ("profile_dispute", eve, None)
        assert (case.subject_kind, case.subject_key) == ("profile_claim", str(claim.public_id))
        assert case.subject_path == f"/claims/{claim.public_id}/"

    def test_opens_none_for_a_profile_that_nobody_else_wants(self) -> None:
        profile_claims.submit(
            artist=ArtistFactory.create(), words="", by=UserFactory.create(), now=NOW
        )

        assert not Case.objects.exists()
