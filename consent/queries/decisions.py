"""The log of decisions, as people read it."""

from __future__ import annotations

from dataclasses import dataclass

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist
from consent.domain import chains
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


def newest_number(artist: Artist) -> int:
    """The number of the artist's newest decision; 0 before the first."""
    newest = Decision.objects.of_artist(artist).newest_first().values_list("number").first()
    return newest[0] if newest else 0


def first_break() -> int | None:
    """The number at which the chain does not hold, or None where it is whole."""
    rows = Decision.objects.with_names().order_by("number").iterator(chunk_size=2_000)
    return chains.first_break(decision.sealed for decision in rows)
