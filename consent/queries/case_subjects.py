"""Decisions as the lines of cases: found by number, for an account that may read them."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from artistportal.cases.domain.kinds import SubjectKind
from artistportal.cases.queries.subjects import Subject
from artistportal.roster.domain.accounts import Account, AccountKind
from consent.models import Decision
from consent.queries import artists, receipts


def of_decision(key: str, account: Account, now: datetime) -> Subject | None:
    """A decision of the artist in view, or of an artist on the roster in view."""
    decision = readable(key, account, now)
    if decision is None:
        return None
    answer = "yes" if decision.is_yes else "no"
    about = decision.tool.name if decision.tool else "every tool"
    label = f"The {answer} {decision.code} of {decision.artist} to {about}"
    return Subject(SubjectKind.DECISION, key, label, reverse("consent:receipt", args=[key]))


def readable(key: str, account: Account, now: datetime) -> Decision | None:
    """The decision of this number where the account may read it."""
    if not key.isdecimal() or len(key) > 9:
        return None
    if account.kind is AccountKind.ARTIST:
        return receipts.decisions(account.id).filter(number=int(key)).first()
    if account.kind is not AccountKind.ORGANISATION:
        return None
    decision = receipts.decisions().filter(number=int(key)).first()
    if decision is None or not artists.of_roster(account, decision.artist.public_id, now):
        return None
    return decision
