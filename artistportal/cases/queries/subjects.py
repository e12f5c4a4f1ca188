"""The lines a case can be opened from: found by key, for an account that may see them.

Packages above this one add their resolvers to `SUBJECTS` when they are ready.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from artistportal.cases.domain.kinds import CaseKind, SubjectKind
from artistportal.roster.domain.accounts import Account
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.models import Work
from artistportal.roster.queries import works


class UnknownSubject(LookupError):
    """There is no such line, or this account may not see it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A line in words, without amounts, and the page it stands on."""

    kind: SubjectKind
    key: str
    label: str
    path: str = ""
    case_kind: CaseKind = CaseKind.QUESTION


Resolver = Callable[[str, Account, datetime], Subject | None]


def find(reference: str, account: Account, now: datetime) -> Subject:
    """The line that `kind:key` names; raises where the account may not see it."""
    kind, _, key = reference.partition(":")
    resolver = SUBJECTS.get(SubjectKind(kind)) if kind in set(SubjectKind) else None
    subject = resolver(key, account, now) if resolver and key else None
    if subject is None:
        raise UnknownSubject("There is no such line.")
    return subject


def of_work(key: str, account: Account, _now: datetime) -> Subject | None:
    work = _work(key, account)
    if work is None:
        return None
    return Subject(SubjectKind.WORK, key, f"The work {work.title}", _page(work))


def of_credit(key: str, account: Account, _now: datetime) -> Subject | None:
    """A credit of a work that the account sees: `<work>/<artist>/<role>`."""
    parts = key.split("/")
    if len(parts) != 3 or (work := _work(parts[0], account)) is None or not _is_uuid(parts[1]):
        return None
    credited = work.credits.filter(artist__public_id=parts[1], role=parts[2])
    credit = credited.select_related("artist").first()
    if credit is None:
        return None
    role = CreditRole(credit.role).label.lower()
    label = f"The credit of {credit.artist} as {role} on {work.title}"
    return Subject(SubjectKind.CREDIT, key, label, _page(work))


def of_split(key: str, account: Account, _now: datetime) -> Subject | None:
    """The split sheet of a work from one day on: `<work>/<day>`."""
    public_id, _, day = key.partition("/")
    work = _work(public_id, account)
    if work is None:
        return None
    sheets = works.sheets_of(work)
    sheet = next((sheet for sheet in sheets if sheet.from_date.isoformat() == day), None)
    if sheet is None or not works.shows_splits(account, works.credits_of(work), sheets):
        return None
    label = f"The split of {work.title} from {sheet.from_date:%-d %B %Y}"
    return Subject(SubjectKind.SPLIT, key, label, _page(work), CaseKind.WRONG_SPLIT)


SUBJECTS: dict[SubjectKind, Resolver] = {
    SubjectKind.WORK: of_work,
    SubjectKind.CREDIT: of_credit,
    SubjectKind.SPLIT: of_split,
}


def _work(public_id: str, account: Account) -> Work | None:
    if not _is_uuid(public_id):
        return None
    return works.visible_to(account).filter(public_id=public_id).first()


def _page(work: Work) -> str:
    return reverse("roster:work", args=[work.public_id])


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
