"""Which works an unknown identifier may mean, best first, each with the reason in words. Pure.

Two traces lead from a line to a work: an identifier that is one slip of the keyboard away, and a
title and an artist that read alike. Neither is proof: a person looks, and confirms.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from artistportal.roster.domain import identifiers

MOST_SUGGESTIONS: Final = 3
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS: Final = "0123456789"
ISRC_LENGTH: Final = 12
ISWC_LENGTH: Final = 11
# A title is alike from here on; measured on titles of the demo with one or two slips each.
ALIKE: Final = 82
SAME: Final = 100
SLIP_SCORE: Final = 70

_ASIDE: Final = re.compile(r"[(\[].*?[)\]]|\s[-–]\s.*$")
_GUESTS: Final = re.compile(r"\b(?:feat|ft|featuring|with|vs|x)\b.*$")
_SIGNS: Final = re.compile(r"[^\w]+")
_ARTICLE: Final = re.compile(r"^(?:the|a|an)\s+")


@dataclass(frozen=True, slots=True)
class Reported:
    """What a line says of a work that nobody knows."""

    identifier: str
    title: str
    artist: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work that it might be."""

    work: int
    title: str
    artists: tuple[str, ...]
    identifier: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One work, how likely (0 to 100) and why."""

    work: int
    score: int
    reason: str


def normalised(text: str) -> str:
    """A title or name as it is compared: no accents, case, signs, brackets, guests or article."""
    letters = text.lower() if text.isascii() else _without_accents(text)
    bare = _GUESTS.sub("", _ASIDE.sub(" ", letters).strip()) or letters
    return _ARTICLE.sub("", _SIGNS.sub(" ", bare).strip())


def slips(identifier: str) -> frozenset[str]:
    """Identifiers one slip away: one character another one, or two neighbours changed over.

    Of an ISWC only those whose last digit fits, so that few are left.
    """
    if re.match(identifiers.ISRC_PATTERN, identifier):
        return frozenset(filter(_is_isrc, _near(identifier)))
    if re.match(identifiers.ISWC_PATTERN, identifier):
        return frozenset(filter(_is_iswc, _near(identifier)))
    return frozenset()


class Candidates:
    """Works to choose from, prepared so that many reported lines are compared with them."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self.works = list(candidates)
        self.titles = [normalised(work.title) for work in self.works]
        names = {name: normalised(name) for work in self.works for name in work.artists}
        self.artists = [[names[name] for name in work.artists] for work in self.works]
        self.places: dict[str, list[int]] = {}
        for place, work in enumerate(self.works):
            self.places.setdefault(work.identifier, []).append(place)

    def like(self, reported: Reported) -> dict[int, int]:
        """How alike the titles are, by place: works of a similar title, or one slip away."""
        near = (self.places.get(name, ()) for name in slips(reported.identifier))
        found = {place: 0 for places in near for place in places}
        title = normalised(reported.title)
        if title:
            hits = process.extract(
                title, self.titles, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None
            )
            found |= {place: round(score) for _title, score, place in hits}
        return found


def suggest(reported: Reported, candidates: Candidates) -> list[Suggestion]:
    """The likeliest works, best first; ties go to the work that came into the catalogue first."""
    name = normalised(reported.artist)
    found = []
    for place, title in candidates.like(reported).items():
        candidate = candidates.works[place]
        artist = _likeness(name, candidates.artists[place])
        slip = _slip(reported.identifier, candidate.identifier)
        if slip or _is_alike(reported, candidate, title, artist):
            found.append((-_score(slip, title, artist), candidate.work, slip, title, artist))
    return [
        Suggestion(work, -order, _sentence([slip, _told(title, "title"), _told(artist, "artist")]))
        for order, work, slip, title, artist in heapq.nsmallest(MOST_SUGGESTIONS, found)
    ]


def _is_alike(reported: Reported, candidate: Candidate, title: int, artist: int) -> bool:
    """Whether the titles are alike, and the artists too where both are named."""
    are_named = reported.artist and candidate.artists
    return title >= ALIKE and (artist >= ALIKE or not are_named)


def _score(slip: str, title: int, artist: int) -> int:
    if slip:
        return SLIP_SCORE + (title >= ALIKE) * 20 + (artist >= ALIKE) * 10
    return (title * 6 + artist * 3) // 10 if artist else title * 5 // 10


def _likeness(name: str, known: Sequence[str]) -> int:
    """How alike a normalised name is to the likest of those known, 0 to 100."""
    if not name:
        return 0
    return max((round(fuzz.ratio(name, each, score_cutoff=ALIKE)) for each in known), default=0)


def _without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _told(likeness: int, what: str) -> str:
    if likeness >= SAME:
        return f"the same {what}"
    return f"a similar {what} ({likeness} %)" if likeness >= ALIKE else ""


def _slip(reported: str, known: str) -> str:
    """The slip that makes one identifier of the other, in words; empty where there is none."""
    if len(reported) != len(known):
        return ""
    places = [place for place, sign in enumerate(reported) if sign != known[place]]
    kind = "ISRC" if len(known) == ISRC_LENGTH else "ISWC"
    if len(places) == 1:
        return f"an {kind} that differs in one character"
    if len(places) == 2 and places[1] == places[0] + 1:
        first, second = places
        if reported[first] == known[second] and reported[second] == known[first]:
            return f"an {kind} with two neighbouring characters changed over"
    return ""


def _sentence(traces: Iterable[str]) -> str:
    text = ", ".join(filter(None, traces))
    return f"{text[:1].upper()}{text[1:]}."


def _near(identifier: str) -> Iterator[str]:
    for place, sign in enumerate(identifier):
        signs = DIGITS if sign.isdigit() else LETTERS
        if 2 <= place < 5:
            signs = LETTERS + DIGITS
        for other in signs:
            if other != sign:
                yield identifier[:place] + other + identifier[place + 1 :]
        after = identifier[place + 1 : place + 2]
        if after and after != sign:
            yield identifier[:place] + after + sign + identifier[place + 2 :]


def _is_isrc(text: str) -> bool:
    return re.match(identifiers.ISRC_PATTERN, text) is not None


def _is_iswc(text: str) -> bool:
    try:
        return identifiers.parse_iswc(text) == text
    except identifiers.InvalidIdentifier:
        return False
