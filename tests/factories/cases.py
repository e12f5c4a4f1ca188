"""Cases and releases that claim an artist, made through the services."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.cases.domain.kinds import CaseKind
from artistportal.cases.models import Case
from artistportal.cases.services import appearances, cases
from artistportal.cases.services.cases import Opening
from artistportal.cases.services.messages import Said
from artistportal.roster.domain.accounts import Account
from artistportal.roster.models import Artist, ArtistMember
from artistportal.roster.queries import accounts
from tests.factories.roster import NOW, ArtistMemberFactory


def account_of(user: User, now: datetime = NOW) -> Account:
    """The first account that a person acts for."""
    return accounts.in_view(accounts.of_person(user, now), None)


def member(**more: Any) -> ArtistMember:
    """An owner of an artist, or whoever `more` says."""
    made: ArtistMember = ArtistMemberFactory.create(**more)
    return made


def opened(
    *,
    artist: Artist | None = None,
    kind: CaseKind = CaseKind.QUESTION,
    by: User | None = None,
    now: datetime = NOW,
    **more: Any,
) -> Case:
    """A case that an owner of the artist opened."""
    user = by or member(**({"artist": artist} if artist else {})).user
    words = {"title": "Why so few?", "said": Said("There were more."), **more}
    opening = Opening(kind=kind, account=account_of(user, now), **words)
    return cases.open_case(opening, by=user, now=now)


def arguments(owner: User) -> dict[str, dict[str, Any]]:
    """The addresses of a case of the owner's artist, of its file, place and a release."""
    case = opened(
        by=owner,
        kind=CaseKind.VOICE_CLONE,
        said=Said("Hear.", [ContentFile(b"la", name="la.txt")]),
        now=timezone.now(),
    )
    now = timezone.now()
    found = appearances.Found("Tube", "https://tube.example/1", now)
    place = appearances.add(case, found, by=owner, now=now).public_id
    theirs = {"public_id": case.public_id}
    file = case.messages.get().attachments.get().public_id
    actions = ("case", "answer", "withdraw", "appeal", "evidence", "appearance_new")
    return {
        **{f"cases:{name}": theirs for name in actions},
        "cases:attachment": theirs | {"file": file},
        "cases:appearance": theirs | {"appearance": place},
        "cases:appearance_mark": theirs | {"appearance": place, "what": "noticed"},
        "cases:release_answer": theirs,
        "cases:release_report": theirs,
    }
