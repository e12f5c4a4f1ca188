"""Fills an empty database with the scene's catalogue: in bulk, for it is not measured."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import polars as pl
from django.db import connection, models, transaction
from django.db.migrations.state import ProjectState

from artistportal import catalogue_triggers
from artistportal.accounts.models import User
from artistportal.roster.domain.roles import CreditRole, OrganisationKind
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import (
    Artist,
    Credit,
    Organisation,
    Payee,
    SplitShare,
    SplitSheet,
    Work,
)
from bench.scene import BEFORE, Size, drawn, isrcs
from consent.domain.decisions import Capacity
from consent.domain.payment import PayModel, PoolBasis
from consent.domain.tools import ToolStatus
from consent.models import Decision, Terms, Tool
from consent.services import licences, tools
from earnings.services import bulk

POOL_MICROS = 250_000_000_000
WITHDRAWN_AT = datetime(2026, 10, 15, 12, tzinfo=BEFORE.tzinfo)
WORKS_AT_ONCE = 250_000
BATCH = 5_000
PARTS = 20  # of a whole: shares are multiples of 5 %
_LARGE = (Work, Work.compositions.through, Credit, SplitSheet, SplitShare)


def seed(size: Size) -> None:
    """A label, its artists, recordings, songs and splits; a tool, its licence, and decisions."""
    support = User.objects.create_superuser("support@example.org")
    label = Organisation.objects.create(
        name="Label", kind=OrganisationKind.LABEL.value, created_at=BEFORE
    )
    Artist.objects.bulk_create(
        (Artist(name=f"Artist {n}", created_at=BEFORE) for n in range(size.artists)),
        batch_size=BATCH,
    )
    Payee.objects.bulk_create(
        (Payee(name=f"Payee {n}") for n in range(size.payees)), batch_size=BATCH
    )
    with _in_bulk():
        for start in range(0, size.works, WORKS_AT_ONCE):
            with transaction.atomic():
                _register(size, label, start, min(start + WORKS_AT_ONCE, size.works))
    owner = User.objects.create_user("owner@example.org")
    said = _decisions(size, _terms(label, support), owner)
    Decision.objects.bulk_create(said, batch_size=BATCH)


@contextmanager
def _in_bulk() -> Iterator[None]:
    """Without the catalogue's triggers; indexes are made after the rows, which is far faster."""
    triggers, state = catalogue_triggers, ProjectState()
    with connection.schema_editor() as editor:
        triggers.without_catalogue_triggers().code(state.apps, editor)
    tables = [model._meta.db_table for model in _LARGE]
    names = ", ".join(["%s"] * len(tables))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA cache_size = -500000")
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            f" AND tbl_name IN ({names})",
            tables,
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for _, sql in indexes:
            cursor.execute(sql)
        cursor.execute("ANALYZE")
    with connection.schema_editor() as editor:
        triggers.catalogue_triggers().code(state.apps, editor)


def _register(size: Size, label: Organisation, start: int, end: int) -> None:
    """Each recording and its song, one after the other, with credits and split sheets."""
    recordings = pl.DataFrame({"n": pl.int_range(2 * start, 2 * end, eager=True)})
    works = recordings.select(
        "n",
        id=pl.col("n") + 1,
        recording=pl.col("n") // 2,
        is_song=pl.col("n") % 2 == 1,
    )
    _insert_works(works, label)
    pairs = works.filter("is_song").select(id="recording", recording=pl.col("id") - 1, song="id")
    _insert(
        Work.compositions.through,
        pairs.with_columns(pl.col("id") + 1),
        {"id": "id", "recording": "from_work_id", "song": "to_work_id"},
    )
    writer, performer = CreditRole.WRITER.value, CreditRole.MAIN_ARTIST.value
    credited = works.select(
        "id",
        work_id="id",
        artist_id=pl.col("recording") % size.artists + 1,
        role=pl.when("is_song").then(pl.lit(writer)).otherwise(pl.lit(performer)),
        holds_consent=pl.lit(value=True),
        ai_contribution=pl.lit(""),
        credited_at=pl.lit(BEFORE),
    )
    _insert(Credit, credited)
    _insert(
        SplitSheet,
        works.select("id", work_id="id", from_date=pl.lit(BEFORE.date()), until_date=None),
    )
    _insert(SplitShare, _shares(works, size))


def _insert_works(works: pl.DataFrame, label: Organisation) -> None:
    kinds = [pl.lit(kind.value) for kind in (WorkKind.COMPOSITION, WorkKind.RECORDING)]
    isrc = pl.when(~pl.col("is_song")).then(isrcs(pl.col("recording")))
    rows = works.select(
        "id",
        public_id=pl.lit("0" * 20) + pl.col("id").cast(pl.String).str.zfill(12),
        kind=pl.when("is_song").then(kinds[0]).otherwise(kinds[1]),
        title=pl.lit("Title ") + pl.col("recording").cast(pl.String),
        isrc=isrc,
        rights_holder_id=pl.lit(label.pk, pl.Int64),
        created_at=pl.lit(BEFORE),
    )
    empty = {name: pl.lit("") for name in ("release_title", "contains_ai", "reference")}
    _insert(Work, rows.with_columns(**empty))


def _shares(works: pl.DataFrame, size: Size) -> pl.DataFrame:
    """Two to four payees a sheet, with parts per million that add up to a million."""
    ways = pl.DataFrame(
        [
            (way, place, (end - start) * 1_000_000 // PARTS)
            for way, cuts in enumerate(_cuts())
            for place, (start, end) in enumerate(itertools.pairwise(cuts))
        ],
        schema={"way": pl.Int64, "place": pl.Int64, "share_ppm": pl.Int64},
        orient="row",
    )
    first = 4 * (pl.col("id") - 1) + 1
    return works.select(
        "id", way=drawn("way", len(_cuts())), payee=drawn("payee", size.payees)
    ).join(ways, on="way").select(
        id=first + pl.col("place"),
        sheet_id="id",
        payee_id=(pl.col("payee") + pl.col("place")) % size.payees + 1,
        share_ppm="share_ppm",
    ).sort("id")  # fmt: skip


def _cuts() -> list[tuple[int, ...]]:
    """Ways to cut a whole into two, three or four: as many of each."""
    ways = [list(itertools.combinations(range(1, PARTS), count)) for count in (1, 2, 3)]
    return [(0, *cuts[n * 7 % len(cuts)], PARTS) for n in range(300) for cuts in ways]


def _insert(
    model: type[models.Model], frame: pl.DataFrame, columns: dict[str, str] | None = None
) -> None:
    bulk.insert(model, frame, columns or {name: name for name in frame.columns})


def _terms(label: Organisation, support: User) -> Terms:
    provider = tools.add_provider(name="Provider", by=support)
    about = tools.Description("bench", "Bench", ToolStatus.LIVE)
    tool: Tool = tools.add(provider=provider, description=about, by=support)
    reach = licences.Reach(frozenset(Use), BEFORE)
    licence = licences.sign(tool=tool, organisation=label, reach=reach, by=support, now=BEFORE)
    offer = licences.Offer(
        text="A pool a month, by usage.",
        currency="EUR",
        pay_model=PayModel.PRO_RATA_USAGE,
        pool_basis=PoolBasis.FIXED,
        pool_micros=POOL_MICROS,
    )
    return licences.offer_terms(licence=licence, offer=offer, by=support, now=BEFORE)


def _decisions(size: Size, terms: Terms, owner: User) -> Iterator[Decision]:
    """Nine in ten say yes to all uses; one in twenty refuses Germany, one in twenty withdraws."""
    places = range(size.artists)
    said: list[tuple[int, bool, str, list[str] | None]]
    said = [(place, True, "", None) for place in places if place % 10]
    said += [(place, False, Use.REMIX.value, None) for place in places if place % 20 == 3]
    said += [(place, False, "", ["DE"]) for place in places if place % 20 == 7]
    for number, (place, is_yes, use, territories) in enumerate(said, 1):
        yield Decision(
            number=number,
            artist_id=1 + place,
            is_yes=is_yes,
            tool=terms.licence.tool,
            use=use,
            territories=territories,
            terms=terms if is_yes else None,
            reaches_later_works=True,
            given_by=owner,
            capacity=Capacity.OWNER.value,
            given_at=(BEFORE if is_yes else WITHDRAWN_AT) + timedelta(seconds=number),
            previous_hash="",
            row_hash=hashlib.sha256(str(number).encode()).hexdigest(),
        )
