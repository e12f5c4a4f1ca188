"""Reports that come by themselves: a file is made at its time, and its person is told that it is.

The mail says no amount; the file lies behind the sign-in. A report ends with the person's part in
the account, or with the money in it.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qsl
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import Download, User
from artistportal.accounts.services import downloads, notifications
from artistportal.periods import Month
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.queries import accounts
from earnings import permissions
from earnings.domain import report_times
from earnings.domain.report_times import Every
from earnings.models import ScheduledReport
from earnings.services import earning_files, label_files
from earnings.services.earning_files import Table

MOST = 20
AT_ONCE = 100
LONGEST_NAME = 80
LONGEST_QUERY = 1000


class NotScheduled(ValueError):
    """The report cannot come by itself; the sentence says why."""


@transaction.atomic
def plan(
    *, account: Account, name: str, query: str, every: Every, user: User, now: datetime
) -> ScheduledReport:
    """Lets a table of the account's earnings come from now on; the same name again takes the new
    table. Raises NotScheduled.
    """
    permissions.check_sees_own_money(account)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise NotScheduled(f"Give the report a name of at most {LONGEST_NAME} letters.")
    if len(query) > LONGEST_QUERY:
        raise NotScheduled("This table says too much to be kept. Choose fewer filters.")
    theirs = of_person(user, account)
    if theirs.exclude(name=name).count() >= MOST:
        raise NotScheduled(f"You have {MOST} reports of this account. End one of them first.")
    told = {"query": query, "every": every.value, "next_at": report_times.next_at(every, now)}
    report, _created = theirs.update_or_create(
        name=name,
        defaults=told,
        create_defaults={"user": user, "account": account.key, "created_at": now, **told},
    )
    return report


def end(*, public_id: UUID, account: Account, user: User, now: datetime) -> bool:
    """Lets one of the person's own reports come no more; whether there was one."""
    theirs = of_person(user, account).filter(public_id=public_id)
    return bool(theirs.update(ended_at=now))


def of_person(user: User, account: Account) -> QuerySet[ScheduledReport]:
    """Those that still come, by name."""
    found = ScheduledReport.objects.filter(user=user, account=account.key, ended_at=None)
    return found.order_by("name")


def carry_out(*, now: datetime) -> list[int]:
    """Orders the files that are due; the ids of the downloads, whose bells the caller rings."""
    due = ScheduledReport.objects.filter(next_at__lte=now, ended_at=None).select_related("user")
    made = [_carried_out(report, now) for report in due.order_by("next_at", "pk")[:AT_ONCE]]
    return [download.pk for download in made if download is not None]


@transaction.atomic
def _carried_out(report: ScheduledReport, now: datetime) -> Download | None:
    """One report, once: of two sweeps the second finds its next time moved."""
    later = report_times.next_at(Every(report.every), now)
    waiting = ScheduledReport.objects.filter(pk=report.pk, next_at=report.next_at, ended_at=None)
    if not waiting.update(next_at=later):
        return None
    account = _still_theirs(report, now)
    if account is None:
        ScheduledReport.objects.filter(pk=report.pk).update(ended_at=now)
        _tell_of_end(report, now)
        return None
    query = dict(parse_qsl(report.query, keep_blank_values=True))
    order = _order(account, query, now)
    return downloads.ask(order, user=report.user, account=account.key, now=now)


def _order(account: Account, query: dict[str, str], now: datetime) -> downloads.Order:
    """The file of a table: an artist's, or an organisation's."""
    if account.kind is AccountKind.ARTIST:
        table = Table(query.pop("table"))
        own = earning_files.opened(account.id, query, Month.of(now))
        return earning_files.order(table, query, own, account, now)
    selection = label_files.opened(account.id, query, Month.of(now))
    return label_files.order(query, selection, account, now)


def _still_theirs(report: ScheduledReport, now: datetime) -> Account | None:
    """The account, where the person still has it and its money."""
    if not report.user.is_active:
        return None
    theirs = {account.key: account for account in accounts.of_person(report.user, now)}
    account = theirs.get(report.account)
    return account if account and account.sees_money else None


def _tell_of_end(report: ScheduledReport, now: datetime) -> None:
    news = notifications.News(
        topic=Topic.DOWNLOADS,
        subject=f"Your report “{report.name}” has ended",
        text="You no longer have the account, or its money, that this report told of.",
        path=reverse("accounts:downloads"),
    )
    notifications.tell(news, to=[report.user], now=now)
