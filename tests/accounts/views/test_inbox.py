"""The inbox, its badge, and the deep links that lead on from it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import Notification, User
from artistportal.accounts.queries.notifications import PAGE_SIZE
from artistportal.accounts.services import notifications
from artistportal.accounts.services.notifications import News
from artistportal.roster.models import ArtistMember
from tests.accounts.views.conftest import HTMX
from tests.factories.accounts import UserFactory
from tests.factories.roster import NOW, ArtistMemberFactory

pytestmark = pytest.mark.django_db


def tell(person: User, subject: str = "You are asked", **fields: Any) -> Notification:
    news = News(Topic.REQUESTS, subject, "Please answer.", **fields)
    notifications.tell(news, to=[person], now=NOW)
    return Notification.objects.latest("pk")


def badge(page: str) -> str:
    """What the link to the inbox says, as it is read out."""
    link = re.search(r'<a class="inbox-link" id="unread".*?</a>', page, re.DOTALL)
    assert link
    return re.sub(r"<[^>]+>", "", link[0]).strip()


class TestListed:
    def test_shows_the_newest_first_page_by_page(self, client: Client, person: User) -> None:
        told = [tell(person, f"News {number:02}") for number in range(PAGE_SIZE + 2)]

        first = client.get("/inbox/").content.decode()
        older = re.search(r'href="(\?before=[^"]+)"', first)
        assert older
        second = client.get(f"/inbox/{older[1]}").content.decode()

        assert first.index("News 26") < first.index("News 25") < first.index("News 02")
        assert "News 01" not in first
        assert second.index("News 01") < second.index("News 00")
        assert str(told[2].public_id) in older[1]

    def test_shows_nobody_elses_and_bears_a_broken_address(
        self, client: Client, person: User
    ) -> None:
        theirs = tell(UserFactory.create(), "Theirs")

        for query in ("", "?before=x", f"?before={theirs.public_id}"):
            assert "Theirs" not in client.get(f"/inbox/{query}").content.decode()

    def test_asks_as_much_for_many_as_for_one(self, client: Client, person: User) -> None:
        counts = []
        for more in (1, 20):
            for _ in range(more):
                tell(person)
            with CaptureQueriesContext(connection) as queries:
                client.get("/inbox/")
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 10


class TestBadge:
    def test_says_how_much_is_unread_on_every_page_in_one_query(
        self, client: Client, person: User
    ) -> None:
        before = badge(client.get("/works/").content.decode())
        for _ in range(3):
            tell(person)

        with CaptureQueriesContext(connection) as queries:
            page = client.get("/works/").content.decode()

        assert (before, badge(page)) == ("Inbox", "Inbox 3 unread")
        assert len([q for q in queries if "accounts_notification" in q["sql"]]) == 1

    def test_asks_nothing_for_strangers_to_the_site(self) -> None:
        with CaptureQueriesContext(connection) as queries:
            page = Client().get("/help/").content.decode()

        assert 'id="unread"' not in page
        assert not [q for q in queries if "accounts_notification" in q["sql"]]

    def test_comes_with_every_swap(self, client: Client, person: User) -> None:
        tell(person)

        part = client.get("/works/", headers=HTMX).content.decode()

        assert 'hx-swap-oob="true"' in part
        assert badge(part) == "Inbox 1 unread"


class TestReadAll:
    def test_marks_what_was_shown_and_not_what_came_since(
        self, client: Client, person: User
    ) -> None:
        shown = tell(person)
        tell(person, "Since")

        answer = client.post("/inbox/read/", {"newest": str(shown.public_id)}, headers=HTMX)

        assert badge(answer.content.decode()) == "Inbox 1 unread"
        assert Notification.objects.get(read_at=None).subject == "Since"

    def test_leaves_other_peoples(self, client: Client) -> None:
        theirs = tell(UserFactory.create())

        client.post("/inbox/read/", {"newest": str(theirs.public_id)})

        assert Notification.objects.get().read_at is None


class TestNews:
    def test_leads_on_and_marks_it_read(self, client: Client, member: ArtistMember) -> None:
        told = tell(member.user, path="/works/", account=f"artist:{member.artist.public_id}")

        answer = client.get(f"/inbox/{told.public_id}/")

        told.refresh_from_db()
        assert (answer.status_code, answer["Location"], told.read_at) == (302, "/works/", NOW)

    def test_changes_the_account_by_a_button_and_never_by_a_link(
        self, client: Client, person: User
    ) -> None:
        other = ArtistMemberFactory.create(user=person, artist__name="Zoe Other").artist
        told = tell(person, path="/works/", account=f"artist:{other.public_id}")
        address = f"/inbox/{told.public_id}/"

        page = client.get(address).content.decode()
        before = client.session.get("account")
        answer = client.post(address)

        assert "Open as Zoe Other" in page
        assert (before, client.session["account"]) == (None, f"artist:{other.public_id}")
        assert answer["Location"] == "/works/"

    def test_does_not_lead_to_an_account_that_is_not_theirs_any_more(
        self, client: Client, person: User
    ) -> None:
        other = ArtistMemberFactory.create().artist
        told = tell(person, path="/works/", account=f"artist:{other.public_id}")

        answer = client.post(f"/inbox/{told.public_id}/", follow=True)

        assert answer.redirect_chain[-1][0] == "/inbox/"
        assert "You no longer act for the account" in answer.content.decode()
        assert "account" not in client.session

    @pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "javascript:1"])
    def test_never_leads_off_the_site(self, client: Client, person: User, path: str) -> None:
        told = tell(person, path=path)

        assert client.post(f"/inbox/{told.public_id}/")["Location"] == "/inbox/"

    def test_does_not_exist_for_somebody_else(self, client: Client) -> None:
        told = tell(UserFactory.create(), path="/works/")

        for ask in (client.get, client.post):
            assert ask(f"/inbox/{told.public_id}/").status_code == 404
