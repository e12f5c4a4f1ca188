"""The pages of a person's own account: name, wishes, mail that ends, data, closing."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import signing
from django.test import Client

from artistportal.accounts import tasks
from artistportal.accounts.domain.digests import Habit
from artistportal.accounts.domain.topics import Channel, Topic
from artistportal.accounts.models import (
    Closure,
    Deed,
    Download,
    Letter,
    MailHabit,
    Notification,
    User,
)
from artistportal.accounts.queries import notifications as found
from artistportal.accounts.services import closures, notifications
from artistportal.accounts.services.letters import STOP_SALT
from artistportal.accounts.services.notifications import News
from artistportal.roster.models import ArtistMember
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.roster import NOW

pytestmark = pytest.mark.django_db
PAGES = ("/account/", "/account/notifications/", "/account/data/", "/account/close/")


def fresh(client: Client) -> Client:
    """As just after giving the password."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


class TestAccount:
    @pytest.mark.parametrize("page", PAGES)
    def test_opens_in_few_queries(
        self, client: Client, page: str, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(10):
            answer = client.get(page)

        assert answer.status_code == 200

    def test_changes_the_name_and_says_so_to_those_who_act_with_them(
        self, client: Client, member: ArtistMember
    ) -> None:
        old = member.user.name

        client.post("/account/", {"name": "  Ada   Löv "})

        assert User.objects.get(pk=member.user.pk).name == "Ada Löv"
        deed = Deed.objects.get(verb="person.renamed")
        assert deed.before == {"name": old}
        assert deed.concerns.get().account == f"artist:{member.artist.public_id}"

    def test_says_what_is_wrong_with_a_name(self, client: Client) -> None:
        answer = client.post("/account/", {"name": " "})

        assert answer.status_code == 422
        assert 'href="#id_name"' in answer.content.decode()


class TestNotifications:
    def test_keeps_what_was_chosen(self, client: Client, person: User) -> None:
        chosen = {
            f"{topic.value}-{channel.value}": "on"
            for topic in Topic
            for channel in Channel
            if (topic, channel) != (Topic.TEAM, Channel.MAIL)
        }

        answer = client.post("/account/notifications/", {"every": "weekly"} | chosen)

        unwanted = [wish for wish, wanted in found.wishes(person).items() if not wanted]
        assert answer.status_code == 302
        assert unwanted == [(Topic.TEAM, Channel.MAIL)]
        assert MailHabit.objects.get(user=person).every == Habit.WEEKLY

    def test_keeps_telling_what_protects_people_whatever_is_sent(
        self, client: Client, person: User
    ) -> None:
        page = client.get("/account/notifications/").content.decode()
        client.post("/account/notifications/", {"every": "now"})

        still = {topic for (topic, _), wanted in found.wishes(person).items() if wanted}
        assert still == {topic for topic in Topic if not topic.can_be_muted}
        assert page.count(" disabled") == 2 * len(still)

    def test_refuses_a_habit_that_is_none(self, client: Client) -> None:
        assert client.post("/account/notifications/", {"every": "x"}).status_code == 422


class TestMailStop:
    @pytest.fixture
    def link(self, person: User) -> str:
        notifications.tell(News(Topic.REQUESTS, "Asked", ""), to=[person], now=NOW)
        public_id = Letter.objects.get().public_id
        return f"/mail/stop/{signing.Signer(salt=STOP_SALT).sign(str(public_id))}/"

    def test_ends_mail_by_one_click_without_sign_in_or_token_of_a_form(
        self, link: str, person: User
    ) -> None:
        program = Client(enforce_csrf_checks=True)

        answer = program.post(link, {"List-Unsubscribe": "One-Click"})

        assert answer.status_code == 200
        unwanted = [wish for wish, wanted in found.wishes(person).items() if not wanted]
        assert unwanted == [(Topic.REQUESTS, Channel.MAIL)]

    def test_asks_people_first(self, link: str, person: User) -> None:
        page = Client().get(link).content.decode()

        assert "Requests for your consent" in page
        assert person.email not in page
        assert all(found.wishes(person).values())

    def test_does_not_know_other_links(self, link: str) -> None:
        assert Client().post(f"{link[:-3]}x/").status_code == 404


class TestYourData:
    def test_is_ordered_once_and_rung_for(
        self,
        client: Client,
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        rung: list[int] = []
        monkeypatch.setattr(tasks.make_download, "delay", rung.append)

        with django_capture_on_commit_callbacks(execute=True):
            answers = [client.post("/account/data/") for _ in range(2)]

        download = Download.objects.get()
        assert {answer["Location"] for answer in answers} == {"/downloads/"}
        assert set(rung) == {download.pk}


class TestClose:
    def test_asks_for_the_password_first(self, client: Client) -> None:
        answer = client.post("/account/close/", {"is_meant": "on"})

        assert answer["Location"].startswith("/account/reauthenticate/")
        assert not Closure.objects.exists()

    def test_must_be_meant(self, client: Client) -> None:
        answer = fresh(client).post("/account/close/", {})

        assert answer.status_code == 422
        assert not Closure.objects.exists()

    def test_waits_and_can_be_taken_back(self, client: Client, person: User) -> None:
        fresh(client).post("/account/close/", {"is_meant": "on"})
        asked = client.get("/account/").content.decode()

        client.post("/account/keep/")

        assert "Your account will be closed on" in asked
        assert Closure.objects.get().withdrawn_at == NOW
        assert closures.carry_out_due(now=NOW + closures.WAITS) == 0


class TestANewBrowser:
    def signed_in(self, person: User, browser: Client) -> None:
        if browser.session.get("_auth_user_id"):
            browser.post("/account/logout/")
        browser.post("/account/login/", {"login": person.email, "password": PASSWORD})

    def test_is_told_of_once_and_not_at_the_very_first(self) -> None:
        person = UserFactory.create(email="ada@example.org")
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        known, other = Client(), Client()

        self.signed_in(person, known)
        first = Notification.objects.count()
        self.signed_in(person, known)
        self.signed_in(person, other)
        self.signed_in(person, other)

        assert Deed.objects.filter(verb="sign_in.signed_in").count() == 4
        (news,) = Notification.objects.all()
        assert (first, news.topic, news.to) == (0, "security", person)
