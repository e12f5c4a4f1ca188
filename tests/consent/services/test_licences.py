"""Licences and terms: who signs, how they are numbered, what a version changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.domain.uses import Use
from consent.services import licences
from consent.services.licences import NotToBeSigned, Reach
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import LicenceFactory, TermsFactory, ToolFactory
from tests.factories.roster import BEFORE, NOW, OrganisationFactory, OrganisationMemberFactory

pytestmark = pytest.mark.django_db


class TestSign:
    def test_numbers_licences_one_after_the_other(self) -> None:
        assert [LicenceFactory.create().code for _ in range(2)] == ["L-0001", "L-0002"]

    def test_lets_an_admin_of_the_organisation_sign(self) -> None:
        admin = OrganisationMemberFactory.create(role=OrganisationRole.OWNER)

        licence = LicenceFactory.create(organisation=admin.organisation, by=admin.user)

        assert licence.organisation == admin.organisation

    def test_refuses_a_stranger(self) -> None:
        with pytest.raises(PermissionDenied, match="signs its licences"):
            LicenceFactory.create(by=UserFactory.create())

    @pytest.mark.parametrize(
        "reach",
        [
            Reach(uses=frozenset(), from_at=NOW),
            Reach(uses=frozenset({Use.REMIX}), from_at=NOW, until_at=NOW),
            Reach(uses=frozenset({Use.REMIX}), from_at=NOW, obey_hours=721),
        ],
    )
    def test_refuses_a_licence_that_covers_nothing_or_is_never_obeyed(self, reach: Reach) -> None:
        with pytest.raises(NotToBeSigned):
            licences.sign(
                tool=ToolFactory.create(),
                organisation=OrganisationFactory.create(),
                reach=reach,
                by=support(),
                now=NOW,
            )


class TestOfferTerms:
    def test_numbers_versions_within_the_licence(self) -> None:
        first = TermsFactory.create()

        second = TermsFactory.create(licence=first.licence, is_material=True)

        assert [first.number, second.number] == [1, 2]
        assert second.prices.count() == len(Use)

    def test_never_calls_a_first_version_a_change(self) -> None:
        assert not TermsFactory.create(is_material=True).is_material

    def test_refuses_a_stranger(self) -> None:
        with pytest.raises(PermissionDenied):
            TermsFactory.create(licence=LicenceFactory.create(), by=UserFactory.create())


class TestEnd:
    def test_ends_a_licence_later(self) -> None:
        end = NOW + timedelta(days=7)

        licence = licences.end(licence=LicenceFactory.create(), until_at=end, by=support(), now=NOW)

        assert licence.until_at == end

    def test_never_ends_one_in_the_past(self) -> None:
        with pytest.raises(NotToBeSigned):
            licences.end(licence=LicenceFactory.create(), until_at=BEFORE, by=support(), now=NOW)
