"""How much of a part in a work generative AI made, in the words of DDEX."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from artistportal.roster.domain.roles import CreditRole

# Whose name stands on a work; DDEX tells them apart from contributors, of whom AI may be one.
DISPLAYED = frozenset({CreditRole.MAIN_ARTIST, CreditRole.FEATURED_ARTIST})


class AiPart(StrEnum):
    """DDEX's AiContribution and ContainsAI; nothing said is not the same as none."""

    NONE = "none"
    PARTLY = "partly"
    ALL = "all"

    @property
    def label(self) -> str:
        return self.value.capitalize()


def inconsistency(contains_ai: AiPart | None, parts: Collection[AiPart | None]) -> str:
    """What DDEX forbids a work and its credits to say together, as a sentence; else nothing."""
    if contains_ai is AiPart.NONE and {AiPart.PARTLY, AiPart.ALL} & set(parts):
        return "AI made none of the work, and a part of a credit."
    if contains_ai is AiPart.ALL and any(part is not AiPart.ALL for part in parts):
        return "AI made all of the work, and not all of a credit."
    return ""
