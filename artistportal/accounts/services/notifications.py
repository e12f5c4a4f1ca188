"""Telling people on the site and by mail, as they chose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from artistportal.accounts.domain.digests import Habit
from artistportal.accounts.domain.topics import Channel, Topic
from artistportal.accounts.models import MailHabit, Notification, NotificationChoice, User
from artistportal.accounts.queries import notifications as found
from artistportal.accounts.services import letters

Wishes = Mapping[tuple[Topic, Channel], bool]


class AlwaysTold(ValueError):
    """This topic cannot be muted; the sentence says so."""


@dataclass(frozen=True, slots=True)
class News:
    """What people are told: no amounts and no secrets in it.

    `path` is where on the site more is said, `account` the key of the account to act for there.
    """

    topic: Topic
    subject: str
    text: str
    path: str = ""
    account: str = ""


def tell(news: News, *, to: Iterable[User], now: datetime) -> None:
    """Store what each person is told, in the caller's transaction; mail follows their wishes."""
    people = {person.pk: person for person in to}
    tell_each([(news, person) for person in people.values()], now=now)


def tell_each(told: Iterable[tuple[News, User]], *, now: datetime) -> None:
    """The same for news that differ from person to person, in as many queries as for one."""
    pairs = [(news, person) for news, person in told if person.is_active]
    ids = {person.pk for _news, person in pairs}
    muted = _muted(ids, {news.topic for news, _person in pairs})
    habits = dict(MailHabit.objects.filter(user__in=ids).values_list("user_id", "every"))
    kept = []
    for news, person in pairs:
        waits = news.topic.can_be_muted and habits.get(person.pk, Habit.NOW) != Habit.NOW
        is_muted = (person.pk, news.topic, Channel.MAIL) in muted
        row = Notification(
            to=person,
            topic=news.topic,
            subject=" ".join(news.subject.split())[:200],
            text=news.text,
            path=news.path,
            account=news.account,
            on_site=(person.pk, news.topic, Channel.SITE) not in muted,
            by_mail="no" if is_muted else "digest" if waits else "now",
            created_at=now,
        )
        if row.on_site or not is_muted:
            kept.append(row)
    Notification.objects.bulk_create(kept)
    drafts = (
        letters.Draft(row.to, row.subject, _with_link(row), row.topic)
        for row in kept
        if row.by_mail == "now"
    )
    letters.write_all(drafts, now=now)


def link(news: Notification) -> str:
    """Where a mail leads: to the line of the inbox, which changes to its account first."""
    if not news.path:
        return ""
    opened = reverse("accounts:news", kwargs={"public_id": news.public_id})
    return settings.SITE_URL + (opened if news.account else news.path)


def read(*, news: Notification, now: datetime) -> None:
    """Mark as read what its person opened."""
    Notification.objects.filter(pk=news.pk, read_at=None).update(read_at=now)


def read_all(*, user: User, newest: Notification | None, now: datetime) -> int:
    """Mark as read all that the person was shown, up to the newest; how many that are."""
    unread = found.inbox_of(user).filter(read_at=None)
    if newest is not None:
        unread = unread.filter(pk__lte=newest.pk)
    return unread.update(read_at=now)


@transaction.atomic
def choose(*, user: User, wishes: Wishes, habit: Habit) -> None:
    """Keep what the person wants to be told, how, and how often mail that can wait goes out."""
    for (topic, channel), wanted in wishes.items():
        if not wanted and not topic.can_be_muted:
            raise AlwaysTold(f"You are always told about: {topic.label.lower()}.")
        NotificationChoice.objects.update_or_create(
            user=user, topic=topic, channel=channel, defaults={"wanted": wanted}
        )
    MailHabit.objects.update_or_create(user=user, defaults={"every": habit})


def _with_link(news: Notification) -> str:
    address = link(news)
    return news.text.rstrip() + (f"\n\n{address}" if address else "")


def _muted(people: Iterable[int], topics: Iterable[Topic]) -> set[tuple[int, str, str]]:
    """Who does not want which of the topics, by which channel."""
    mutable = [topic for topic in topics if topic.can_be_muted]
    if not mutable:
        return set()
    choices = NotificationChoice.objects.filter(user__in=people, topic__in=mutable, wanted=False)
    return set(choices.values_list("user_id", "topic", "channel"))
