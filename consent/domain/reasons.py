"""Why something is cleared, refused or unknown: a code, a sentence, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from types import MappingProxyType


class Status(StrEnum):
    """The answer to "may this tool use this work?"."""

    CLEARED = "cleared"
    REFUSED = "refused"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class Reason(StrEnum):
    """Which part of the rule decided; where several meet, the first of this list is told."""

    SAID_NO = "said_no"
    SAID_NO_IN_PERSON = "said_no_in_person"
    YES_ENDED = "yes_ended"
    TERMS_REPLACED = "terms_replaced"
    YES_ELSEWHERE = "yes_elsewhere"
    YES_TO_EARLIER_WORKS = "yes_to_earlier_works"
    YES_OUTSIDE_MANDATE = "yes_outside_mandate"
    YES_TO_ANOTHER_LICENCE = "yes_to_another_licence"
    SILENCE = "silence"
    NO_LICENCE = "no_licence"
    LICENCE_LACKS_USE = "licence_lacks_use"
    LICENCE_LACKS_TERRITORY = "licence_lacks_territory"
    LICENCE_NOT_BEGUN = "licence_not_begun"
    LICENCE_ENDED = "licence_ended"
    NO_WORK_FOUND = "no_work_found"
    NO_VOICE_FOUND = "no_voice_found"
    NOBODY_HOLDS_CONSENT = "nobody_holds_consent"
    ALLOWED_IN_NOTICE = "allowed_in_notice"
    ALLOWED = "allowed"

    @property
    def status(self) -> Status:
        if self in ALLOWING:
            return Status.CLEARED
        return Status.UNKNOWN if self in NOT_KNOWING else Status.REFUSED

    @property
    def sentence(self) -> str:
        return SENTENCES[self][0]

    @property
    def cure(self) -> str:
        """What would change the answer."""
        return SENTENCES[self][1]

    @property
    def place(self) -> int:
        """Where it stands in the order of telling."""
        return PLACES[self]


PLACES = MappingProxyType({reason: place for place, reason in enumerate(Reason)})
ALLOWING = frozenset({Reason.ALLOWED, Reason.ALLOWED_IN_NOTICE})
NOT_KNOWING = frozenset({Reason.NO_WORK_FOUND, Reason.NO_VOICE_FOUND, Reason.NOBODY_HOLDS_CONSENT})
LICENCE_GAPS = frozenset(
    {
        Reason.LICENCE_LACKS_USE,
        Reason.LICENCE_LACKS_TERRITORY,
        Reason.LICENCE_NOT_BEGUN,
        Reason.LICENCE_ENDED,
    }
)

SENTENCES = MappingProxyType(
    {
        Reason.ALLOWED: (
            "Said yes to these terms, and no later no covers it.",
            "A no, which takes effect when the notice period of the terms is over.",
        ),
        Reason.ALLOWED_IN_NOTICE: (
            "Said no, and the notice period of the accepted terms is still running.",
            "The end of the notice period stops it; a new yes keeps it.",
        ),
        Reason.SAID_NO: (
            "Said no, and has not answered it with a later yes at least as narrow.",
            "A later yes by the artist, at least as narrow as the no.",
        ),
        Reason.SAID_NO_IN_PERSON: (
            "Said no in person, which no yes under a mandate lifts.",
            "A later yes by the artist in person.",
        ),
        Reason.YES_ENDED: (
            "Said yes until a day that has passed.",
            "A new yes to the terms now on offer.",
        ),
        Reason.TERMS_REPLACED: (
            "Said yes to terms that were since replaced by materially different ones.",
            "A yes to the terms now on offer.",
        ),
        Reason.YES_ELSEWHERE: (
            "Said yes for other territories only.",
            "A yes that covers this territory.",
        ),
        Reason.YES_TO_EARLIER_WORKS: (
            "Said yes to the works of that day; this one was added later.",
            "A yes to this work, or one that reaches later works.",
        ),
        Reason.YES_OUTSIDE_MANDATE: (
            "A yes was given on the artist's behalf by somebody who may not speak for this.",
            "A yes by the artist in person; nobody else may speak for a voice.",
        ),
        Reason.YES_TO_ANOTHER_LICENCE: (
            "Said yes to another licence's terms only.",
            "A yes to the terms of the licence that covers this part of the work.",
        ),
        Reason.SILENCE: (
            "Has not answered; silence is no.",
            "A yes to the terms now on offer.",
        ),
        Reason.NO_LICENCE: (
            "The tool has no licence with the organisation that holds the rights.",
            "A licence between the tool and the rights holder.",
        ),
        Reason.LICENCE_LACKS_USE: (
            "The licence does not cover this use.",
            "A licence that covers this use.",
        ),
        Reason.LICENCE_LACKS_TERRITORY: (
            "The licence does not cover this territory.",
            "A licence that covers this territory.",
        ),
        Reason.LICENCE_NOT_BEGUN: (
            "The licence begins later.",
            "The day on which the licence begins.",
        ),
        Reason.LICENCE_ENDED: (
            "The licence has ended.",
            "A new licence between the tool and the rights holder.",
        ),
        Reason.NO_WORK_FOUND: (
            "No work of this kind is registered for it, so nobody can be asked.",
            "Registering the work and who holds consent over it.",
        ),
        Reason.NO_VOICE_FOUND: (
            "A credited vocalist's voice is not registered, so nobody can be asked.",
            "Registering the vocalist's voice.",
        ),
        Reason.NOBODY_HOLDS_CONSENT: (
            "Nobody credited on it is known to hold consent.",
            "Naming who holds consent over it.",
        ),
    }
)


def told_first(reasons: Iterable[Reason]) -> Reason:
    """The reason that decides where several meet: refusals before doubts before what allows."""
    return min(reasons, key=lambda reason: reason.place)
