"""Visits that go on, and whom support may visit for a case."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.utils import is_mfa_enabled
from django.db.models import Q, QuerySet

from artistportal.accounts.models import User
from artistportal.cases.domain.states import OVER, CaseState
from artistportal.cases.models import Case, Visit
from artistportal.cases.queries import cases
from artistportal.roster.domain.accounts import NOBODY, Account
from artistportal.roster.models import ArtistMember, OrganisationMember
from artistportal.roster.queries import accounts

WITH_NAMES = ("staff", "person", "case__artist", "case__organisation")


def people_to_visit(case: Case, now: datetime) -> QuerySet[User]:
    """The people of the case's account, or its opener where it is of none; never support."""
    team = Q(pk=case.opened_by_id)
    if case.artist_id is not None:
        artists = ArtistMember.objects.in_force(now).filter(artist=case.artist_id)
        team = Q(pk__in=artists.values("user"))
    elif case.organisation_id is not None:
        houses = OrganisationMember.objects.in_force(now)
        team = Q(pk__in=houses.filter(organisation=case.organisation_id).values("user"))
    people = User.objects.filter(team, is_active=True, is_staff=False, is_superuser=False)
    return people.order_by("name", "email")


def is_over(case: Case) -> bool:
    return CaseState(case.state) in OVER


def going_on(public_id: str, staff: User, now: datetime) -> Visit | None:
    """The visit of this member of support, unless its time has passed or somebody ended it."""
    mine = Visit.objects.in_force(now).filter(staff=staff, public_id=public_id)
    return mine.select_related(*WITH_NAMES).first()


def may_go_on(visit: Visit, now: datetime) -> bool:
    """Whether all that allowed it still holds: support, the case, and the person's own part."""
    staff = visit.staff
    is_support = staff.is_active and staff.is_staff and is_mfa_enabled(staff)
    if not is_support or is_over(visit.case):
        return False
    return people_to_visit(visit.case, now).filter(pk=visit.person_id).exists()


def account_shown(visit: Visit, now: datetime) -> Account:
    """The one account that a visit shows: that of its case, as far as the person goes in it."""
    key = cases.account_key(visit.case)
    theirs = accounts.of_person(visit.person, now)
    return next((account for account in theirs if account.key == key), NOBODY)
