"""The areas by which what people did is found: the first word of what a deed is called. Pure."""

from __future__ import annotations

VISITS = "visits"

AREAS: dict[str, tuple[str, tuple[str, ...]]] = {
    "team": ("Team", ("team", "successor", "guardianship")),
    "mandates": ("Mandates", ("mandate",)),
    "splits": ("Splits", ("split",)),
    "catalogue": ("Catalogue", ("catalogue", "credit", "signing")),
    "claims": ("Claims", ("claim",)),
    "cases": ("Cases and releases", ("case", "release", "artist_key", "appearance")),
    "licensing": ("Licences and approvals", ("approval", "draft", "licence")),
    "payee": ("Where money goes", ("payee", "payouts")),
    VISITS: ("Support’s visits", ("visit",)),
}


def area_of(verb: str) -> str:
    """The area that a deed is of, in words; none where it is of no area."""
    first = verb.partition(".")[0]
    return next((label for label, words in AREAS.values() if first in words), "")
