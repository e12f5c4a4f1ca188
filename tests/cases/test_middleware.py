"""By which door a deed was done, from where and as whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from artistportal.accounts.models import Deed, User
from artistportal.accounts.services import audit
from artistportal.cases.middleware import WhereaboutsMiddleware
from artistportal.celery import app
from artistportal.roster.middleware import AccountMiddleware
from tests.factories.roster import NOW, ArtistMemberFactory

pytestmark = pytest.mark.django_db


def done(user: User | None = None) -> Deed:
    fact = audit.Fact("thing.done", "thing:1", "Somebody did a thing.")
    return audit.record(fact, by=user, now=NOW)


def through(path: str, user: User | None, address: str = "203.0.113.77") -> Deed:
    """What is recorded while the path is asked for."""
    request = RequestFactory(REMOTE_ADDR=address).get(path)
    request.user, request.session = user or AnonymousUser(), SessionStore()
    deeds: list[Deed] = []

    def view(_request: HttpRequest) -> HttpResponse:
        deeds.append(done(user))
        return HttpResponse()

    handler = cast(Callable[[HttpRequest], HttpResponse], WhereaboutsMiddleware(view))
    AccountMiddleware(handler)(request)
    return deeds[0]


class TestWhereabouts:
    def test_of_a_page_are_the_network_and_the_account_in_view(self) -> None:
        member = ArtistMemberFactory.create()

        deed = through("/consent/", member.user)

        assert (deed.door, deed.network) == ("site", "203.0.113.0/24")
        assert deed.acting_for == f"artist:{member.artist.public_id}"

    @pytest.mark.parametrize(("path", "door"), [("/admin/", "admin"), ("/api/v1/", "api")])
    def test_of_other_doors_act_for_nobody(self, path: str, door: str) -> None:
        deed = through(path, ArtistMemberFactory.create().user, "2001:db8:7:8::1")

        assert (deed.door, deed.network, deed.acting_for) == (door, "2001:db8:7::/48", "")

    def test_of_a_stranger_are_nobody_s_account(self) -> None:
        assert through("/verify/", None).acting_for == ""

    def test_are_a_job_in_a_task_and_a_command_elsewhere(self) -> None:
        task = app.task(name="tests.done")(done)

        doors = [done().door, Deed.objects.get(pk=task().pk).door, done().door]

        assert doors == ["command", "job", "command"]

    def test_ask_nothing_of_the_database_until_something_is_recorded(
        self, django_assert_num_queries: Callable[[int], object]
    ) -> None:
        request = RequestFactory().get("/consent/")
        request.user = ArtistMemberFactory.create().user

        with django_assert_num_queries(0):  # type: ignore[attr-defined]
            WhereaboutsMiddleware(lambda _request: HttpResponse())(request)
