"""Whose consent a page is about, and how far the account in view may decide it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, Q

from artistportal.roster.domain.accounts import Account
from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist
from consent.domain import approvals
from consent.domain.agreements import Mandate
from consent.domain.authorities import Authority
from consent.domain.decisions import Capacity
from consent.permissions import CAPACITIES

MANDATE = (
    "theirs__id",
    "theirs__uses",
    "theirs__kinds",
    "theirs__from_at",
    "theirs__until_at",
    "theirs__clause",
)
DECIDING = tuple(role.value for role in OrganisationRole if role is not OrganisationRole.READER)


@dataclass(frozen=True, slots=True)
class Subject:
    """An artist as the account in view sees them."""

    id: int
    public_id: UUID | None
    name: str
    authority: Authority
    organisation: int | None = None
    second_person_above: int = 0

    def needs_second_person(self, works: int) -> bool:
        """Whether it is an organisation's answer for more works than one person answers for."""
        is_label = self.organisation is not None
        return is_label and approvals.needs_second_person(works, self.second_person_above)


def themselves(account: Account) -> Subject:
    """The artist in view, for somebody of their own team."""
    authority = Authority(account.name, CAPACITIES.get(account.role))
    return Subject(account.id, account.public_id, account.name, authority)


def of_roster(account: Account, public_id: UUID, now: datetime) -> Subject | None:
    """An artist on the roster of the organisation in view, with its mandates; one query."""
    today = now.date()
    rows = list(
        Artist.objects.filter(
            Q(signings__until_date=None) | Q(signings__until_date__gt=today),
            signings__organisation=account.id,
            signings__from_date__lte=today,
            public_id=public_id,
        )
        .annotate(theirs=in_force("mandates", account.id, now))
        .values_list(
            "pk",
            "public_id",
            "name",
            "signings__organisation__second_person_above",
            *MANDATE,
        )
        .order_by("theirs__id")
        .distinct()
    )
    return of_rows(account, rows) if rows else None


def in_force(path: str, organisation: int, now: datetime) -> FilteredRelation:
    """The mandates at this path that are an organisation's at `now`, for `MANDATE` to be read."""
    begun = Q(**{f"{path}__organisation": organisation, f"{path}__from_at__lte": now})
    ends = Q(**{f"{path}__until_at": None}) | Q(**{f"{path}__until_at__gt": now})
    return FilteredRelation(path, condition=begun & ends)


def of_rows(account: Account, rows: Sequence[tuple[Any, ...]]) -> Subject:
    """The artist of rows that each tell them, their label's number, and one mandate or none."""
    pk, public_id, name, above = rows[0][:4]
    mandates = tuple(
        Mandate(
            mandate,
            pk,
            account.id,
            frozenset(map(Use, uses)),
            frozenset(map(WorkKind, kinds)),
            from_at,
            until_at,
            clause,
        )
        for mandate, uses, kinds, from_at, until_at, clause in (row[4:] for row in rows)
        if mandate is not None
    )
    capacity = Capacity.MANDATE if account.role in DECIDING else None
    authority = Authority(name, capacity, account.name, mandates)
    return Subject(pk, public_id, name, authority, account.id, above)
