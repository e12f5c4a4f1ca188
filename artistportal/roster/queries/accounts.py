"""Which accounts a person may act for, asked in one query for every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import TruncDate

from artistportal.accounts.models import User
from artistportal.roster.domain.accounts import NOBODY, Account, AccountKind
from artistportal.roster.domain.roles import ArtistRole
from artistportal.roster.models import ArtistMember, Guardianship, OrganisationMember

Rows = QuerySet[Any, tuple[Any, ...]]
Source = Callable[[User, datetime], Rows]


def of_artists(user: User, now: datetime) -> Rows:
    """The artists in whose team the person is at `now`."""
    return (
        ArtistMember.objects.filter(user=user)
        .in_force(now)
        .values_list(
            Value(AccountKind.ARTIST.value),
            F("artist__id"),
            F("artist__public_id"),
            F("artist__name"),
            F("role"),
            F("sees_money"),
        )
    )


def of_minors(user: User, now: datetime) -> Rows:
    """The artists whose account will be the person's when they come of age; until then they read.

    Their guardian says whether they are shown the money.
    """
    guarded = Guardianship.objects.in_force(now.date()).filter(
        artist=OuterRef("artist"), until_date=OuterRef("day")
    )
    theirs = ArtistMember.objects.filter(user=user, role=ArtistRole.OWNER.value, from_at__gt=now)
    to_come = theirs.annotate(day=TruncDate("from_at")).filter(Exists(guarded))
    return to_come.values_list(
        Value(AccountKind.ARTIST.value),
        F("artist__id"),
        F("artist__public_id"),
        F("artist__name"),
        Value(ArtistRole.READER.value),
        Exists(guarded.filter(minor_sees_money=True)),
    )


def of_organisations(user: User, now: datetime) -> Rows:
    """The organisations that the person represents at `now`."""
    return (
        OrganisationMember.objects.filter(user=user)
        .in_force(now)
        .values_list(
            Value(AccountKind.ORGANISATION.value),
            F("organisation__id"),
            F("organisation__public_id"),
            F("organisation__name"),
            F("role"),
            F("sees_money"),
        )
    )


SOURCES: list[Source] = [of_artists, of_organisations, of_minors]
"""Packages above this one add theirs when they are ready: rows in the order of `Account`."""


def of_person(user: User, now: datetime) -> tuple[Account, ...]:
    """Every account the person may act for: artists first, by name."""
    first, *others = (source(user, now) for source in SOURCES)
    accounts = [Account(AccountKind(kind), *rest) for kind, *rest in first.union(*others, all=True)]
    kinds = list(AccountKind)
    return tuple(sorted(accounts, key=lambda account: (kinds.index(account.kind), account.name)))


def standing(user: User, now: datetime) -> dict[str, bool]:
    """The keys of those accounts, with whether the person is shown the money."""
    return {account.key: account.sees_money for account in of_person(user, now)}


def in_view(accounts: tuple[Account, ...], chosen: str | None) -> Account:
    """The account chosen by its key when it is still the person's, otherwise their first."""
    by_key = {account.key: account for account in accounts}
    return by_key.get(chosen or "") or next(iter(accounts), NOBODY)
