"""Support sees the site as somebody else: for a case, with a reason, read-only, for half an hour.

The person is told at once and finds each visit in their activity.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import PermissionDenied
from django.db import transaction

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import audit, notifications
from artistportal.accounts.services.audit import Fact
from artistportal.accounts.services.notifications import News
from artistportal.cases.domain.visits import LASTS
from artistportal.cases.models import Case, Visit
from artistportal.cases.queries import cases, visits


class NotVisited(ValueError):
    """The visit cannot begin; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """Whom support wants to view as, for which case and why."""

    person: User
    case: Case
    reason: str


@transaction.atomic
def begin(purpose: Purpose, *, by: User, now: datetime) -> Visit:
    """Let support view as a person of the case's account; their earlier visit ends with it."""
    person, case = purpose.person, purpose.case
    _check(purpose, by, now)
    staff = User.objects.select_for_update().get(pk=by.pk)
    for earlier in (
        Visit.objects.in_force(now).filter(staff=staff).select_related(*visits.WITH_NAMES)
    ):
        end(earlier, why="Another visit began.", by=by, now=now)
    visit = Visit.objects.create(
        staff=staff,
        person=person,
        case=case,
        reason=purpose.reason.strip()[:500],
        from_at=now,
        until_at=now + LASTS,
    )
    sentence = f"{staff} of support views the site as {person}, for {case.code}."
    told = {"person": str(person), "case": case.code, "until": visit.until_at.isoformat()}
    audit.record(_fact(visit, "visit.begun", sentence, visit.reason, **told), by=staff, now=now)
    news = News(
        topic=Topic.SECURITY,
        subject=f"Support views the site as you, for case {case.code}",
        text=(
            f"{staff} of support views the site as you see it, for case {case.code}, until"
            f" {visit.until_at:%H:%M} UTC at the latest. The reason given: {visit.reason}\n\n"
            "They can read and change nothing, and do not see your settings, keys or bank details."
        ),
        account=cases.account_key(case),
    )
    notifications.tell(news, to=[person], now=now)
    return visit


@transaction.atomic
def end(visit: Visit, *, why: str = "", by: User | None, now: datetime) -> None:
    """End the visit now; one that is over already stays as it is."""
    if not Visit.objects.in_force(now).filter(pk=visit.pk).update(ended_at=now):
        return
    visit.ended_at = now
    sentence = f"{visit.staff} of support no longer views the site as {visit.person}."
    audit.record(_fact(visit, "visit.ended", sentence, why), by=by, now=now)


def _check(purpose: Purpose, by: User, now: datetime) -> None:
    if not (by.is_active and by.is_staff and by.has_perm("cases.add_visit")):
        raise PermissionDenied("Only support with leave to do so views the site as somebody else.")
    if not is_mfa_enabled(by):
        raise PermissionDenied("Only support with a second factor views the site as others.")
    if visits.is_over(purpose.case):
        raise NotVisited(f"{purpose.case.code} is over, so nobody is visited for it.")
    if not purpose.reason.strip():
        raise NotVisited("Say why you need to see the site as they do.")
    if not visits.people_to_visit(purpose.case, now).filter(pk=purpose.person.pk).exists():
        raise NotVisited("Only people of the case's account are visited, and never support.")


def _fact(visit: Visit, verb: str, sentence: str, reason: str, **after: str) -> Fact:
    key = cases.account_key(visit.case)
    return Fact(
        verb=verb,
        subject=f"visit:{visit.public_id}",
        sentence=sentence,
        concerns=[key] if key else [],
        after=after,
        reason=reason,
    )
