"""Whose consent a page is about, and how far the account in view may decide it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import FilteredRelation, Q

from artistportal.roster.domain.accounts import Account
from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist
from consent.domain.agreements import Mandate
from consent.domain.authorities import Authority
from consent.domain.decisions import Capacity
from consent.permissions import CAPACITIES

DECIDING = (OrganisationRole.ADMIN.value, OrganisationRole.EDITOR.value)


@dataclass(frozen=True, slots=True)
class Subject:
    """An artist as the account in view sees them."""

    id: int
    public_id: UUID | None
    name: str
    authority: Authority
    organisation: int | None = None


def themselves(account: Account) -> Subject:
    """The artist in view, for somebody of their own team."""
    authority = Authority(account.name, CAPACITIES.get(account.role))
    return Subject(account.id, account.public_id, account.name, authority)


def of_roster(account: Account, public_id: UUID, now: datetime) -> Subject | None:
    """An artist on the roster of the organisation in view, with its mandates; one query."""
    in_force = Q(mandates__organisation=account.id, mandates__from_at__lte=now) & (
        Q(mandates__until_at=None) | Q(mandates__until_at__gt=now)
    )
    today = now.date()
    rows = list(
        Artist.objects.filter(
            Q(signings__until_date=None) | Q(signings__until_date__gt=today),
            signings__organisation=account.id,
            signings__from_date__lte=today,
            public_id=public_id,
        )
        .annotate(theirs=FilteredRelation("mandates", condition=in_force))
        .values_list(
            "pk",
            "name",
            "theirs__id",
            "theirs__uses",
            "theirs__kinds",
            "theirs__from_at",
            "theirs__until_at",
            "theirs__clause",
        )
        .order_by("theirs__id")
        .distinct()
    )
    if not rows:
        return None
    pk, name = rows[0][:2]
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
        for _, _, mandate, uses, kinds, from_at, until_at, clause in rows
        if mandate is not None
    )
    capacity = Capacity.MANDATE if account.role in DECIDING else None
    authority = Authority(name, capacity, account.name, mandates)
    return Subject(pk, public_id, name, authority, account.id)
