"""Finding what works stand on, for those that the catalogue's triggers touched.

Until then such works are read leg by leg: slower, and as right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

import orjson
from django.db import connection, transaction
from django.db.models import F, QuerySet

from artistportal.catalogue_triggers import LOCK
from artistportal.roster.models import Work
from artistportal.roster.models.batches import among_ids, among_texts
from consent.domain import footings
from consent.domain.footings import Footing
from consent.models import CatalogueTouch, Decision, FootedWork
from consent.models import Footing as StoredFooting
from consent.queries import works as rule_works
from consent.services import pen

WORKS_AT_ONCE = 2_000


def find_some() -> int:
    """Find the footing of some touched works; how many, 0 where nothing waits or may be done.

    Holds the pen, so that nobody decides about a work meanwhile, and waits for no writer of the
    catalogue: where one is at work, the next call takes it up.
    """
    waiting = CatalogueTouch.objects.filter(is_numbered=True).exclude(work_id=None)
    if not waiting.exists():
        return 0
    with transaction.atomic():
        return _find(waiting) if _is_catalogue_still() else 0


def _find(waiting: QuerySet[CatalogueTouch]) -> int:
    touches = list(waiting.order_by("pk").values_list("pk", "work_id")[:WORKS_AT_ONCE])
    pen.take()
    works = {work for _, work in touches if work is not None}
    FootedWork.objects.filter(work_id__in=among_ids(works)).delete()
    FootedWork.objects.bulk_create(_footed(works), batch_size=WORKS_AT_ONCE)
    _read_for_themselves(works)
    CatalogueTouch.objects.filter(pk__in=among_ids(pk for pk, _ in touches)).delete()
    return len(works)


def _is_catalogue_still() -> bool:
    """SQLite has one writer. On PostgreSQL writers share a lock, which is asked for alone."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _footed(works: set[int]) -> list[FootedWork]:
    named = {
        work.pk: work.identifier
        for work in Work.objects.filter(pk__in=among_ids(works)).only(
            "kind", "isrc", "iswc", "public_id"
        )
    }
    found = [(work.id, *footings.of(work)) for work in rule_works.for_the_rule(named)]
    keys = _keys({footing for _, footing, _ in found})
    return [
        FootedWork(work_id=work, identifier=named[work], key=keys[footing], since=since)
        for work, footing, since in found
    ]


def _keys(wanted: Collection[Footing]) -> dict[Footing, int]:
    """The number of each footing, which is stored where nobody stood on it before."""
    hashes = {_hash(footing): footing for footing in wanted}
    known = _stored(hashes)
    StoredFooting.objects.bulk_create(
        StoredFooting(
            sha256=sha256,
            legs=[[x.kind, x.rights_holder, x.voice, list(x.holders)] for x in footing.legs],
            lacks_voice=footing.lacks_voice,
        )
        for sha256, footing in hashes.items()
        if sha256 not in known
    )
    return {hashes[sha256]: pk for sha256, pk in _stored(hashes).items()}


def _stored(hashes: Iterable[str]) -> dict[str, int]:
    rows = StoredFooting.objects.filter(sha256__in=among_texts(hashes))
    return dict(rows.values_list("sha256", "pk"))


def _hash(footing: Footing) -> str:
    return hashlib.sha256(orjson.dumps(footing, default=str)).hexdigest()


def _read_for_themselves(works: set[int]) -> None:
    """Works about which somebody decided, and recordings of such songs."""
    own = Decision.objects.filter(work_id__in=among_ids(works)).values_list("work_id", flat=True)
    within = Work.compositions.through.objects.filter(from_work_id__in=among_ids(works))
    of_songs = within.filter(to_work__decisions__isnull=False).values_list(
        "from_work_id", flat=True
    )
    decided = {*own.distinct(), *of_songs.distinct()}
    FootedWork.objects.filter(work_id__in=among_ids(decided)).update(key=-F("id"))
