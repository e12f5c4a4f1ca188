"""A profile that two people claim, or that somebody owns: a case in which support hears both."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from artistportal.accounts.models import User
from artistportal.cases.domain.kinds import CaseKind, SubjectKind
from artistportal.cases.models import Case
from artistportal.cases.services import cases
from artistportal.cases.services.cases import Opening
from artistportal.cases.services.messages import Said
from artistportal.roster.domain.accounts import NOBODY
from artistportal.roster.models import ProfileClaim


@transaction.atomic
def open_for(claim: ProfileClaim, by: User, now: datetime) -> None:
    """Open the claimant's own case; no account they act for elsewhere has to do with it."""
    words = claim.words or "No words were added."
    text = f"I claim the profile of {claim.artist}, which somebody else owns or claims.\n\n{words}"
    title = f"Whose profile is {claim.artist}?"
    opening = Opening(CaseKind.PROFILE_DISPUTE, title, Said(text), NOBODY)
    case = cases.open_case(opening, by=by, now=now)
    Case.objects.filter(pk=case.pk).update(
        subject_kind=SubjectKind.PROFILE_CLAIM.value,
        subject_key=str(claim.public_id),
        subject_label=f"The claim to the profile of {claim.artist}"[:300],
        subject_path=reverse("roster:claim", args=[claim.public_id]),
    )
