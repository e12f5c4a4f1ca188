"""Closing a person's account: asked for, waited for, taken back or made so. Nothing is rewritten.

What packages above hold for a person ends by what they add to `ENDINGS`; what that will mean they
say in `CONSEQUENCES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.urls import reverse

from artistportal.accounts import permissions
from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import Closure, User
from artistportal.accounts.queries import closures as found
from artistportal.accounts.services import audit, notifications
from artistportal.accounts.services.audit import Fact
from artistportal.accounts.services.notifications import News

WAITS = timedelta(days=14)
AT_ONCE = 50

ENDINGS: list[Callable[[User, datetime], None]] = []
"""What else ends with the account, in the same transaction."""
CONSEQUENCES: list[Callable[[User, datetime], Iterable[str]]] = []
"""Sentences about what this person's leaving would mean."""


def consequences(user: User, now: datetime) -> list[str]:
    """What it would mean, in sentences for the person."""
    return [sentence for says in CONSEQUENCES for sentence in says(user, now)]


def ask(*, user: User, now: datetime) -> Closure:
    """Note the wish; until its day it can be taken back. Asking twice is asking once."""
    try:
        with transaction.atomic():
            closure = Closure.objects.create(user=user, asked_at=now, effective_at=now + WAITS)
            _note(closure, "asked", "Asked to close their account.", user, now)
            _tell(closure, now)
    except IntegrityError:
        waiting = found.open_of(user)
        if waiting is None:
            raise
        return waiting
    return closure


@transaction.atomic
def withdraw(*, user: User, now: datetime) -> bool:
    """Take the wish back; whether there was one."""
    closure = found.open_of(user)
    waiting = Closure.objects.filter(user=user, withdrawn_at=None, done_at=None)
    if closure is None or not waiting.update(withdrawn_at=now):
        return False
    _note(closure, "withdrawn", "Decided to keep their account.", user, now)
    return True


def carry_out_due(*, now: datetime) -> int:
    """Close the accounts whose day has come; how many."""
    due = Closure.objects.filter(withdrawn_at=None, done_at=None, effective_at__lte=now)
    return sum(_carry_out(closure, now) for closure in due.order_by("pk")[:AT_ONCE])


@transaction.atomic
def _carry_out(closure: Closure, now: datetime) -> bool:
    waiting = Closure.objects.filter(pk=closure.pk, withdrawn_at=None, done_at=None)
    if not waiting.update(done_at=now):
        return False
    user = User.objects.select_for_update().get(pk=closure.user_id)
    _note(closure, "closed", f"The account of {user} was closed, as they had asked.", None, now)
    for end in ENDINGS:
        end(user, now)
    user.is_active = False
    user.set_unusable_password()  # ends every session, known or not
    user.save(update_fields=["is_active", "password"])
    Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    return True


def _note(closure: Closure, step: str, sentence: str, by: User | None, now: datetime) -> None:
    fact = Fact(
        verb=f"account.closing_{step}",
        subject=f"user:{closure.user_id}",
        sentence=sentence,
        concerns=permissions.accounts_of(closure.user, now),
        after={"effective_at": closure.effective_at.isoformat()},
    )
    audit.record(fact, by=by, now=now)


def _tell(closure: Closure, now: datetime) -> None:
    day = closure.effective_at
    moment = f"{day.day} {day:%b %Y, %H:%M} UTC"
    news = News(
        topic=Topic.SECURITY,
        subject="Your account will be closed",
        text=(
            f"You asked to close your account. That happens on {moment}.\n\n"
            "If you want to keep it, or if this was not you, sign in before then and keep it."
        ),
        path=reverse("accounts:close"),
    )
    notifications.tell(news, to=[closure.user], now=now)
