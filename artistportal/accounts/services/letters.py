"""Letters: mail that is stored with what it tells of, and sent when the mail server takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse

from artistportal import background
from artistportal.accounts.domain.topics import ALWAYS_TOLD
from artistportal.accounts.models import Letter, User
from artistportal.background import MAX_ATTEMPTS

Clock = Callable[[], datetime]

# How long to wait for the mail server after each attempt but the last.
PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
LONGEST_SUBJECT = 200
STOP_SALT = "artistportal.accounts.mail-stops"


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to one person; mail about its topic can be ended where the topic can be muted."""

    to: User
    subject: str
    text: str
    topic: str = ""


def write(*, to: Iterable[User], subject: str, text: str, now: datetime) -> None:
    """Stores one letter for each person who can sign in, in the caller's transaction.

    So that what happened and its letters are kept or lost together. They go out within a minute.
    """
    people = {person.pk: person for person in to}
    write_all([Draft(person, subject, text) for person in people.values()], now=now)


def write_all(drafts: Iterable[Draft], *, now: datetime) -> None:
    """Stores letters that differ from person to person, likewise."""
    Letter.objects.bulk_create(
        Letter(
            to=draft.to,
            subject=" ".join(draft.subject.split())[:LONGEST_SUBJECT],
            text=draft.text,
            topic=draft.topic,
            created_at=now,
        )
        for draft in drafts
        if draft.to.is_active
    )


def write_elsewhere(*, to: Iterable[User], subject: str, text: str, now: datetime) -> None:
    """Stores one letter for each other address that the people proved to be theirs.

    For what must reach the owner of an account even where somebody changed its first address.
    """
    line = " ".join(subject.split())[:LONGEST_SUBJECT]
    proved = EmailAddress.objects.filter(
        user__in=[person.pk for person in to if person.is_active], verified=True
    ).select_related("user")
    Letter.objects.bulk_create(
        Letter(to=each.user, address=each.email, subject=line, text=text, created_at=now)
        for each in proved.order_by("pk")
        if each.email.casefold() != each.user.email.casefold()
    )


def send(*, letter_id: int, clock: Clock) -> None:
    """Hands a waiting letter to the mail server; while that fails, tries again for hours.

    A worker that dies between the handing over and its note of it makes the letter go twice, under
    one Message-ID: the receiving side shows it once.
    """
    letter = background.claim(Letter, letter_id, now=clock())
    if letter is None:
        return
    try:
        _message(letter).send()
    except OSError as error:  # every error of SMTP is one
        _fail(letter, f"{type(error).__name__}: {error}", clock())
    else:
        background.finish(letter, now=clock())


def send_again(*, letter_id: int, now: datetime) -> bool:
    """Puts a failed letter back in line, for when the mail server is well again."""
    return background.retry(Letter, letter_id, now=now)


def _message(letter: Letter) -> EmailMessage:
    host = urlsplit(settings.SITE_URL).hostname
    headers = {
        "Message-ID": f"<{letter.public_id}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    footer = f"Artist Portal, {settings.SITE_URL}\n"
    if letter.topic and letter.topic not in ALWAYS_TOLD:
        stop = _stop_address(letter)
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        footer += f"No more of these mails: {stop}\n"
    return EmailMessage(
        subject=letter.subject,
        body=f"{letter.text.rstrip()}\n\n-- \n{footer}",
        to=[letter.address or letter.to.email],
        headers=headers,
    )


def _stop_address(letter: Letter) -> str:
    token = signing.Signer(salt=STOP_SALT).sign(str(letter.public_id))
    return settings.SITE_URL + reverse("accounts:mail_stop", kwargs={"token": token})


def _fail(letter: Letter, error: str, now: datetime) -> None:
    if letter.attempts >= MAX_ATTEMPTS:
        background.fail(letter, error, now=now)
    else:
        pause = PAUSES[letter.attempts - 1]
        background.put_off(letter, error, now=now, until=now + pause)
