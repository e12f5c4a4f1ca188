"""News on the site and by mail, the digest that gathers them, and the link that ends them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from artistportal.accounts.domain.digests import Habit
from artistportal.accounts.domain.topics import Channel, Topic
from artistportal.accounts.models import (
    Letter,
    MailHabit,
    Notification,
    NotificationChoice,
    User,
)
from artistportal.accounts.queries import notifications as found
from artistportal.accounts.services import digests, letters, mail_stops, notifications
from artistportal.accounts.services.notifications import AlwaysTold, News
from tests.factories.accounts import UserFactory

# A Wednesday.
NOW = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
EIGHT = datetime(2026, 3, 19, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return UserFactory.create(email="ada@example.org")


def tell(person: User, topic: Topic = Topic.REQUESTS, at: datetime = NOW, **fields: Any) -> None:
    news = News(topic, fields.pop("subject", "You are asked"), "Please answer.", **fields)
    notifications.tell(news, to=[person], now=at)


def choose(person: User, habit: Habit = Habit.NOW, **unwanted: Channel) -> None:
    wishes = {(Topic(topic), channel): False for topic, channel in unwanted.items()}
    notifications.choose(user=person, wishes=wishes, habit=habit)


def sent() -> list[Any]:
    for letter in Letter.objects.filter(state="waiting"):
        letters.send(letter_id=letter.pk, clock=lambda: NOW)
    return mail.outbox


class TestTell:
    def test_writes_to_the_inbox_and_by_mail_with_a_link_to_the_line(self, ada: User) -> None:
        tell(ada, path="/consent/requests/", account="artist:1")

        news, letter = Notification.objects.get(), Letter.objects.get()
        assert (news.on_site, news.by_mail, letter.topic) == (True, "now", "requests")
        assert letter.text.endswith(f"https://portal.example/inbox/{news.public_id}/")

    @pytest.mark.parametrize(
        ("channel", "inbox", "mails"),
        [(Channel.SITE, 0, 1), (Channel.MAIL, 1, 0)],
        ids=["not on the site", "not by mail"],
    )
    def test_follows_the_persons_wishes(
        self, ada: User, channel: Channel, inbox: int, mails: int
    ) -> None:
        choose(ada, requests=channel)

        tell(ada)

        assert (found.inbox_of(ada).count(), Letter.objects.count()) == (inbox, mails)

    def test_mails_at_once_what_cannot_be_muted_whatever_the_habit(self, ada: User) -> None:
        choose(ada, Habit.WEEKLY)

        tell(ada, Topic.SECURITY)

        assert Letter.objects.get().to == ada

    def test_tells_nobody_who_cannot_sign_in(self) -> None:
        tell(UserFactory.create(is_active=False))

        assert not Notification.objects.exists()

    def test_asks_as_much_for_many_people_as_for_one(self, django_assert_num_queries: Any) -> None:
        people = [UserFactory.create() for _ in range(12)]
        with django_assert_num_queries(4):
            notifications.tell(News(Topic.TEAM, "Hello", "Hello"), to=people, now=NOW)


class TestChoose:
    def test_refuses_to_mute_what_protects_people(self, ada: User) -> None:
        with pytest.raises(AlwaysTold, match="security of your account"):
            choose(ada, security=Channel.MAIL)

        assert not NotificationChoice.objects.exists()

    @pytest.mark.parametrize("topic", [t for t in Topic if not t.can_be_muted])
    def test_is_refused_by_the_database_too(self, ada: User, topic: Topic) -> None:
        row = NotificationChoice(user=ada, topic=topic, channel=Channel.MAIL, wanted=False)

        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


class TestDigest:
    def test_is_one_mail_of_what_was_told_before_its_hour(self, ada: User) -> None:
        choose(ada, Habit.DAILY)
        tell(ada, subject="First", path="/", account="artist:1")
        tell(ada, Topic.TEAM, subject="Second")
        too_early = digests.write_due(now=EIGHT - timedelta(seconds=1))
        tell(ada, subject="Later", at=EIGHT)

        assert (too_early, digests.write_due(now=EIGHT)) == (0, 1)
        letter = Letter.objects.get()
        assert letter.subject == "2 things to know"
        assert "Requests for your consent:\n- First\n  https://portal.example/in" in letter.text
        assert "- Second" in letter.text
        assert "Later" not in letter.text
        assert (digests.write_due(now=EIGHT), Letter.objects.count()) == (0, 1)

    def test_waits_for_monday_where_it_is_weekly(self, ada: User) -> None:
        choose(ada, Habit.WEEKLY)
        tell(ada)
        monday = datetime(2026, 3, 23, 8, tzinfo=UTC)

        written = [digests.write_due(now=now) for now in (EIGHT, monday, monday)]

        assert written == [0, 1, 0]

    def test_goes_out_at_once_to_who_does_not_want_to_wait_any_more(self, ada: User) -> None:
        choose(ada, Habit.WEEKLY)
        tell(ada)
        choose(ada, Habit.NOW)

        assert digests.write_due(now=NOW + timedelta(minutes=1)) == 1

    def test_leaves_out_what_was_muted_since(self, ada: User) -> None:
        choose(ada, Habit.DAILY)
        tell(ada)
        choose(ada, Habit.DAILY, requests=Channel.MAIL)

        assert digests.write_due(now=EIGHT) == 0
        assert not Notification.objects.filter(digested_at=None).exists()

    def test_is_written_whole_by_the_next_sweep_when_a_worker_died(
        self, ada: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        choose(ada, Habit.DAILY)
        tell(ada)
        with monkeypatch.context() as patch:
            patch.setattr(letters, "write_all", _dies)
            with pytest.raises(KeyboardInterrupt):
                digests.write_due(now=EIGHT)

        assert Notification.objects.get().digested_at is None
        assert (digests.write_due(now=EIGHT), Letter.objects.count()) == (1, 1)
        assert MailHabit.objects.get().digested_at == EIGHT

    def test_is_written_by_one_of_two_sweeps(
        self, ada: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        choose(ada, Habit.DAILY)
        tell(ada)
        due = digests._waiting(EIGHT)
        rows = list(due.order_by("topic", "pk"))
        digests.write_due(now=EIGHT)

        class Stale:
            """What a sweep saw that looked before the other one wrote."""

            def filter(self, **_by: object) -> Stale:
                return self

            def order_by(self, *_by: str) -> list[Notification]:
                return rows

        monkeypatch.setattr(digests, "_waiting", lambda _now: Stale())

        assert not digests._write(ada, EIGHT)
        assert Letter.objects.count() == 1


class TestMailStops:
    def test_mail_that_can_be_ended_says_how_to_people_and_to_programs(self, ada: User) -> None:
        tell(ada)

        (message,) = sent()

        link = message.extra_headers["List-Unsubscribe"].strip("<>")
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert link.startswith("https://portal.example/mail/stop/")
        assert link in message.body

    def test_mail_that_protects_people_cannot_be_ended(self, ada: User) -> None:
        tell(ada, Topic.PAYEE)

        (message,) = sent()

        assert "List-Unsubscribe" not in message.extra_headers
        assert mail_stops.meant_by(token(Letter.objects.get())) is None

    def test_end_one_topic_by_mail_and_nothing_else(self, ada: User) -> None:
        tell(ada)
        stop = mail_stops.meant_by(token(Letter.objects.get()))
        assert stop is not None

        for _ in range(2):
            mail_stops.end(stop)

        unwanted = [wish for wish, wanted in found.wishes(ada).items() if not wanted]
        assert unwanted == [(Topic.REQUESTS, Channel.MAIL)]

    def test_end_all_that_can_be_muted_from_a_digest(self, ada: User) -> None:
        choose(ada, Habit.DAILY)
        tell(ada)
        digests.write_due(now=EIGHT)

        stop = mail_stops.meant_by(token(Letter.objects.get()))

        assert stop is not None
        assert set(stop.topics) == {topic for topic in Topic if topic.can_be_muted}

    @pytest.mark.parametrize(
        "change",
        [lambda t: t[:-1], lambda t: "x" + t, lambda _t: "guessed"],
        ids=["cut", "changed", "guessed"],
    )
    def test_know_their_own_links_alone(self, ada: User, change: Any) -> None:
        tell(ada)

        assert mail_stops.meant_by(change(token(Letter.objects.get()))) is None


def token(letter: Letter) -> str:
    return letters._stop_address(letter).split("/")[-2]


def _dies(*_given: object, **_named: object) -> None:
    raise KeyboardInterrupt
