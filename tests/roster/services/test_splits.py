"""Split sheets: whole, dated, one after the other."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.roster.domain.splits import SplitNotWhole
from artistportal.roster.models import Payee, SplitSheet, Work
from artistportal.roster.services import splits
from tests.factories.accounts import UserFactory, support
from tests.factories.roster import (
    NOW,
    ArtistFactory,
    OrganisationFactory,
    PayeeFactory,
    RecordingFactory,
)

pytestmark = pytest.mark.django_db

JANUARY, APRIL, JULY = date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)


@pytest.fixture
def work() -> Work:
    return RecordingFactory.create()


@pytest.fixture
def payee() -> Payee:
    return PayeeFactory.create()


def agree(work: Work, shares: dict[Payee, int], from_date: date = JANUARY) -> SplitSheet:
    return splits.agree(work=work, shares=shares, from_date=from_date, by=support(), now=NOW)


def spans(work: Work) -> list[tuple[date, date | None]]:
    sheets = work.split_sheets.order_by("from_date")
    return list(sheets.values_list("from_date", "until_date"))


class TestAgree:
    def test_stores_every_share(self, work: Work, payee: Payee) -> None:
        other = PayeeFactory.create()

        sheet = agree(work, {payee: 600_000, other: 400_000})

        assert dict(sheet.shares.values_list("payee_id", "share_ppm")) == {
            payee.pk: 600_000,
            other.pk: 400_000,
        }

    def test_ends_the_sheet_before_it(self, work: Work, payee: Payee) -> None:
        agree(work, {payee: 1_000_000}, JANUARY)
        agree(work, {payee: 1_000_000}, JULY)

        assert spans(work) == [(JANUARY, JULY), (JULY, None)]

    def test_fits_between_two_others(self, work: Work, payee: Payee) -> None:
        agree(work, {payee: 1_000_000}, JANUARY)
        agree(work, {payee: 1_000_000}, JULY)
        agree(work, {payee: 1_000_000}, APRIL)

        assert spans(work) == [(JANUARY, APRIL), (APRIL, JULY), (JULY, None)]

    def test_leaves_one_sheet_valid_on_any_day(self, work: Work, payee: Payee) -> None:
        agree(work, {payee: 1_000_000}, JANUARY)
        agree(work, {payee: 1_000_000}, APRIL)

        for day in (JANUARY, date(2026, 3, 31), APRIL, date(2030, 1, 1)):
            assert work.split_sheets.valid_on(day).count() == 1

    def test_refuses_shares_that_are_not_the_whole(self, work: Work, payee: Payee) -> None:
        with pytest.raises(SplitNotWhole, match="99 %"):
            agree(work, {payee: 990_000})

        assert not work.split_sheets.exists()

    def test_changes_nothing_the_second_time(self, work: Work, payee: Payee) -> None:
        first = agree(work, {payee: 1_000_000})

        assert agree(work, {payee: 1_000_000}) == first

    def test_refuses_other_shares_from_the_same_day(self, work: Work, payee: Payee) -> None:
        agree(work, {payee: 1_000_000})

        with pytest.raises(splits.SheetExists, match="other shares from 1 Jan 2026"):
            agree(work, {PayeeFactory.create(): 1_000_000})

    def test_refuses_a_stranger(self, work: Work, payee: Payee) -> None:
        with pytest.raises(PermissionDenied):
            splits.agree(
                work=work,
                shares={payee: 1_000_000},
                from_date=JANUARY,
                by=UserFactory.create(),
                now=NOW,
            )


class TestPayees:
    def test_are_one_each(self) -> None:
        artist, organisation = ArtistFactory.create(), OrganisationFactory.create()

        assert splits.payee_of_artist(artist) == splits.payee_of_artist(artist)
        assert splits.payee_of_organisation(organisation) == splits.payee_of_organisation(
            organisation
        )
