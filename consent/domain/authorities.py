"""Who may decide what for an artist: the artist, their manager, an organisation under a mandate."""

from __future__ import annotations

from dataclasses import dataclass

from artistportal.roster.domain import mandates
from artistportal.roster.domain.mandates import VOICE_USES
from artistportal.roster.domain.uses import LEGS, Use, WorkKind
from consent.domain import wordings
from consent.domain.agreements import Mandate
from consent.domain.decisions import Capacity

VOICE_STAYS = "only {artist} decides about their voice; nobody can do it for them."


@dataclass(frozen=True, slots=True)
class Authority:
    """How far one person may decide for one artist at one moment; no capacity means not at all."""

    artist: str
    capacity: Capacity | None
    organisation: str = ""
    mandates: tuple[Mandate, ...] = ()

    def mandate_for(self, use: Use | None, kind: WorkKind | None) -> Mandate | None:
        """The mandate that lets the organisation decide this use; for all works, of some kind."""
        if use is None:
            return None
        kinds = LEGS[use] if kind is None else (kind,)
        return next(
            (m for m in self.mandates if any(m.lets_decide(use, each) for each in kinds)), None
        )

    def refusal(self, use: Use | None, kind: WorkKind | None) -> str | None:
        """Why this person may not decide, in a sentence for them to read; None where they may.

        No use means all uses, no kind all works.
        """
        if self.capacity is Capacity.OWNER:
            return None
        if self.capacity is None:
            return self._no_say()
        if kind is WorkKind.VOICE or use in VOICE_USES:
            return f"Only {self.artist} decides about their voice; nobody can do it for them."
        if use is None:
            return f"All uses would include the voice, about which only {self.artist} decides."
        if self.capacity is Capacity.MANAGER or self.mandate_for(use, kind):
            return None
        return self._outside_mandates(use, kind)

    def _no_say(self) -> str:
        if self.organisation:
            return (
                f"Only owners, managers and editors of {self.organisation} decide,"
                " within a mandate."
            )
        return f"Only {self.artist}, or somebody they let decide for them, decides this."

    def _outside_mandates(self, use: Use, kind: WorkKind | None) -> str:
        if not self.mandates:
            return f"{self.artist} has given {self.organisation} no mandate that is in force."
        of_works = f" of {kind.value}s" if kind else ""
        return (
            f"{self.artist}'s mandate to {self.organisation} does not cover"
            f" {use.label.lower()}{of_works}."
        )

    @property
    def decidable_uses(self) -> tuple[Use, ...]:
        """The uses that this person may decide for all works."""
        return tuple(use for use in Use if self.refusal(use, None) is None)

    @property
    def in_short(self) -> list[str]:
        """The same said to a person who acts for the organisation.

        `You may decide training and discovery of recordings, not voice, until 31 Dec 2027, …`
        """
        who = "You may decide" if self.capacity else f"{self.organisation} may decide"
        told = [_in_short(mandate) for mandate in self.mandates]
        return [f"{who} {leave}." for leave in told]

    @property
    def nothing(self) -> str:
        """Why the person decides nothing at all; empty where they decide something."""
        if self.capacity is None:
            return self._no_say()
        if not self.mandates and self.organisation:
            return (
                f"Nothing: {self.artist} has given {self.organisation} no mandate that is in force."
            )
        return ""

    @property
    def outside(self) -> list[tuple[str, str]]:
        """The uses that lie outside, and who decides them instead."""
        others = [u for u in Use if u not in VOICE_USES and self.mandate_for(u, None) is None]
        ask = f"the mandate does not cover it. Ask {self.artist} by a request, or for a wider one."
        told = [
            (wordings.listed(use.label.lower() for use in Use if use in VOICE_USES), VOICE_STAYS),
            (wordings.listed(use.label.lower() for use in others), ask),
        ]
        return [(uses.capitalize(), why.format(artist=self.artist)) for uses, why in told if uses]


def _in_short(mandate: Mandate) -> str:
    return mandates.leave_in_words(
        [use for use in Use if use in mandate.uses],
        [kind for kind in WorkKind if kind in mandate.kinds],
        until_at=mandate.until_at,
        clause=mandate.clause,
    )
