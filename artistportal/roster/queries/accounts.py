"""Which accounts a person may act for, asked in one query for every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Value

from artistportal.accounts.models import User
from artistportal.roster.domain.accounts import NOBODY, Account, AccountKind
from artistportal.roster.models import ArtistMember, OrganisationMember

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


SOURCES: list[Source] = [of_artists, of_organisations]
"""Packages above this one add theirs when they are ready: rows in the order of `Account`."""


def of_person(user: User, now: datetime) -> tuple[Account, ...]:
    """Every account the person may act for: artists first, by name."""
    first, *others = (source(user, now) for source in SOURCES)
    accounts = [Account(AccountKind(kind), *rest) for kind, *rest in first.union(*others, all=True)]
    kinds = list(AccountKind)
    return tuple(sorted(accounts, key=lambda account: (kinds.index(account.kind), account.name)))


def in_view(accounts: tuple[Account, ...], chosen: str | None) -> Account:
    """The account chosen by its key when it is still the person's, otherwise their first."""
    by_key = {account.key: account for account in accounts}
    return by_key.get(chosen or "") or next(iter(accounts), NOBODY)
