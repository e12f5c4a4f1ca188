"""A case to visit somebody for."""

from __future__ import annotations

from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.cases.domain.kinds import CaseKind
from artistportal.cases.models import Case
from artistportal.cases.services import cases
from artistportal.cases.services.cases import Opening
from artistportal.cases.services.messages import Said
from artistportal.roster.queries import accounts


def case_of(person: User) -> Case:
    """A question that the person opened for their first account."""
    now = timezone.now()
    account = accounts.of_person(person, now)[0]
    opening = Opening(CaseKind.QUESTION, "Where is my statement?", Said("I see none."), account)
    return cases.open_case(opening, by=person, now=now)
