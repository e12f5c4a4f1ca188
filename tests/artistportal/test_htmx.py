"""Page or partial, redirects under htmx, and what may be cached."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.test import Client
from django.urls import include, path

from artistportal import htmx
from artistportal.accounts.models import User


@login_not_required
def shown(request: HttpRequest) -> HttpResponse:
    return htmx.render(
        request, "help.html", "_footer.html", {"title": "Uses"}, announcement="Showing 3 uses."
    )


@login_not_required
def moved(request: HttpRequest) -> HttpResponseRedirect:
    messages.success(request, "Saved.")
    return redirect("/shown/")


def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse("figures")


urlpatterns = [
    path("", include("artistportal.urls")),
    path("shown/", shown),
    path("moved/", moved),
    path("private/", private),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

HTMX = {"HX-Request": "true"}


class TestRender:
    def test_answers_a_browser_with_the_page(self, client: Client) -> None:
        response = client.get("/shown/")

        assert b"<!doctype html>" in response.content
        assert "HX-Request" in response["Vary"]

    def test_answers_htmx_with_the_partial_its_title_and_the_announcement(
        self, client: Client
    ) -> None:
        content = client.get("/shown/", headers=HTMX).content.decode()

        assert "<html" not in content
        assert "<title>Uses" in content
        assert 'id="messages" hx-swap-oob="innerHTML"' in content
        assert "Showing 3 uses." in content

    @pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
    def test_answers_with_the_page_where_the_whole_page_is_replaced(
        self, client: Client, header: str
    ) -> None:
        response = client.get("/shown/", headers=HTMX | {header: "true"})

        assert b"<!doctype html>" in response.content
        assert b"Showing 3 uses." not in response.content


class TestRedirect:
    def test_stays_a_redirect_for_a_browser(self, client: Client) -> None:
        response = client.get("/moved/")

        assert (response.status_code, response["Location"]) == (302, "/shown/")

    def test_moves_the_whole_page_under_htmx(self, client: Client) -> None:
        response = client.get("/moved/", headers=HTMX)

        assert (response.status_code, response["HX-Redirect"]) == (204, "/shown/")
        assert b"Saved." in client.get("/shown/").content

    def test_to_sign_in_comes_back_to_the_page_and_not_to_its_fragment(
        self, client: Client
    ) -> None:
        headers = HTMX | {"HX-Current-URL": "http://testserver/uses/?use=training"}

        response = client.get("/private/", headers=headers)

        assert response.status_code == 204
        assert response["HX-Redirect"] == "/account/login/?next=%2Fuses%2F%3Fuse%3Dtraining"

    @pytest.mark.parametrize("address", ["http://[::bad", "https://elsewhere.example/x", "%00"])
    def test_to_sign_in_stands_an_address_that_is_none(self, client: Client, address: str) -> None:
        response = client.get("/private/", headers=HTMX | {"HX-Current-URL": address})

        assert response["HX-Redirect"] == "/account/login/?next=/private/"


class TestCaching:
    def test_signed_in_pages_are_never_stored(
        self, client: Client, make_person: Callable[[], User]
    ) -> None:
        client.force_login(make_person())

        assert client.get("/private/")["Cache-Control"] == "no-store, private"

    def test_public_pages_may_be(self, client: Client) -> None:
        assert not client.get("/shown/").has_header("Cache-Control")


@pytest.fixture
def make_person() -> Callable[[], User]:
    return lambda: User.objects.create_user("mira@example.org", "correct horse battery")
