"""Mail that waited: one letter to each person, once a day or once a week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from artistportal.accounts.domain.digests import Habit, last_due
from artistportal.accounts.domain.topics import Channel, Topic
from artistportal.accounts.models import MailHabit, Notification, NotificationChoice, User
from artistportal.accounts.services import letters, notifications

PEOPLE_AT_ONCE = 200
LONGEST = 100
DIGEST = "digest"


def write_due(*, now: datetime) -> int:
    """Write the digests whose hour has come; how many.

    What goes into a digest is marked in the transaction that stores its letter: of two sweeps one
    writes it, and a worker that dies in between has written nothing and marked nothing.
    """
    people = _waiting(now).values_list("to", flat=True).distinct().order_by("to")
    written = 0
    for person in User.objects.filter(pk__in=list(people[:PEOPLE_AT_ONCE])):
        written += _write(person, now)
    return written


def _waiting(now: datetime) -> QuerySet[Notification]:
    """What waits for a digest that is due."""
    waiting = Notification.objects.filter(by_mail=DIGEST, digested_at=None)
    due = Q(to__mail_habit__isnull=True)
    for habit in Habit:
        due |= Q(to__mail_habit__every=habit, created_at__lt=last_due(habit, now))
    return waiting.filter(due)


@transaction.atomic
def _write(person: User, now: datetime) -> bool:
    due = list(_waiting(now).filter(to=person).order_by("topic", "pk"))
    free = Notification.objects.filter(pk__in=[news.pk for news in due], digested_at=None)
    if not due or free.update(digested_at=now) != len(due):
        transaction.set_rollback(True)
        return False
    MailHabit.objects.filter(user=person).update(digested_at=now)
    unwanted = set(
        NotificationChoice.objects.filter(
            user=person, channel=Channel.MAIL, wanted=False
        ).values_list("topic", flat=True)
    )
    told = [news for news in due if news.topic not in unwanted]
    if told and person.is_active:
        count = len(told)
        subject = f"{count} thing{'' if count == 1 else 's'} to know"
        letters.write_all([letters.Draft(person, subject, _text(told), DIGEST)], now=now)
    return bool(told)


def _text(told: list[Notification]) -> str:
    parts = [_part(topic, news) for topic, news in groupby(told[:LONGEST], lambda n: n.topic)]
    if len(told) > LONGEST:
        parts.append(f"And {len(told) - LONGEST} more in your inbox.")
    inbox = settings.SITE_URL + reverse("accounts:inbox")
    return "\n\n".join([*parts, f"All of it is in your inbox:\n{inbox}"])


def _part(topic: str, told: Iterable[Notification]) -> str:
    lines = []
    for news in told:
        address = notifications.link(news)
        lines.append(f"- {news.subject}" + (f"\n  {address}" if address else ""))
    return "\n".join([f"{Topic(topic).label}:", *lines])
