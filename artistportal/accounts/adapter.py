"""How allauth's steps differ on this site, and what it tells of sign-ins."""

from __future__ import annotations

from typing import Any, Final

from allauth.account import signals as account
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.contrib.auth.hashers import make_password
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from artistportal.accounts.models import User
from artistportal.accounts.services import sign_ins

# A browser keeps by whom it was used, so that only a new one is told of.
BROWSER: Final = "browser"
PEOPLE_OF_A_BROWSER: Final = 5
KEPT_FOR: Final = 2 * 365 * 24 * 3600

EVENTS: dict[Signal, str] = {
    account.user_logged_in: "signed_in",
    account.password_changed: "password_changed",
    account.password_reset: "password_reset",
    account.email_changed: "email_changed",
    mfa.authenticator_added: "factor_added",
    mfa.authenticator_reset: "factor_renewed",
    mfa.authenticator_removed: "factor_removed",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's own steps, but for one."""

    def send_account_already_exists_mail(self, email: str) -> None:
        """Takes as long as a new account, or the time would tell that the address is known."""
        make_password(email)
        super().send_account_already_exists_mail(email)


def listen() -> None:
    """Have what allauth tells kept in the audit trail."""
    for signal in EVENTS:
        signal.connect(_happened, dispatch_uid="audit")
    auth.user_login_failed.connect(_failed, dispatch_uid="audit")
    account.user_logged_in.connect(_signed_in, dispatch_uid="browser")


def _happened(signal: Signal, user: User, **told: Any) -> None:
    factor = told.get("authenticator")
    kind = str(factor.type) if factor is not None else ""
    sign_ins.note(EVENTS[signal], user, by=user, now=timezone.now(), kind=kind)


def _signed_in(user: User, request: HttpRequest, **told: Any) -> None:
    """Tells of a sign-in from a browser that this person did not use before."""
    known = request.COOKIES.get(BROWSER, "").split(".")
    theirs = salted_hmac("artistportal.accounts.browser", str(user.pk)).hexdigest()[:20]
    if theirs in known:
        return
    sign_ins.tell_of_new_browser(user, now=timezone.now())
    response: HttpResponse | None = told.get("response")
    if response is not None:
        response.set_cookie(
            BROWSER,
            ".".join([theirs, *known][:PEOPLE_OF_A_BROWSER]).rstrip("."),
            max_age=KEPT_FOR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )


def _failed(credentials: dict[str, Any], **_told: Any) -> None:
    email = credentials.get("email") or credentials.get("username") or ""
    sign_ins.note_failure(str(email), now=timezone.now())
