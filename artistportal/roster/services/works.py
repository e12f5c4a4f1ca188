"""Recordings, compositions and voices, one at a time; `catalogue` takes over whole files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.roster import permissions
from artistportal.roster.domain import identifiers
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Artist, Credit, Organisation, Work


class WrongKind(ValueError):
    """The work is of a kind that this cannot be done to."""


def add_recording(
    *,
    title: str,
    rights_holder: Organisation,
    by: User,
    now: datetime,
    isrc: str = "",
    release_title: str = "",
) -> Work:
    """Add a recording that the rights holder licenses."""
    permissions.check_can_edit_catalogue(by, rights_holder, now)
    return Work.objects.create(
        kind=WorkKind.RECORDING.value,
        title=title,
        release_title=release_title,
        isrc=identifiers.parse_isrc(isrc) if isrc else None,
        rights_holder=rights_holder,
        created_at=now,
    )


def add_composition(
    *, title: str, rights_holder: Organisation, by: User, now: datetime, iswc: str = ""
) -> Work:
    """Add a composition that the rights holder licenses."""
    permissions.check_can_edit_catalogue(by, rights_holder, now)
    return Work.objects.create(
        kind=WorkKind.COMPOSITION.value,
        title=title,
        iswc=identifiers.parse_iswc(iswc) if iswc else None,
        rights_holder=rights_holder,
        created_at=now,
    )


@transaction.atomic
def add_voice(*, artist: Artist, rights_holder: Organisation, by: User, now: datetime) -> Work:
    """Add an artist's voice; nobody but the artist ever holds consent over it."""
    permissions.check_can_edit_catalogue(by, rights_holder, now)
    voice = Work.objects.create(
        kind=WorkKind.VOICE.value,
        title=voice_title(artist.name),
        voice_of=artist,
        rights_holder=rights_holder,
        created_at=now,
    )
    Credit.objects.create(
        work=voice,
        artist=artist,
        role=CreditRole.VOICE.value,
        holds_consent=True,
        credited_at=now,
    )
    return voice


def contain(*, recording: Work, compositions: Iterable[Work], by: User, now: datetime) -> None:
    """Say which compositions a recording contains, beside those it is known to contain."""
    permissions.check_can_edit_catalogue(by, recording.rights_holder, now)
    listed = list(compositions)
    if recording.kind != WorkKind.RECORDING or any(
        work.kind != WorkKind.COMPOSITION for work in listed
    ):
        raise WrongKind("A recording contains compositions, and nothing else does.")
    recording.compositions.add(*listed)


def credit(
    *, work: Work, artist: Artist, role: CreditRole, holds_consent: bool, by: User, now: datetime
) -> Credit:
    """Credit an artist; a credit that is there may gain consent here, never lose it."""
    permissions.check_can_edit_catalogue(by, work.rights_holder, now)
    if work.kind == WorkKind.VOICE or role is CreditRole.VOICE:
        raise WrongKind("A voice is one person's, who is credited when it is added.")
    credited, _created = Credit.objects.get_or_create(
        work=work,
        artist=artist,
        role=role.value,
        defaults={"holds_consent": holds_consent, "credited_at": now},
    )
    if holds_consent and not credited.holds_consent:
        credited.holds_consent = True
        credited.save(update_fields=["holds_consent"])
    return credited


def voice_title(name: str) -> str:
    """What a person's voice is called."""
    return f"Voice of {name}"
