"""Support staff sign in with a second factor, or set one up before anything else."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from artistportal.accounts.models import User

SET_UP_FIRST = "Set up a second factor first: support sees other people's data."


class StaffSecondFactorMiddleware:
    """Sends staff without a second factor from the admin to the page where they add one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_set_up(request):
            messages.warning(request, SET_UP_FIRST)
            return redirect("mfa_index")
        return self.get_response(request)

    @staticmethod
    def _must_set_up(request: HttpRequest) -> bool:
        user = request.user
        return (
            request.path.startswith(reverse("admin:index"))
            and isinstance(user, User)
            and user.is_staff
            and not is_mfa_enabled(user)
        )
