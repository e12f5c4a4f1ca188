"""What is said in a case, with its files; what was said is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import File

from artistportal import kept_files
from artistportal.accounts.models import User
from artistportal.cases.models import Attachment, Case, Message

MOST_FILES = 5


class NotSent(ValueError):
    """The message cannot be taken as it is; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says, and the files that come with it."""

    text: str
    files: Sequence[File[bytes]] = ()


def check(said: Said) -> None:
    """Refuses what cannot be kept, before anything is stored."""
    if not said.text.strip():
        raise NotSent("Write what you want to say.")
    if len(said.files) > MOST_FILES:
        raise NotSent(f"Send at most {MOST_FILES} files with one message.")
    for file in said.files:
        try:
            kept_files.check(file)
        except kept_files.TooLarge as refusal:
            raise NotSent(str(refusal)) from refusal


def keep(
    case: Case, said: Said, *, by: User, now: datetime, from_support: bool, is_note: bool = False
) -> Message:
    """Store a message and its files; the caller has asked whether the person may say it."""
    check(said)
    message = Message.objects.create(
        case=case,
        by=by,
        from_support=from_support,
        is_note=is_note,
        text=said.text.strip(),
        at=now,
    )
    for file in said.files:
        Attachment.objects.create(message=message, file=file, **kept_files.described(file))
    return message
