"""One search over everything that people quote to support: exact, or by its beginning.

Each finder takes what was asked and gives at most `MOST` hits by look-ups that an index answers.
`docs/support.md` says what is found how. Packages add their own finders to `FINDERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Model, Q
from django.urls import reverse

from artistportal.accounts.models import User
from artistportal.cases.models import Case
from artistportal.desk.domain.searches import Asked
from artistportal.roster.domain import identifiers
from artistportal.roster.models import Artist, Organisation, Payee, Work
from consent.models import Decision, Licence, Notice, Request, Tool
from earnings.models import (
    Claim,
    Contract,
    LumpSum,
    Payout,
    RoyaltyRun,
    Statement,
    UsageReport,
)

MOST = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found, where it is shown, and which leave somebody needs to see it."""

    kind: str
    title: str
    note: str
    path: str
    leave: str


Finder = Callable[[Asked], Iterable[Hit]]

NAMED: tuple[type[Model], ...] = (Artist, Organisation, Payee)
BY_ID: tuple[type[Model], ...] = (
    Artist, Organisation, Payee, Tool, Work, Case, Statement, Payout, UsageReport, RoyaltyRun,
)  # fmt: skip
BY_NUMBER: dict[str, tuple[type[Model], ...]] = {
    "S": (Statement,),
    "P": (Payout,),
    "D": (Decision,),
    "CS": (Case,),
    "Q": (Request,),
    "L": (Licence,),
    "N": (Notice,),
    "C": (Claim,),
    "R": (UsageReport,),
    "K": (Contract,),
    "LS": (LumpSum,),
    "RUN": (RoyaltyRun,),
}
RELATED: dict[type[Model], tuple[str, ...]] = {
    Payout: ("payee",),
    Statement: ("payee",),
    Decision: ("artist",),
    Licence: ("tool", "organisation"),
    Claim: ("tool", "work"),
    Contract: ("payee", "organisation"),
    LumpSum: ("licence",),
    RoyaltyRun: ("licence__tool", "licence__organisation"),
    Notice: ("tool",),
    UsageReport: ("tool",),
}


def people(asked: Asked) -> Iterator[Hit]:
    """People whose e-mail address or name begins so."""
    if not asked.is_long_enough:
        return
    begins = Q(email__istartswith=asked.text) | Q(name__istartswith=asked.text)
    wanted = Q(email=asked.text.lower()) if asked.is_mail else begins
    for person in User.objects.filter(wanted).order_by("email")[:MOST]:
        path = reverse("desk:person", args=[person.pk])
        yield Hit("People", person.email, person.name, path, "accounts.view_user")


def named(asked: Asked) -> Iterator[Hit]:
    """Artists, organisations and payees whose name begins so."""
    if not asked.is_long_enough or asked.is_mail:
        return
    for model in NAMED:
        rows: Any = model._default_manager.filter(name__istartswith=asked.text)
        yield from (hit(row) for row in rows.order_by("name", "pk")[:MOST])


def identified(asked: Asked) -> Iterator[Hit]:
    """Works by ISRC or ISWC, as people write them, and artists by ISNI or IPI."""
    parsers = {
        "isrc": (Work, identifiers.parse_isrc),
        "iswc": (Work, identifiers.parse_iswc),
        "isni": (Artist, identifiers.parse_isni),
        "ipi": (Artist, identifiers.parse_ipi),
    }
    for field, (model, parse) in parsers.items():
        try:
            rows: Any = model._default_manager.filter(**{field: parse(asked.text)})
        except identifiers.InvalidIdentifier:
            continue
        yield from (hit(row) for row in rows[:MOST])


def by_public_id(asked: Asked) -> Iterator[Hit]:
    """Whatever has this public id."""
    if asked.public_id is not None:
        yield from _where(BY_ID, public_id=asked.public_id)


def by_number(asked: Asked) -> Iterator[Hit]:
    """Statements, payouts, decisions, cases, licences and so on by the number people quote."""
    if asked.letters:
        yield from _where(BY_NUMBER.get(asked.letters, ()), number=asked.number)


FINDERS: list[Finder] = [by_number, by_public_id, identified, people, named]


def find(asked: Asked, may: Callable[[str], bool]) -> list[tuple[str, list[Hit]]]:
    """What was found, by kind; only what its reader may see."""
    hits = [each for finder in FINDERS for each in finder(asked) if may(each.leave)]
    unique = sorted(set(hits), key=lambda each: each.kind)
    return [(kind, list(each)) for kind, each in groupby(unique, key=lambda found: found.kind)]


def hit(row: Any) -> Hit:
    """A row as it is listed, with the page that support reads of it."""
    meta = row._meta
    kind = str(meta.verbose_name_plural).capitalize()
    if isinstance(row, (Artist, Organisation)):
        path = reverse("desk:account", args=[meta.model_name, row.public_id])
    else:
        path = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
    leave = f"{meta.app_label}.view_{meta.model_name}"
    note = " ".join(filter(None, (getattr(row, "isrc", ""), getattr(row, "iswc", ""))))
    return Hit(kind, str(row), note, path, leave)


def _where(models: Iterable[type[Model]], **exactly: Any) -> Iterator[Hit]:
    for model in models:
        rows: Any = model._default_manager.filter(**exactly)
        yield from (hit(row) for row in rows.select_related(*RELATED.get(model, ()))[:1])
