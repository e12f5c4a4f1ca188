"""What happens to the ways in to a person's account, as deeds of that person."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import Deed, User
from artistportal.accounts.services import audit, notifications
from artistportal.accounts.services.audit import Fact
from artistportal.accounts.services.notifications import News

SENTENCES = {
    "signed_in": "Signed in.",
    "failed": "Somebody tried to sign in and failed.",
    "password_changed": "Changed the password.",
    "password_reset": "Set a new password by a code sent to their mail.",
    "email_changed": "Changed the e-mail address.",
    "factor_added": "Added a second factor.",
    "factor_renewed": "Renewed the recovery codes.",
    "factor_removed": "Removed a second factor.",
}


def note(event: str, person: User, *, by: User | None, now: datetime, kind: str = "") -> None:
    """Record that the event happened; of a second factor its kind is told, never its secret."""
    fact = Fact(
        verb=f"sign_in.{event}",
        subject=f"user:{person.pk}",
        sentence=SENTENCES[event],
        after={"kind": kind} if kind else {},
    )
    audit.record(fact, by=by, now=now)


def note_failure(email: str, *, now: datetime) -> None:
    """Record a failed attempt where the address is somebody's; by whom it was, nobody knows."""
    person = User.objects.filter(email__iexact=email.strip()).first() if email else None
    if person is not None:
        note("failed", person, by=None, now=now)


def tell_of_new_browser(person: User, *, now: datetime) -> None:
    """Tell the person that a browser opened their account; not of the very first."""
    before = Deed.objects.filter(by=person, verb="sign_in.signed_in")[:2]
    if len(before) < 2:
        return
    text = (
        f"Somebody signed in to your account on {now.day} {now:%b %Y, %H:%M} UTC with a browser"
        " that you did not use here before.\n\n"
        "If it was you, you need do nothing. If not, end that sign-in and change your password."
    )
    news = News(
        topic=Topic.SECURITY,
        subject="A new browser signed in to your account",
        text=text,
        path=reverse("usersessions_list"),
    )
    notifications.tell(news, to=[person], now=now)
