"""The text by which somebody asks a platform to take down a clone or a false release. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from artistportal.cases.domain.kinds import CaseKind


@dataclass(frozen=True, slots=True)
class Takedown:
    """What a notice tells: who asks for whom, what was found where and when."""

    kind: CaseKind
    case: str
    artist: str
    signed_by: str
    platform: str
    address: str
    found_on: date
    written_on: date


def notice(facts: Takedown) -> str:
    """The whole text of a notice, ready to be sent from the artist's own mail address."""
    return "\n\n".join(
        [
            f"To {facts.platform}",
            f"Our reference: {facts.case}",
            f"I write for {facts.artist}. {WHAT[facts.kind].format(artist=facts.artist)}",
            f"Where: {facts.address}\nFound on: {_day(facts.found_on)}",
            PLEASE.format(artist=facts.artist),
            "If you do not remove it, please tell me why and who at your company decides.",
            SIGNED.format(artist=facts.artist),
            f"{facts.signed_by}\n{_day(facts.written_on)}",
        ]
    )


WHAT = {
    CaseKind.VOICE_CLONE: (
        "At the address below something imitates the voice of {artist}, or poses as {artist}."
    ),
    CaseKind.FALSE_RELEASE: (
        "At the address below a release stands under the name of {artist} that {artist} did not"
        " make and did not release."
    ),
}

PLEASE = (
    "{artist} has not agreed to this. Please remove it or block access to it, keep what you know of"
    " who uploaded it and when, and tell me what you did, within seven days of this notice."
)
SIGNED = (
    "What I say here is true to the best of my knowledge, and I may speak for {artist} in this."
)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
