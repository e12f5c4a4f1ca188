"""Ending the mail about one topic from the mail itself, without signing in (RFC 8058).

The token is the letter's id, signed; it ends mail, and nothing else can be done with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.db import transaction

from artistportal.accounts.domain.topics import Channel, Topic
from artistportal.accounts.models import Letter, NotificationChoice, User
from artistportal.accounts.services.letters import STOP_SALT


@dataclass(frozen=True, slots=True)
class Stop:
    """Whose mail about what ends; a digest's is about all that can be muted."""

    person: User
    topics: tuple[Topic, ...]

    @property
    def labels(self) -> list[str]:
        return [topic.label for topic in self.topics]


def meant_by(token: str) -> Stop | None:
    """What the link in a letter ends; None where it is of no letter that can be ended."""
    try:
        public_id = signing.Signer(salt=STOP_SALT).unsign(token)
    except signing.BadSignature:
        return None
    letter = Letter.objects.filter(public_id=public_id).select_related("to").first()
    topics = _topics(letter.topic) if letter else ()
    return Stop(letter.to, topics) if letter and topics else None


@transaction.atomic
def end(stop: Stop) -> None:
    """End the mail; the person still finds everything on the site."""
    for topic in stop.topics:
        NotificationChoice.objects.update_or_create(
            user=stop.person, topic=topic, channel=Channel.MAIL, defaults={"wanted": False}
        )


def _topics(told: str) -> tuple[Topic, ...]:
    return tuple(t for t in Topic if t.can_be_muted and told in {t.value, "digest"})
