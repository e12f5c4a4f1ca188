"""What the inbox, the masthead and the preferences ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from artistportal.accounts.domain.digests import Habit
from artistportal.accounts.domain.topics import Channel, Topic
from artistportal.accounts.models import MailHabit, Notification, NotificationChoice, User

PAGE_SIZE = 25
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One thing told, and the name of the account it is about, where it is not the only one."""

    news: Notification
    account: str

    @property
    def topic(self) -> str:
        return Topic(self.news.topic).label


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Some lines of the inbox, the newest first; `older` is the last one's id where more follow."""

    lines: list[Line]
    older: UUID | None

    @property
    def newest(self) -> UUID | None:
        return self.lines[0].news.public_id if self.lines else None


def inbox_of(user: User) -> QuerySet[Notification]:
    """What the person is told on the site."""
    return Notification.objects.filter(to=user, on_site=True)


def page(user: User, names: Mapping[str, str], before: UUID | None) -> InboxPage:
    """The newest lines, or those older than one of them."""
    found = inbox_of(user).order_by("-pk")
    if before is not None:
        marks = Notification.objects.filter(to=user, public_id=before).values("pk")
        found = found.filter(pk__lt=marks)
    rows = list(found[: PAGE_SIZE + 1])
    lines = [Line(row, names.get(row.account, "")) for row in rows[:PAGE_SIZE]]
    return InboxPage(lines, lines[-1].news.public_id if len(rows) > PAGE_SIZE else None)


def unread_count(user: User) -> int:
    """How much of the inbox is unread now."""
    return inbox_of(user).filter(read_at=None).count()


def unread_when_loaded(user: User) -> int:
    """As `unread_count`, without asking again about whoever signed in."""
    known: int | None = getattr(user, "unread", None)
    return unread_count(user) if known is None else known


def signed_in(pk: int) -> User | None:
    """A person with how much of their inbox is `unread`, in one question."""
    unread = Notification.objects.filter(to=OuterRef("pk"), on_site=True, read_at=None)
    count = unread.order_by().values("to").annotate(count=Count("pk")).values("count")
    people = User.objects.annotate(unread=Coalesce(Subquery(count), 0))
    return people.filter(pk=pk).first()


def wishes(user: User) -> dict[tuple[Topic, Channel], bool]:
    """What the person wants to be told by which channel; what nobody may mute is always wanted."""
    unwanted = set(
        NotificationChoice.objects.filter(user=user, wanted=False).values_list("topic", "channel")
    )
    return {
        (topic, channel): (topic.value, channel.value) not in unwanted
        for topic in Topic
        for channel in Channel
    }


def habit_of(user: User) -> Habit:
    chosen = MailHabit.objects.filter(user=user).values_list("every", flat=True).first()
    return Habit(chosen or Habit.NOW)
