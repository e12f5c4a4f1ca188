"""Fills an empty database with a large catalogue and many decisions, in bulk: not measured.

`python -m bench.clearance_scene WORKS ARTISTS DECISIONS ASKED` prints, as JSON, a key and how long
the bare indexed SQL takes. Half of the works are recordings, each with a song, a third share one;
half of the artists sing and have a voice. A third of the decisions name one work.
"""

# ruff: noqa: E402

from __future__ import annotations

import hashlib
import itertools
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import django

django.setup()

from django.db import connection
from django.db.migrations.state import ProjectState

from artistportal import catalogue_triggers
from artistportal.accounts.models import User
from artistportal.roster.domain.roles import CreditRole, OrganisationKind
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, Credit, Organisation, Work
from bench.migrated import migrate
from bench.scene import BEFORE, SEED
from consent.domain.api_keys import ApiScope
from consent.domain.changes import ChangeKind
from consent.domain.decisions import Capacity
from consent.domain.payment import PayModel
from consent.domain.tools import ToolStatus
from consent.models import ApiKey, Change, Decision, Terms, Tool
from consent.queries import footings as stored
from consent.services import api_keys, footings, licences, tools

BATCH = 5_000
ORGANISATIONS = 30


class Scene:
    """The sizes, and one source of chance."""

    def __init__(self, works: int, artists: int, decisions: int) -> None:
        self.rnd = random.Random(SEED)
        self.artists = artists
        self.decisions = decisions
        self.voices = artists // 2
        self.recordings = (works - self.voices) * 6 // 10
        self.songs = works - self.voices - self.recordings

    def fill(self) -> str:
        support = User.objects.create_superuser("support@example.org")
        Organisation.objects.bulk_create(
            Organisation(name=f"Label {n}", kind=OrganisationKind.LABEL.value, created_at=BEFORE)
            for n in range(ORGANISATIONS)
        )
        Artist.objects.bulk_create(
            (Artist(name=f"Artist {n}", created_at=BEFORE) for n in range(self.artists)),
            batch_size=BATCH,
        )
        Work.objects.bulk_create(self._works(), batch_size=BATCH)
        Credit.objects.bulk_create(self._credits(), batch_size=BATCH)
        link = Work.compositions.through
        link.objects.bulk_create(
            (
                link(from_work_id=1 + n, to_work_id=1 + self.recordings + n % self.songs)
                for n in range(self.recordings)
            ),
            batch_size=BATCH,
        )
        return self._agree_and_decide(support)

    def _works(self) -> Iterator[Work]:
        of_artist = {"created_at": BEFORE}
        for n in range(self.recordings):
            isrc = f"QZB{n // 100_000:04}{n % 100_000:05}"
            yield Work(
                kind=WorkKind.RECORDING.value,
                title=f"Title {n}",
                isrc=isrc,
                rights_holder_id=1 + self._artist_of(n) % ORGANISATIONS,
                **of_artist,
            )
        for n in range(self.songs):
            holder = 1 + self._artist_of(n) % ORGANISATIONS
            yield Work(
                kind=WorkKind.COMPOSITION.value, title=f"{n}", rights_holder_id=holder, **of_artist
            )
        for n in range(self.voices):
            yield Work(
                kind=WorkKind.VOICE.value,
                title=f"Voice {n}",
                voice_of_id=1 + n,
                rights_holder_id=1 + n % ORGANISATIONS,
                **of_artist,
            )

    def _artist_of(self, work: int) -> int:
        return work % self.songs % self.artists

    def _credits(self) -> Iterator[Credit]:
        """Each artist's works came in by twenty files, on different days."""
        for n in range(self.recordings + self.songs):
            place = n if n < self.recordings else n - self.recordings
            artist = self._artist_of(place)
            at = BEFORE + timedelta(days=place // self.artists % 20)
            role = CreditRole.WRITER if n >= self.recordings else CreditRole.VOCALIST
            yield self._credit(n, artist, role, at)
            if n % 5 == 0:
                yield self._credit(n, (artist + 1) % self.artists, CreditRole.MAIN_ARTIST, at)
        for n in range(self.voices):
            yield self._credit(self.recordings + self.songs + n, n, CreditRole.VOICE, BEFORE)

    def _credit(self, work: int, artist: int, role: CreditRole, at: datetime) -> Credit:
        return Credit(
            work_id=1 + work,
            artist_id=1 + artist,
            role=role.value,
            holds_consent=True,
            credited_at=at,
        )

    def _agree_and_decide(self, support: User) -> str:
        provider = tools.add_provider(name="Provider", by=support)
        about = tools.Description("bench", "Bench", ToolStatus.LIVE)
        tool: Tool = tools.add(provider=provider, description=about, by=support)
        offer = licences.Offer("A cent.", "EUR", PayModel.PER_USE_RATE, rates_micros={})
        reach = licences.Reach(frozenset(Use), BEFORE)
        terms = {}
        for organisation in Organisation.objects.all():
            licence = licences.sign(
                tool=tool, organisation=organisation, reach=reach, by=support, now=BEFORE
            )
            terms[organisation.pk] = licences.offer_terms(
                licence=licence, offer=offer, by=support, now=BEFORE
            )
        self._decide(tool, terms, support)
        person = User.objects.create_user("tool@example.org")
        tools.add_member(tool=tool, user=person, by=support, now=BEFORE)
        made = api_keys.make(tool=tool, name="Bench", scopes=list(ApiScope), by=person, now=BEFORE)
        ApiKey.objects.update(limit_per_minute=1_000_000)
        return made.text

    def _decide(self, tool: Tool, terms: dict[int, Terms], by: User) -> None:
        Decision.objects.bulk_create(self._decisions(tool, terms, by), batch_size=BATCH)
        number = itertools.count(Change.objects.newest_number() + 1)
        rows = Decision.objects.order_by("number").only(
            "artist_id", "work_id", "tool_id", "given_at"
        )
        Change.objects.bulk_create(
            (
                Change(
                    number=next(number),
                    kind=ChangeKind.DECISION.value,
                    at=row.given_at,
                    artist_id=row.artist_id,
                    work_id=row.work_id,
                    tool_id=row.tool_id,
                    decision_id=row.pk,
                )
                for row in rows.iterator(chunk_size=BATCH)
            ),
            batch_size=BATCH,
        )

    def _decisions(self, tool: Tool, terms: dict[int, Terms], by: User) -> Iterator[Decision]:
        """First everybody about all works, half of them later ones too; then noes and works."""
        for number in range(1, self.decisions + 1):
            artist = (number - 1) % self.artists
            turn = (number - 1) // self.artists
            is_yes = turn == 0 or self.rnd.random() < 0.5
            work = None
            if turn and number % 2:
                work = (
                    1 + artist + self.rnd.randrange(self.recordings // self.songs + 1) * self.songs
                )
            yield Decision(
                number=number,
                artist_id=1 + artist,
                is_yes=is_yes,
                work_id=work if work is None or work <= self.recordings else None,
                tool=tool if is_yes else None,
                use="" if turn == 0 else self.rnd.choice(["training", "remix", "reference"]),
                territories=None if number % 50 else ["DE", "FR"],
                terms=terms[1 + artist % ORGANISATIONS] if is_yes else None,
                reaches_later_works=not is_yes or bool(number % 2),
                given_by=by,
                capacity=Capacity.OWNER.value,
                given_at=BEFORE + timedelta(days=30, seconds=number),
                previous_hash="",
                row_hash=hashlib.sha256(str(number).encode()).hexdigest(),
            )


def bare_sql(recordings: int, asked: int) -> float:
    """Milliseconds, the median of nine: identifiers to rows, by the index, and nothing else."""
    rnd = random.Random(1)
    took = []
    for _ in range(9):
        numbers = rnd.choices(range(recordings), k=asked)
        texts = [f"ISRC:QZB{n // 100_000:04}{n % 100_000:05}" for n in numbers]
        start = time.perf_counter()
        stored.rows(texts)
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took)


def main(works: int, artists: int, decisions: int, asked: int) -> None:
    migrate()
    with connection.schema_editor() as editor:
        catalogue_triggers.without_catalogue_triggers().code(ProjectState().apps, editor)
    scene = Scene(works, artists, decisions)
    key = scene.fill()
    with connection.schema_editor() as editor:
        catalogue_triggers.catalogue_triggers().code(ProjectState().apps, editor)
    while footings.find_some():
        pass
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    told = {"key": key, "recordings": scene.recordings, "sql_ms": bare_sql(scene.recordings, asked)}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
