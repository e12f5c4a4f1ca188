"""What an artist lets an organisation decide, given, limited and ended; tools hear of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.roster.models import Artist, Mandate, Organisation
from artistportal.roster.services import mandates
from artistportal.roster.services.mandates import Leave
from consent.services import changes, pen


@transaction.atomic
def grant(
    *, artist: Artist, organisation: Organisation, leave: Leave, by: User, now: datetime
) -> Mandate:
    """Let an organisation decide; from now on, and never about a voice."""
    pen.take()
    given = mandates.grant(artist=artist, organisation=organisation, leave=leave, by=by, now=now)
    changes.note_mandate(given, now)
    return given


@transaction.atomic
def limit(*, mandate: Mandate, leave: Leave, by: User, now: datetime) -> Mandate:
    """Let it decide less from now on: the old mandate ends, the narrower one begins."""
    pen.take()
    narrower = mandates.limit(mandate=mandate, leave=leave, by=by, now=now)
    changes.note_mandate(narrower, now)
    return narrower


@transaction.atomic
def end(*, mandate: Mandate, by: User, now: datetime) -> Mandate:
    """End a mandate at once; what was decided under it stands until somebody takes it back."""
    pen.take()
    ended = mandates.end(mandate=mandate, by=by, now=now)
    changes.note_mandate(ended, now)
    return ended
