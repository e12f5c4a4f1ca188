"""What this package keeps about a person, for the file of their data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from artistportal.accounts.models import Deed, Letter, Notification, SavedView, User
from artistportal.accounts.queries import notifications
from artistportal.accounts.services.your_data import Piece, Source, document, table, written

ROWS_AT_ONCE = 1_000


def pieces(user: User, _now: datetime) -> Iterable[Piece]:
    """Who they are, how they sign in, what they were told and what they did."""
    yield document("person.json", _person(user))
    news = Notification.objects.filter(to=user).order_by("pk").iterator(ROWS_AT_ONCE)
    yield table(
        "notifications.csv",
        ("told_at", "topic", "subject", "text", "read_at"),
        ((written(n.created_at), n.topic, n.subject, n.text, written(n.read_at)) for n in news),
    )
    letters = Letter.objects.filter(to=user).order_by("pk").iterator(ROWS_AT_ONCE)
    yield table(
        "letters.csv",
        ("written_at", "subject", "text", "state", "sent_at"),
        (
            (written(each.created_at), each.subject, each.text, each.state, _sent(each))
            for each in letters
        ),
    )
    deeds = Deed.objects.filter(by=user).order_by("pk").iterator(ROWS_AT_ONCE)
    yield table(
        "what-you-did.csv",
        ("at", "what", "sentence", "as_whom", "why", "door", "network"),
        (
            (written(d.at), d.verb, d.sentence, d.acting_for, d.reason, d.door, d.network)
            for d in deeds
        ),
    )
    yield table(
        "sessions.csv",
        ("since", "last_seen", "address", "browser"),
        (
            (written(s.created_at), written(s.last_seen_at), str(s.ip), s.user_agent)
            for s in UserSession.objects.filter(user=user).order_by("pk")
        ),
    )
    views = SavedView.objects.filter(user=user).order_by("pk")
    yield table(
        "saved-views.csv",
        ("saved_at", "name", "page", "query"),
        ((written(view.created_at), view.name, view.page, view.query) for view in views),
    )


SOURCE = Source(
    "Your name, addresses and ways to sign in, what you were told and what you did.", pieces
)


def _person(user: User) -> dict[str, object]:
    factors = Authenticator.objects.filter(user=user).order_by("pk")
    return {
        "name": user.name,
        "email": user.email,
        "other_addresses": [
            {"email": each.email, "verified": each.verified}
            for each in EmailAddress.objects.filter(user=user).order_by("pk")
        ],
        "joined_at": user.date_joined,
        "last_sign_in": user.last_login,
        "second_factors": [{"kind": each.type, "since": each.created_at} for each in factors],
        "mail_that_can_wait": notifications.habit_of(user),
        "not_told_about": [
            f"{topic.value} by {channel.value}"
            for (topic, channel), wanted in notifications.wishes(user).items()
            if not wanted
        ],
    }


def _sent(letter: Letter) -> str:
    return written(letter.finished_at) if letter.state == "done" else ""
