"""Two towns with all that a life here leaves behind, and what tells the rows of one apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from artistportal import money
from artistportal.accounts.services import saved_views
from artistportal.accounts.services.saved_views import Place
from artistportal.roster.models import Payee
from consent.domain.api_keys import ApiScope
from consent.models import ApiKey, Notice
from consent.services import api_keys, calendars, endpoints, snapshots
from earnings.domain.report_times import Every
from earnings.services import scheduled_reports
from tests.factories import cases, lump_sums, payees
from tests.factories.accounts import support
from tests.factories.earnings import bring
from tests.factories.publications import published
from tests.factories.roster import CompositionFactory, owner_of
from tests.factories.settlements import JANUARY
from tests.factories.statements import issue, paid_artist
from tests.factories.towns import Town, town

Rows = dict[type[Model], set[Any]]

SHORTEST = 8
"""A shorter text may stand anywhere."""

# Who is on the market is known to all: an artist says no to a tool by its name.
OPEN = {("Tool", "name"), ("Tool", "slug"), ("Provider", "name")}

# Whose rows say nothing about anybody's music: sign-in, and what Django keeps for itself.
APART = {"sessions", "contenttypes", "auth", "mfa", "admin", "usersessions", "account"}


@dataclass(frozen=True)
class World:
    """A town, the key of its tool, and the texts and amounts by which its rows are known."""

    town: Town
    key: str
    rows: Rows
    texts: frozenset[str]
    amounts: frozenset[str]


@dataclass(frozen=True)
class Worlds:
    """Ours, of which nobody else may read, and others', alike in all but their names."""

    ours: World
    others: World


def worlds() -> Worlds:
    support()  # who acts for both is known to both
    before = stored()
    first, first_key = _lived("ours", 734_187)
    between = stored()
    second, second_key = _lived("others", 612_409)
    mine, theirs = _new(before, between), _new(between, stored())
    ours, others = _told(mine), _told(theirs)
    known = _told(before)
    return Worlds(
        _world(first, first_key, mine, (ours, others, known)),
        _world(second, second_key, theirs, (others, ours, known)),
    )


def stored() -> Rows:
    """The keys of every row."""
    return {
        model: set(model._default_manager.order_by().values_list("pk", flat=True))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.app_label not in APART
    }


def _lived(slug: str, uses: int) -> tuple[Town, str]:
    """A town whose artist earned, was told so, published nothing but the name, and so on."""
    agreed = paid_artist()
    CompositionFactory.create(rights_holder=agreed.licence.organisation).recordings.add(agreed.work)
    owner_of(agreed.artist)
    row = agreed.line(used_at=str(JANUARY.first), quantity=uses)
    report = bring(agreed.tool, [row, row | {"isrc": f"XX{slug[:3].upper()}2500001"}])
    issue(agreed.payee, JANUARY.first)
    label = Payee.objects.create(
        organisation=agreed.licence.organisation, name=agreed.licence.organisation.name
    )
    issue(label, JANUARY.first, earned_micros=uses * 3_000)
    made = town(agreed, slug)
    published(agreed.artist, slug=slug, names_works=False)
    lump_sums.recorded(agreed, amount_micros=uses * 7_000, description=f"Settlement of {slug}")
    arguments, key = _asked(made, timezone.now())
    numbered = {"api:usage_report": {"number": report.code}}
    return replace(made, arguments={**made.arguments, **arguments, **numbered}), key


def _asked(made: Town, now: datetime) -> tuple[dict[str, dict[str, Any]], str]:
    """What the people of a town keep for themselves, and where it is."""
    agreed, people = made.agreed, made.people
    label, tool = agreed.licence.organisation, agreed.tool
    payees.account(agreed.payee, now=now, holder=f"Holder of {made.slug}")
    view = saved_views.save(
        place=Place(f"organisation:{label.public_id}", "earnings:roster"),
        name=f"View of {made.slug}",
        query="",
        user=people["admin"],
        now=now,
    )
    scheduled_reports.plan(
        account=cases.account_of(people["admin"], now),
        name=f"Report of {made.slug}",
        query="",
        every=Every.MONTH,
        user=people["admin"],
        now=now,
    )
    endpoints.set_url(
        tool=tool, url=f"https://93.184.215.14/{made.slug}", by=people["reporter"], now=now
    )
    key = api_keys.make(
        tool=tool,
        name=f"Key of {made.slug}",
        scopes=tuple(ApiScope),
        by=people["reporter"],
        now=now,
    )
    snapshot = snapshots.ask_for(tool=tool, now=now)
    snapshots.carry_out(snapshot_id=snapshot.pk, clock=lambda: now)
    notice = {"number": Notice.objects.of_tool(tool.pk).latest("number").number}
    kept = {"key": ApiKey.objects.of_tool(tool).latest("pk").public_id}
    file = {"snapshot_id": snapshot.public_id}
    token = calendars.make(artist=agreed.artist, by=people["owner"], now=now)
    found: dict[str, dict[str, Any]] = {
        "earnings:roster_view_delete": {"public_id": view.public_id},
        "consent:calendar_feed": {"token": token},
        "consent:notice": notice,
        "consent:key_renew": kept,
        "consent:key_revoke": kept,
        "api:acknowledge": notice,
        "api:snapshot_state": file,
        "api:snapshot_file": file,
    }
    return found, key.text


def _new(before: Rows, after: Rows) -> Rows:
    return {model: keys - before[model] for model, keys in after.items()}


def _world(made: Town, key: str, rows: Rows, told: tuple[set[str], set[str], set[str]]) -> World:
    """The world that is known by what it alone says."""
    own, *others = told
    amounts = frozenset(_amounts(rows))
    return World(made, key, rows, frozenset(own.difference(*others)) - amounts, amounts)


def _told(rows: Rows) -> set[str]:
    """Every text, id and code of these rows that is long enough to be known again."""
    stored_rows = list(each(rows))
    codes = {getattr(row, "code", "") for row in stored_rows}
    texts = (text for row in stored_rows for text in _texts(row))
    long = {text for text in texts if len(text) >= SHORTEST and not text.isdecimal()}
    return long | {code for code in codes if isinstance(code, str) and "-" in code}


def each(rows: Rows) -> Iterator[Model]:
    for model, keys in rows.items():
        yield from model._default_manager.filter(pk__in=keys).order_by("pk")


def _texts(row: Model) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        is_open = (type(row).__name__, field.name) in OPEN
        if isinstance(value, (str, UUID)) and not is_open:
            yield str(value)


def _amounts(rows: Rows) -> Iterator[str]:
    """The amounts of these rows that nothing but money is likely to be, as pages and files do."""
    for row in each(rows):
        for field in row._meta.concrete_fields:
            value = getattr(row, field.attname)
            if field.name.endswith("_micros") and value and len(str(abs(value)).rstrip("0")) > 4:
                yield str(abs(value))
                yield money.plain(abs(value))
                yield money.shown(abs(value), "EUR").removesuffix("\N{NO-BREAK SPACE}EUR")
                yield money.rounded(abs(value), "EUR").removesuffix("\N{NO-BREAK SPACE}EUR")
