"""How the cells of a catalogue file read: people with their roles, shares, lists, dates.

Entries of a list are parted by `|`. A party is a name, with an identifier in brackets where
the name alone is not enough: `Mara Lind [ISNI 0000 0001 2281 955X]`. Every reader here takes
the text of one cell and raises `BadCell`, or an identifier's own refusal, when it cannot.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from artistportal.roster.domain import identifiers, splits
from artistportal.roster.domain.credits import AiPart
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import WorkKind

CONSENT = "consent"
PARTY = re.compile(r"(?P<name>[^\[\]]+?)\s*(?:\[(?P<identifier>[^\[\]]+)\])?")
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd]")
LONGEST_NAME = 200
LONGEST_TITLE = 300
LONGEST_REFERENCE = 60


class BadCell(ValueError):
    """A cell that cannot be read; the sentence says why, the cure what to write instead."""

    def __init__(self, sentence: str, cure: str) -> None:
        super().__init__(f"{sentence} {cure}")
        self.sentence = sentence
        self.cure = cure


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody a file names: an artist, an organisation or somebody else who is paid."""

    name: str
    isni: str = ""
    ipi: str = ""
    dpid: str = ""


@dataclass(frozen=True, slots=True)
class CreditEntry:
    """One artist's parts in a work, and whether they hold consent over it."""

    artist: Party
    roles: tuple[CreditRole, ...]
    holds_consent: bool


@dataclass(frozen=True, slots=True)
class AiEntry:
    """How much of one artist's parts generative AI made."""

    artist: Party
    parts: tuple[tuple[CreditRole, AiPart], ...]


@dataclass(frozen=True, slots=True)
class SplitEntry:
    """One payee's share of a work."""

    payee: Party
    share_ppm: int


def read_text(text: str, longest: int = LONGEST_TITLE) -> str:
    """The text in composed form, blanks tidied; control characters have no place in it."""
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if INVISIBLE.search(tidy):
        raise BadCell("It holds an invisible control character.", "Type it instead of pasting it.")
    if len(tidy) > longest:
        raise BadCell(f"It is longer than {longest} characters.", "Shorten it.")
    return tidy


def read_reference(text: str) -> str:
    """The rights holder's own number of a work."""
    return read_text(text, LONGEST_REFERENCE)


def read_kind(text: str) -> WorkKind:
    """`recording`, `composition` or `voice`."""
    try:
        return WorkKind(text.strip().lower())
    except ValueError:
        raise BadCell(
            "That is no kind of work.", "Write recording, composition or voice."
        ) from None


def read_ai_part(text: str) -> AiPart:
    """`none`, `partly` or `all`."""
    try:
        return AiPart(text.strip().lower())
    except ValueError:
        raise BadCell(
            f"“{text.strip()[:40]}” does not say how much AI made.", "Write none, partly or all."
        ) from None


def read_ai_contributions(text: str) -> tuple[AiEntry, ...]:
    """`Mara Lind: vocalist none, writer partly | Joe Kahn: producer all`."""
    entries = tuple(_read_ai_entry(entry) for entry in read_list(text))
    _check_named_once([entry.artist for entry in entries], "Name each artist once, with all parts.")
    return entries


def read_date(text: str) -> date:
    """A day as `2026-03-31`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadCell(
            "That is no date.", "Write year, month and day, such as 2026-03-31."
        ) from None


def read_list(text: str) -> tuple[str, ...]:
    """The entries of a list, empty ones left out."""
    return tuple(entry.strip() for entry in text.split("|") if entry.strip())


def read_party(text: str) -> Party:
    """`Mara Lind`, or with an identifier, `Mara Lind [IPI 00052210040]`."""
    found = PARTY.fullmatch(text.strip())
    if not found:
        raise BadCell(
            "A name is missing, or its brackets do not match.",
            "Write a name, or a name and an identifier in brackets: Mara Lind [IPI 00052210040].",
        )
    name = read_text(found["name"], LONGEST_NAME)
    identifier = (found["identifier"] or "").strip()
    scheme = identifier.upper()
    if not identifier:
        return Party(name)
    if scheme.startswith("ISNI"):
        return Party(name, isni=identifiers.parse_isni(identifier))
    if scheme.startswith("IPI"):
        return Party(name, ipi=identifiers.parse_ipi(identifier))
    if scheme.startswith(("DPID", "PADPIDA", "PA-DPIDA")):
        return Party(name, dpid=identifiers.parse_dpid(identifier))
    raise BadCell(
        "The brackets hold no identifier that we know.",
        "Begin with its scheme: [ISNI …], [IPI …] or, for an organisation, [DPID …].",
    )


def read_credits(text: str) -> tuple[CreditEntry, ...]:
    """`Mara Lind: main artist, vocalist, consent | Joe Kahn: producer`."""
    entries = tuple(_read_credit(entry) for entry in read_list(text))
    _check_named_once([entry.artist for entry in entries], "Put all roles of one artist together.")
    return entries


def read_splits(text: str) -> tuple[SplitEntry, ...]:
    """`Mara Lind: 50 | Northlight Records: 50`, or names alone for equal shares."""
    named = [entry.rpartition(":") for entry in read_list(text)]
    with_share = [bool(separator) for _name, separator, _share in named]
    if any(with_share) and not all(with_share):
        raise BadCell(
            "Some payees have a share and some have none.",
            "Give each a share after a colon, or none of them for equal shares.",
        )
    if all(with_share):
        shares = [splits.parse_per_cent(share) for _name, _separator, share in named]
        payees = [read_party(name) for name, _separator, _share in named]
    else:
        shares = splits.divide_evenly(len(named))
        payees = [read_party(share) for _name, _separator, share in named]
    _check_named_once(payees, "Add the shares of one payee together.")
    splits.check_whole(shares)
    return tuple(map(SplitEntry, payees, shares))


def _read_credit(text: str) -> CreditEntry:
    name, separator, words = text.rpartition(":")
    if not separator:
        raise BadCell(
            "An artist has no role.", "Write the roles after a colon: Mara Lind: main artist."
        )
    artist = read_party(name)
    if artist.dpid:
        raise BadCell(
            "An organisation cannot be credited.", "Name the person or the band that plays."
        )
    listed = [" ".join(word.lower().replace("_", " ").split()) for word in words.split(",")]
    roles = tuple(dict.fromkeys(_read_role(word) for word in listed if word and word != CONSENT))
    if not roles:
        raise BadCell(
            "An artist has no role.", "Write the roles after a colon: Mara Lind: main artist."
        )
    return CreditEntry(artist, roles, CONSENT in listed)


def _read_ai_entry(text: str) -> AiEntry:
    name, _, words = text.rpartition(":")
    said = [" ".join(word.lower().replace("_", " ").split()) for word in words.split(",")]
    parts = [word.rpartition(" ") for word in said if word]
    if not name or not parts:
        raise BadCell(
            "An artist has no role.", "Write role and part after a colon: Mara Lind: writer partly."
        )
    return AiEntry(
        read_party(name), tuple((_read_role(role), read_ai_part(part)) for role, _, part in parts)
    )


def _read_role(word: str) -> CreditRole:
    try:
        return CreditRole(word.replace(" ", "_"))
    except ValueError:
        known = ", ".join(role.value.replace("_", " ") for role in CreditRole)
        raise BadCell(
            f"“{word[:40]}” is no role.", f"Write one of: {known}; add consent for who holds it."
        ) from None


def _check_named_once(parties: list[Party], cure: str) -> None:
    for position, party in enumerate(parties):
        if party in parties[:position]:
            raise BadCell(f"{party.name} is named twice.", cure)
