"""Where a clone or false release was found: added to its case, noticed, answered, removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction

from artistportal.accounts.models import User
from artistportal.accounts.services import audit
from artistportal.accounts.services.audit import Fact
from artistportal.cases import permissions
from artistportal.cases.domain import takedowns
from artistportal.cases.domain.kinds import HAS_APPEARANCES, CaseKind
from artistportal.cases.domain.states import OVER, CaseState
from artistportal.cases.domain.takedowns import Takedown
from artistportal.cases.models import Appearance, Case
from artistportal.cases.queries import cases


class NotNoted(ValueError):
    """This cannot be noted as it is; the sentence says why."""


class Mark(StrEnum):
    """What happened with one appearance."""

    NOTICED = "noticed"
    ANSWERED = "answered"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Found:
    """Where something was found, and when."""

    platform: str
    address: str
    found_at: datetime


def add(case: Case, found: Found, *, by: User, now: datetime) -> Appearance:
    """Add one more place to the case; each address once."""
    _check_may_note(case, by, now)
    if found.found_at > now:
        raise NotNoted("It cannot have been found in the future.")
    try:
        with transaction.atomic():
            appearance = Appearance.objects.create(
                case=case,
                platform=" ".join(found.platform.split()),
                address=found.address,
                found_at=found.found_at,
            )
            _record(appearance, "added", by, now)
    except IntegrityError as why:
        raise NotNoted("This address stands in the case already.") from why
    return appearance


@transaction.atomic
def mark(appearance: Appearance, mark: Mark, *, answer: str = "", by: User, now: datetime) -> None:
    """Note what happened, once; a notice keeps its text as it was sent."""
    case = appearance.case
    _check_may_note(case, by, now)
    field = f"{mark.value}_at"
    changes: dict[str, object] = {field: now}
    if mark is Mark.NOTICED:
        changes["notice"] = notice_for(appearance, by, now)
    if mark is Mark.ANSWERED:
        changes["answer"] = answer.strip()[:500]
    first = Appearance.objects.filter(pk=appearance.pk, **{field: None})
    if mark is Mark.ANSWERED:
        first = first.exclude(noticed_at=None)
    if not first.update(**changes):
        raise NotNoted(_why_not(appearance, mark))
    appearance.refresh_from_db()
    _record(appearance, mark.value, by, now)


def notice_for(appearance: Appearance, by: User, now: datetime) -> str:
    """The text to send: what was sent where it was, otherwise written for today."""
    if appearance.notice:
        return appearance.notice
    case = appearance.case
    return takedowns.notice(
        Takedown(
            kind=CaseKind(case.kind),
            case=case.code,
            artist=str(case.artist or case.organisation or by),
            signed_by=str(by),
            platform=appearance.platform,
            address=appearance.address,
            found_on=appearance.found_at.date(),
            written_on=now.date(),
        )
    )


def _check_may_note(case: Case, by: User, now: datetime) -> None:
    if not by.is_staff:
        permissions.check_can_answer(by, case, now)
    if CaseKind(case.kind) not in HAS_APPEARANCES:
        raise NotNoted("This kind of case has no platforms to write to.")
    if CaseState(case.state) in OVER:
        raise NotNoted(f"The case stands at “{CaseState(case.state).label}”; open a new one.")


def _why_not(appearance: Appearance, mark: Mark) -> str:
    if mark is Mark.ANSWERED and appearance.noticed_at is None:
        return f"Send {appearance.platform} the notice first."
    return "That is noted already."


def _record(appearance: Appearance, what: str, by: User, now: datetime) -> None:
    case = appearance.case
    fact = Fact(
        verb=f"appearance.{what}",
        subject=f"case:{case.public_id}",
        sentence=f"{case.code}: {appearance.platform}, {what}.",
        concerns=[key] if (key := cases.account_key(case)) else [],
        after={"address": appearance.address},
    )
    audit.record(fact, by=by, now=now)
