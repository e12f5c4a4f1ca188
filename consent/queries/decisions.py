"""The log of decisions, as people read it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist
from artistportal.roster.models.batches import among_ids
from consent.domain.decisions import Capacity
from consent.domain.decisions import Decision as Said
from consent.domain.scopes import Scope
from consent.domain.standing import Standing
from consent.models import Decision
from consent.models.decisions import DecisionQuerySet


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the history is asked for; empty means all."""

    tool: str = ""
    use: Use | None = None
    is_yes: bool | None = None
    words: str = ""


def history(artist: Artist, wanted: Filter) -> DecisionQuerySet:
    """The artist's decisions, newest first, with the names a reader needs."""
    decisions = Decision.objects.of_artist(artist)
    if wanted.tool:
        decisions = decisions.filter(tool__slug=wanted.tool)
    if wanted.use:
        decisions = decisions.filter(use=wanted.use.value)
    if wanted.is_yes is not None:
        decisions = decisions.filter(is_yes=wanted.is_yes)
    if wanted.words:
        decisions = decisions.filter(work__title__icontains=wanted.words)
    return decisions.with_names().newest_first()


def standing(artist: Artist, scopes: Collection[Scope]) -> Standing:
    """What the artist said so far that has to do with these scopes, in one query."""
    decisions = Decision.objects.of_artist(artist)
    for column, named in (
        ("tool", {scope.tool for scope in scopes}),
        ("work", {scope.work for scope in scopes}),
    ):
        if None not in named:
            named_here = Q(**{f"{column}__in": among_ids(filter(None, named))})
            decisions = decisions.filter(Q(**{column: None}) | named_here)
    rows = decisions.values_list(
        "number",
        "is_yes",
        "work_id",
        "tool_id",
        "use",
        "territories",
        "given_at",
        "capacity",
        "terms_id",
        "reaches_later_works",
        "ends_at",
    )
    return Standing(_said(artist.pk, *row) for row in rows.iterator(chunk_size=20_000))


def newest_number(artist: Artist) -> int:
    """The number of the artist's newest decision; 0 before the first."""
    newest = Decision.objects.of_artist(artist).newest_first().values_list("number").first()
    return newest[0] if newest else 0


def _said(artist: int, number: int, is_yes: bool, *rest: Any) -> Said:
    work, tool, use, territories, given_at, capacity, terms, reaches_later_works, ends_at = rest
    reach = None if territories is None else frozenset(territories)
    return Said(
        number,
        artist,
        is_yes,
        Scope(work, tool, Use(use) if use else None, reach),
        given_at,
        Capacity(capacity),
        terms,
        reaches_later_works,
        ends_at,
    )
