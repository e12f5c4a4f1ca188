"""A label's earnings: each level and the lines come to what the ledger holds, and no more."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from artistportal.accounts.services import downloads
from artistportal.accounts.services.downloads import NotMade
from artistportal.periods import Month
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Organisation, Payee
from consent.domain.payment import Breakage, PayModel, PoolBasis
from earnings.domain.label_levels import Level, Narrowing
from earnings.domain.month_ranges import MonthRange
from earnings.queries import label
from earnings.queries.label import LabelSelection
from earnings.services import label_files, label_lines
from tests.factories.consent import LicenceFactory, say_yes
from tests.factories.earnings import Deal, bring, deal
from tests.factories.roster import (
    BEFORE,
    NOW,
    CreditFactory,
    OrganisationMemberFactory,
    PayeeFactory,
    RecordingFactory,
    SplitSheetFactory,
)

pytestmark = pytest.mark.django_db

FEBRUARY = Month(date(2026, 2, 1))


@pytest.fixture
def agreed() -> Deal:
    """Two works, two payees of one, two territories, something held, a rival label's month."""
    made = deal()
    second = PayeeFactory.create(name="Ada")
    work = RecordingFactory.create(
        rights_holder=made.licence.organisation, title="Two", release_title="Later"
    )
    artist = CreditFactory.create(work=work).artist
    say_yes(artist, made.terms, use=Use.DISCOVERY, now=BEFORE)
    SplitSheetFactory.create(work=work, shares={made.payee: 300_000, second: 700_000})
    bring(
        made.tool,
        [
            made.line(quantity=2),
            made.line(quantity=3, territory="FR"),
            made.line(quantity=5, territory="FR", isrc=work.isrc),
            made.line(quantity=4, use="analysis"),
        ],
    )
    rival = deal()
    bring(rival.tool, [rival.line(quantity=1000)])
    return made


def selection(agreed: Deal, by: Level, **narrowed: Any) -> LabelSelection:
    narrowing = replace(Narrowing(), **narrowed)
    months = MonthRange(FEBRUARY.previous(), FEBRUARY.next())
    return LabelSelection(agreed.licence.organisation_id, months, "EUR", by, narrowing)


def account(organisation: Organisation) -> Account:
    return Account(
        AccountKind.ORGANISATION,
        organisation.pk,
        organisation.public_id,
        organisation.name,
        "owner",
        sees_money=True,
    )


class TestFigures:
    def test_of_every_level_come_to_what_the_ledger_holds(self, agreed: Deal) -> None:
        for by in Level:
            meant = selection(agreed, by)
            whole = label.whole(meant)
            rows = label.figures(meant, 0, 100)

            assert (whole.earned_micros, whole.held_micros) == (100_000, 40_000)
            assert sum(row.earned_micros for row in rows) == label.booked_micros(meant) == 100_000
            assert sum(row.held_micros for row in rows) == 40_000
            assert whole.count == len(rows)
            assert whole.units == 14

    def test_count_a_use_once_however_many_share_in_it(self, agreed: Deal) -> None:
        by_payee = label.figures(selection(agreed, Level.ARTIST), 0, 100)
        by_work = label.figures(selection(agreed, Level.WORK), 0, 100)

        assert sorted(row.units for row in by_payee) == [5, 14]
        assert sorted(row.units for row in by_work) == [5, 9]

    def test_narrow_step_by_step_down_to_the_lines(self, agreed: Deal) -> None:
        ada = Payee.objects.get(name="Ada").public_id
        releases = label.figures(selection(agreed, Level.RELEASE, artist=ada), 0, 9)
        (work,) = label.figures(selection(agreed, Level.WORK, artist=ada, release="Later"), 0, 9)
        meant = selection(agreed, Level.ARTIST, artist=ada, release="Later", work=work.key)
        lines = label_lines.page(meant, 0, 50)

        assert [row.name for row in releases] == ["Later"]
        assert work.earned_micros == lines.earned_micros == 35_000
        (line,) = lines.shown
        assert (line.work, line.payee, line.territory, line.units) == ("Two", "Ada", "FR", 5)

    def test_of_a_payee_in_a_territory_lead_to_lines_that_come_to_the_same(
        self, agreed: Deal
    ) -> None:
        for place in ("DE", "FR"):
            for row in label.figures(selection(agreed, Level.ARTIST, territory=place), 0, 9):
                meant = selection(agreed, Level.ARTIST, territory=place, artist=row.key)
                lines = label_lines.page(meant, 0, 50)

                assert (lines.earned_micros, lines.held_micros) == (
                    row.earned_micros,
                    row.held_micros,
                )
                assert lines.count == len(list(label_lines.every(meant)))

    def test_are_of_licences_that_the_label_signed_alone(self, agreed: Deal) -> None:
        other = LicenceFactory.create(tool=agreed.tool).organisation
        meant = replace(selection(agreed, Level.ARTIST), organisation_id=other.pk)

        assert label.whole(meant).count == 0
        assert label.runs(meant) == []
        assert label.sources(other.pk) == ()

    def test_follow_a_correction(self, agreed: Deal) -> None:
        bring(agreed.tool, [agreed.line(line_id="late", quantity=90)])
        meant = selection(agreed, Level.TOOL)

        (row,) = label.figures(meant, 0, 9)
        assert row.earned_micros == label.booked_micros(meant) == 1_000_000

    def test_of_a_guarantee_belong_to_no_work_and_still_tie(self) -> None:
        made = deal(
            pay_model=PayModel.PRO_RATA_USAGE,
            revenue_ppm=250_000,
            pool_basis=PoolBasis.AT_LEAST,
            minimum_micros=500_000_000,
            breakage=Breakage.ORGANISATION,
        )
        Payee.objects.create(name="House", organisation=made.licence.organisation)
        bring(made.tool, [made.line(quantity=60, net_revenue="1200", currency="EUR")])
        meant = selection(made, Level.WORK)

        whole, rows = label.whole(meant), label.figures(meant, 0, 9)

        assert label.booked_micros(meant) == whole.earned_micros == 500_000_000
        assert [(row.key is None, row.earned_micros) for row in rows] == [
            (False, 300_000_000),
            (True, 200_000_000),
        ]
        assert whole.count == 2


class TestFiles:
    def test_hold_the_table_or_the_lines(self, agreed: Deal, tmp_path: Path) -> None:
        organisation = agreed.licence.organisation
        member = OrganisationMemberFactory.create(organisation=organisation)
        held = {"period": "all", "currency": "EUR", "by": "work"}
        line = held | {"territory": "FR", "artist": str(agreed.payee.public_id)}
        for query, rows, total in ((held, 2, "100000"), (line, 2, "45000")):
            meant = label_files.opened(organisation.pk, query, Month.of(NOW))
            order = label_files.order(query, meant, account(organisation), NOW)
            download = downloads.ask(
                order, user=member.user, account=account(organisation).key, now=NOW
            )
            path = tmp_path / "file.csv"

            label_files.make(download, path, lambda _done, _total: None)

            found = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
            assert len(found) == label_files.count(meant) == rows
            amount = "earned" if "earned" in found[0] else "amount"
            micros = sum(int(float(row[amount]) * 1_000_000 + 0.5) for row in found)
            assert str(micros) == total

    def test_of_an_account_that_is_gone_are_not_made(self, agreed: Deal, tmp_path: Path) -> None:
        member = OrganisationMemberFactory.create()
        query = {"period": "all"}
        meant = label_files.opened(member.organisation_id, query, Month.of(NOW))
        order = label_files.order(query, meant, account(member.organisation), NOW)
        key = "organisation:00000000-0000-0000-0000-000000000000"
        download = downloads.ask(order, user=member.user, account=key, now=NOW)

        with pytest.raises(NotMade):
            label_files.make(download, tmp_path / "file.csv", lambda _done, _total: None)
