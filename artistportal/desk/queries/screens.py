"""An account on one screen: who, what they said, what they have, what is open, what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.urls import reverse

from artistportal.accounts.models import Deed, Letter, User
from artistportal.cases.models import Case, Visit
from artistportal.desk.domain import masks
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.models import (
    Artist,
    ArtistMember,
    Organisation,
    OrganisationMember,
    ProfileClaim,
)
from artistportal.roster.queries import accounts

NEWEST = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """A text of a table, and where it leads."""

    text: object
    path: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the screen; `path` leads to the whole list."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """How much of it this member of support is shown: personal data once they said why."""

    is_revealed: bool
    sees_money: bool

    def mail(self, address: str) -> str:
        return address if self.is_revealed else masks.mail(address)

    def text(self, value: str) -> str:
        return value if self.is_revealed else masks.text(value)


def account_of(row: Artist | Organisation) -> Account:
    """The account as queries want it, with everything of it in view."""
    kind = AccountKind.ARTIST if isinstance(row, Artist) else AccountKind.ORGANISATION
    return Account(kind, row.pk, row.public_id, row.name, "support", sees_money=True)


def team(row: Artist | Organisation, reader: Reader) -> Section:
    """Who acts for the account, in which role, since when and until when."""
    known: Any = ArtistMember.objects.filter(artist=row.pk)
    if isinstance(row, Organisation):
        known = OrganisationMember.objects.filter(organisation=row.pk)
    rows = (
        (
            Cell(member.user.name, reverse("desk:person", args=[member.user_id])),
            Cell(reader.mail(member.user.email)),
            Cell(member.get_role_display()),
            Cell("Yes" if member.sees_money else "No"),
            Cell(member.from_at),
            Cell(member.until_at),
        )
        for member in known.select_related("user").order_by("-from_at")[: NEWEST * 3]
    )
    columns = ("Person", "E-mail address", "Role", "Sees money", "From", "Until")
    return Section("Team", columns, tuple(rows))


def identity(artist: Artist) -> Section:
    """Who claimed the profile, and what came of it."""
    claims = ProfileClaim.objects.filter(artist=artist, work=None).select_related("claimant")
    rows = (
        (
            Cell(claim.get_state_display(), _page(claim)),
            Cell(claim.claimant.name),
            Cell(claim.submitted_at),
            Cell(claim.decided_at),
        )
        for claim in claims.order_by("-pk")[:NEWEST]
    )
    return Section("Identity", ("Claim", "By", "Sent", "Decided"), tuple(rows))


def cases(row: Artist | Organisation) -> Section:
    """Its cases that are not over, the next deadline first."""
    own = Q(artist=row.pk) if isinstance(row, Artist) else Q(organisation=row.pk)
    return _cases(own)


def cases_of(person: User) -> Section:
    return _cases(Q(opened_by=person))


def mails(people: Iterable[int], reader: Reader) -> Section:
    """The letters sent to the people of the account, and whether each went out."""
    letters = Letter.objects.filter(to__in=people).select_related("to").order_by("-pk")
    rows = (
        (
            Cell(letter.created_at),
            Cell(reader.mail(letter.to.email)),
            Cell(letter.subject, _page(letter)),
            Cell(letter.get_state_display()),
        )
        for letter in letters[:NEWEST]
    )
    return Section("Mail sent", ("When", "To", "Subject", "State"), tuple(rows))


def sign_ins(people: Iterable[int], reader: Reader) -> Section:
    """How the people of the account signed in, or failed to."""
    subjects = [f"user:{pk}" for pk in people]
    deeds = Deed.objects.filter(subject__in=subjects, verb__startswith="sign_in.")
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "name"))
    rows = (
        (
            Cell(deed.at),
            Cell(names[int(deed.subject.removeprefix("user:"))]),
            Cell(deed.sentence, _page(deed)),
            Cell(reader.text(deed.network)),
        )
        for deed in deeds.order_by("-pk")[:NEWEST]
    )
    return Section("Sign-ins", ("When", "Whose", "What", "Network"), tuple(rows))


def visits(people: Iterable[int]) -> Section:
    """When support viewed the site as one of them."""
    found = Visit.objects.filter(person__in=people).select_related("staff", "person", "case")
    rows = (
        (
            Cell(visit.from_at, _page(visit)),
            Cell(visit.staff),
            Cell(visit.person.name),
            Cell(visit.case.code),
            Cell(visit.reason),
        )
        for visit in found.order_by("-pk")[:NEWEST]
    )
    return Section("Visits by support", ("When", "By", "As", "Case", "Why"), tuple(rows))


def deeds(key: str) -> Section:
    """What was done to the account last, by whom."""
    found = Deed.objects.filter(concerns__account=key).select_related("by").order_by("-pk")
    rows = (
        (Cell(deed.at), Cell(deed.by or "The site"), Cell(deed.sentence, _page(deed)))
        for deed in found[:NEWEST]
    )
    return Section("What happened last", ("When", "By", "What"), tuple(rows))


def accounts_of(person: User, now: datetime) -> Section:
    """For whom the person acts."""
    rows = (
        (
            Cell(account.name, _screen(account)),
            Cell(str(account.kind).capitalize()),
            Cell(account.role.capitalize()),
            Cell("Yes" if account.sees_money else "No"),
        )
        for account in accounts.of_person(person, now)
    )
    return Section("Acts for", ("Account", "Kind", "Role", "Sees money"), tuple(rows))


def factors(person: User) -> Section:
    """Which second factors the person has; their secrets are nobody's."""
    known = Authenticator.objects.filter(user=person).order_by("pk")
    rows = (
        (Cell(factor.get_type_display()), Cell(factor.created_at), Cell(factor.last_used_at))
        for factor in known
    )
    return Section("Second factors", ("Kind", "Since", "Last used"), tuple(rows))


def people_of(row: Artist | Organisation, now: datetime) -> list[int]:
    """Who acts for the account now."""
    if isinstance(row, Artist):
        artists = ArtistMember.objects.in_force(now).filter(artist=row)
        return list(artists.values_list("user", flat=True))
    houses = OrganisationMember.objects.in_force(now).filter(organisation=row)
    return list(houses.values_list("user", flat=True))


def _cases(own: Q) -> Section:
    found = Case.objects.unfinished().filter(own).select_related("answerer").order_by("answer_by")
    rows = (
        (
            Cell(case.code, _page(case)),
            Cell(case.title),
            Cell(case.get_state_display()),
            Cell(case.answerer or "Nobody yet"),
            Cell(case.answer_by),
        )
        for case in found[:NEWEST]
    )
    columns = ("Case", "Title", "State", "Answered by", "Answer due")
    return Section("Open cases", columns, tuple(rows))


def _screen(account: Account) -> str:
    known = account.kind in {AccountKind.ARTIST, AccountKind.ORGANISATION}
    return reverse("desk:account", args=[account.kind, account.public_id]) if known else ""


def _page(row: Any) -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
