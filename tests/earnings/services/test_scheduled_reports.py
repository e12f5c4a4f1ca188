"""Reports that come by themselves: in time, once, and only to who may still read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import Download, Notification, User
from artistportal.accounts.services import downloads
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.models import OrganisationMember, Payee
from earnings.domain.report_times import Every
from earnings.models import ScheduledReport
from earnings.services import scheduled_reports
from earnings.services.scheduled_reports import NotScheduled
from tests.factories.accounts import UserFactory
from tests.factories.earnings import bring, deal
from tests.factories.roster import NOW, ArtistMemberFactory, OrganisationMemberFactory

pytestmark = pytest.mark.django_db

QUERY = "period=last-12-months&currency=EUR&by=artist"
MONDAY = datetime(2026, 3, 16, 6, tzinfo=UTC)


@pytest.fixture
def member() -> OrganisationMember:
    return OrganisationMemberFactory.create()


def account(member: OrganisationMember) -> Account:
    label = member.organisation
    return Account(
        AccountKind.ORGANISATION, label.pk, label.public_id, label.name, "owner", sees_money=True
    )


def plan(member: OrganisationMember, name: str = "Mondays", user: User | None = None) -> UUID:
    report = scheduled_reports.plan(
        account=account(member),
        name=name,
        query=QUERY,
        every=Every.WEEK,
        user=user or member.user,
        now=NOW,
    )
    return report.public_id


class TestPlan:
    def test_says_when_it_comes_first(self, member: OrganisationMember) -> None:
        plan(member)

        assert ScheduledReport.objects.get().next_at == MONDAY

    def test_takes_the_new_table_under_the_same_name(self, member: OrganisationMember) -> None:
        assert plan(member) == plan(member, "  Mondays ")

    def test_refuses_who_does_not_see_the_money(self, member: OrganisationMember) -> None:
        blind = replace(account(member), sees_money=False)

        with pytest.raises(PermissionDenied):
            scheduled_reports.plan(
                account=blind,
                name="x",
                query=QUERY,
                every=Every.WEEK,
                user=member.user,
                now=NOW,
            )

    def test_has_an_end(self, member: OrganisationMember) -> None:
        for number in range(scheduled_reports.MOST):
            plan(member, f"Report {number}")

        with pytest.raises(NotScheduled):
            plan(member)
        with pytest.raises(NotScheduled):
            plan(member, " ")


class TestEnd:
    def test_is_for_the_person_alone(self, member: OrganisationMember) -> None:
        public_id = plan(member)
        ended = [
            scheduled_reports.end(
                public_id=public_id, account=account(member), user=somebody, now=NOW
            )
            for somebody in (UserFactory.create(), member.user)
        ]

        assert ended == [False, True]
        assert scheduled_reports.carry_out(now=MONDAY) == []


class TestCarryOut:
    def test_orders_a_file_once_and_tells_when_it_is_ready(
        self, member: OrganisationMember
    ) -> None:
        plan(member)
        assert scheduled_reports.carry_out(now=MONDAY - timedelta(seconds=1)) == []

        (ordered,) = scheduled_reports.carry_out(now=MONDAY)
        assert scheduled_reports.carry_out(now=MONDAY) == []
        downloads.make(download_id=ordered, clock=lambda: MONDAY)

        made = Download.objects.get()
        assert (made.user, made.state) == (member.user, "done")
        assert ScheduledReport.objects.get().next_at == MONDAY + timedelta(days=7)
        news = Notification.objects.filter(topic="downloads").get()
        assert "EUR" not in news.text

    @pytest.mark.parametrize("how", ["left", "blind", "inactive"])
    def test_ends_what_the_person_may_not_read_any_more(
        self, member: OrganisationMember, how: str
    ) -> None:
        plan(member)
        theirs = OrganisationMember.objects.filter(pk=member.pk)
        if how == "left":
            theirs.update(until_at=NOW)
        elif how == "blind":
            theirs.update(sees_money=False)
        else:
            User.objects.filter(pk=member.user_id).update(is_active=False)

        assert scheduled_reports.carry_out(now=MONDAY) == []
        assert ScheduledReport.objects.get().ended_at == MONDAY
        assert not Download.objects.exists()

    def test_makes_an_artist_s_table_of_the_months_that_are_meant_then(self) -> None:
        label = deal()
        Payee.objects.filter(pk=label.payee.pk).update(artist=label.artist)
        bring(label.tool, [label.line(quantity=3), label.line(quantity=4, territory="FR")])
        member = ArtistMemberFactory.create(artist=label.artist)
        theirs = Account(
            AccountKind.ARTIST, label.artist.pk, label.artist.public_id, "Ana", "owner", True
        )
        scheduled_reports.plan(
            account=theirs,
            name="Countries",
            query="period=last-month&currency=EUR&table=territory",
            every=Every.WEEK,
            user=member.user,
            now=NOW,
        )

        (ordered,) = scheduled_reports.carry_out(now=MONDAY)
        downloads.make(download_id=ordered, clock=lambda: MONDAY)

        made = Download.objects.get()
        assert made.title == f"Earnings of {label.artist.name}, by territory, February 2026"
        with made.file.open("rb") as file:
            told = file.read().decode("utf-8-sig").splitlines()
        assert told[0] == "territory,code,uses,earned,currency"
        assert [line.split(",")[1:3] for line in told[1:]] == [["FR", "4"], ["DE", "3"]]
