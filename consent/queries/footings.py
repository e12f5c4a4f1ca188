"""Which footing works stand on, found by the identifiers that outsiders quote."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import connection

from artistportal.roster.domain import identifiers
from artistportal.roster.domain.identifiers import InvalidIdentifier
from artistportal.roster.models import Work
from artistportal.roster.models.batches import among_ids, among_texts
from consent.domain.footings import FootedLeg, Footing
from consent.models import FootedWork
from consent.models import Footing as StoredFooting

# Written out: these two are read ten thousand at a time, by an index that holds all three columns.
# SQLite looks them up in the order that they are given in, so they are given in the index's.
SQLITE = (
    "SELECT footed.identifier, footed.key, footed.since FROM json_each(%s) AS named"
    " CROSS JOIN consent_footedwork AS footed ON footed.identifier = named.value"
)
POSTGRESQL = "SELECT identifier, key, since FROM consent_footedwork WHERE identifier = ANY(%s)"

ISRC, ISWC, OTHERS = "ISRC:", "ISWC:", ("RECORDING:", "COMPOSITION:", "VOICE:")


def rows(texts: Collection[str]) -> list[tuple[str, int, str]]:
    """Identifier, key and since of each work whose footing is known."""
    asked = [text for text in texts if "\0" not in text]  # which PostgreSQL refuses to read
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL, [asked])
        else:
            cursor.execute(SQLITE, [json.dumps(asked)])
        found: list[tuple[str, int, str]] = cursor.fetchall()
    return found


def canonical(text: str) -> str | None:
    """An identifier as it is stored, or None where it cannot be one."""
    scheme, colon, rest = text.partition(":")
    prefix = scheme.upper() + colon
    try:
        if prefix == ISRC:
            return ISRC + identifiers.parse_isrc(rest)
        if prefix == ISWC:
            return ISWC + identifiers.parse_iswc(rest)
        return prefix + str(UUID(rest)) if prefix in OTHERS else None
    except (InvalidIdentifier, ValueError):
        return None


def works(named: Collection[str]) -> dict[str, int]:
    """The works of canonical identifiers, straight from the catalogue."""
    found: dict[str, int] = {}
    isrcs = among_texts(text.removeprefix(ISRC) for text in named if text.startswith(ISRC))
    for isrc, work in Work.objects.filter(isrc__in=isrcs).values_list("isrc", "pk"):
        found[f"{ISRC}{isrc}"] = work
    iswcs = among_texts(text.removeprefix(ISWC) for text in named if text.startswith(ISWC))
    for iswc, work in Work.objects.filter(iswc__in=iswcs).values_list("iswc", "pk"):
        found[f"{ISWC}{iswc}"] = work
    others = {text.partition(":")[2] for text in named if text.startswith(OTHERS)}
    rows = Work.objects.filter(public_id__in=others).values_list("kind", "public_id", "pk")
    found |= {f"{kind.upper()}:{public_id}": work for kind, public_id, work in rows if others}
    return found


def of_keys(keys: Iterable[int]) -> dict[int, Footing]:
    """The footings of these numbers."""
    stored = StoredFooting.objects.filter(pk__in=among_ids(keys))
    return {
        pk: Footing(tuple(FootedLeg(k, o, v, tuple(h)) for k, o, v, h in legs), lacks_voice)
        for pk, legs, lacks_voice in stored.values_list("pk", "legs", "lacks_voice")
    }


def works_of_keys(keys: Iterable[int]) -> dict[int, int]:
    """The works that are read for themselves, by their keys, which are below nothing."""
    footed = FootedWork.objects.filter(pk__in=among_ids(-key for key in keys))
    return {-pk: work for pk, work in footed.values_list("pk", "work_id")}
