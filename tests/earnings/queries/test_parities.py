"""Whether the licence behind a deal is as good as the tool's others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Organisation
from consent.domain.parity import Better
from consent.models import Terms
from earnings.queries import parities
from tests.factories.consent import TermsFactory
from tests.factories.roster import NOW

pytestmark = pytest.mark.django_db


def account(organisation: Organisation) -> Account:
    return Account(
        AccountKind.ORGANISATION,
        organisation.pk,
        organisation.public_id,
        organisation.name,
        "owner",
        sees_money=True,
    )


def priced(first: Terms, micros: int, **more: object) -> Terms:
    """Terms of another licence of the same tool that pay so much for discovery."""
    terms: Terms = TermsFactory.create(
        licence__tool=first.licence.tool, rates_micros={Use.DISCOVERY: micros}, **more
    )
    return terms


class TestOfLicence:
    def test_names_a_better_licence_to_its_own_organisation_alone(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        own = TermsFactory.create(rates_micros={Use.DISCOVERY: 2_000}, song_parity_ppm=500_000)
        priced(own, 9_000, licence__organisation=own.licence.organisation)
        theirs = priced(own, 8_000)

        with django_assert_num_queries(1):
            found = parities.of_licence(own.licence, account(own.licence.organisation), NOW)

        assert found is not None
        check = next(each for each in found.checks if each.favoured.use is Use.DISCOVERY)
        assert check.favoured.better is Better.YES
        assert len(check.favoured.licences) == 2
        assert len(check.own_better) == 1
        assert theirs.licence.code not in check.sentence + " ".join(check.own_better)
        assert found.song.is_short
        assert f"{NOW:%Y}" in check.sentence

    def test_looks_at_what_is_on_offer_and_in_force_alone(self) -> None:
        own = TermsFactory.create(rates_micros={Use.DISCOVERY: 2_000})
        other = priced(own, 9_000)
        priced(own, 9_000, licence__until_at=NOW - timedelta(days=1))
        TermsFactory.create(licence=other.licence, rates_micros={Use.DISCOVERY: 1_000})

        found = parities.of_licence(own.licence, account(own.licence.organisation), NOW)

        assert found is not None
        check = next(each for each in found.checks if each.favoured.use is Use.DISCOVERY)
        assert (check.favoured.better, check.favoured.compared) == (Better.NO, 1)
