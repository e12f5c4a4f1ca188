"""What is told to those who report for a tool: that a report waits, and what became of it.

No news carries an amount.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import notifications
from artistportal.accounts.services.notifications import News
from artistportal.roster.domain.accounts import AccountKind
from earnings.domain.reports import Outcome
from earnings.domain.reviews import Suspicion
from earnings.models import UsageReport


def tell_that_it_waits(report: UsageReport, suspicions: Iterable[Suspicion], now: datetime) -> None:
    """That a person looks at the report before it counts, and why."""
    reasons = "\n".join(f"- {found.sentence}" for found in suspicions)
    text = (
        f"{report.file_name} can be read, but does not count yet. A person looks at it first:\n\n"
        f"{reasons}\n\n"
        "If it is right, you need do nothing. If it is to replace an earlier report, send the very"
        " same file again and name that report.\n"
    )
    _write(report, "waits for a review", text, now)


def tell_what_became(report: UsageReport, now: datetime) -> None:
    """What a review came to."""
    report.refresh_from_db(fields=["outcome", "review_note"])
    accepted = report.outcome == Outcome.ACCEPTED.value
    note = f"\n\n{report.review_note}" if report.review_note else ""
    text = (
        f"{report.file_name} was looked at and "
        f"{'counts from now on' if accepted else 'does not count'}.{note}\n"
    )
    _write(report, "accepted" if accepted else "rejected", text, now)


def _write(report: UsageReport, what: str, text: str, now: datetime) -> None:
    members = report.tool.members.in_force(now).values("user")
    news = News(
        topic=Topic.REPORTS,
        subject=f"{report.code} {what}",
        text=text,
        path=reverse("earnings:report", args=[report.public_id]),
        account=f"{AccountKind.TOOL}:{report.tool.public_id}",
    )
    notifications.tell(news, to=User.objects.filter(pk__in=members), now=now)
