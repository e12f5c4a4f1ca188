"""Error pages: the right status, plain words, a way on and a reference to quote."""

from __future__ import annotations

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path


@login_not_required
def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only Mira Holm decides this.")


@login_not_required
def unreadable(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


@login_not_required
def posted(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


urlpatterns = [
    path("refused/", refused),
    path("unreadable/", unreadable),
    path("broken/", broken),
    path("posted/", posted),
    path("", include("artistportal.urls")),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class TestErrorPages:
    @pytest.mark.parametrize(
        ("address", "status", "words"),
        [
            ("/unreadable/", 400, "We could not read that request"),
            ("/refused/", 403, "Only Mira Holm decides this."),
            ("/nothing-here/", 404, "There is nothing here"),
            ("/broken/", 500, "Something broke on our side"),
        ],
    )
    def test_say_what_happened_with_a_reference(
        self, client: Client, address: str, status: int, words: str
    ) -> None:
        client.raise_request_exception = False

        response = client.get(address)

        content = response.content.decode()
        assert response.status_code == status
        assert words in content
        assert "data-reference" in content
        assert 'href="/"' in content

    def test_a_form_without_its_token_is_said_to_be_too_old(self) -> None:
        response = Client(enforce_csrf_checks=True).post("/posted/")

        assert response.status_code == 403
        assert "This page was open too long" in response.content.decode()
