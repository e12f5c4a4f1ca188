"""DDEX: the parts of an ERN 4.3.2 message that speak of AI, to be put into a label's own message.

A sound recording with what AI made of it, and one deal for each tool and use that is cleared. What
only the label knows (duration, release, parental warning) is left to it, in the schema's order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from artistportal.roster.domain.credits import AiPart
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from artistportal.roster.domain.vocabularies import DDEX_USE_TYPES, DDEX_USER_DEFINED
from consent.domain.signals.declarations import Grant

VERSION = "ERN 4.3.2, allowed value set 9"
ERN = "http://ddex.net/xml/ern/432"
FRAGMENT = "urn:artistportal:ern-fragment:1"
DISPLAY_ROLES = {
    CreditRole.MAIN_ARTIST: "MainArtist",
    CreditRole.FEATURED_ARTIST: "FeaturedArtist",
}
CONTRIBUTOR_ROLES = {
    CreditRole.VOCALIST: "Vocalist",
    CreditRole.MUSICIAN: "Musician",
    CreditRole.PRODUCER: "StudioProducer",
    CreditRole.WRITER: "ComposerLyricist",
}


@dataclass(frozen=True, slots=True)
class Contribution:
    """Somebody's part in a recording, and how much of it generative AI made; None: not said."""

    artist: int
    name: str
    role: CreditRole
    ai: AiPart | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording as the fragment tells it."""

    title: str
    isrc: str
    contributions: tuple[Contribution, ...]
    contains_ai: AiPart | None = None


def fragment(recording: Recording, grants: Iterable[Grant], namespace: str) -> str:
    """The fragment; `namespace` says whose words the user-defined uses are."""
    recording = _numbered(recording)
    root = Element("fragment:ErnFragment", {"xmlns:fragment": FRAGMENT, "For": ERN})
    root.set("AvsVersionId", "9")
    _parties(SubElement(root, "PartyList"), recording.contributions)
    _sound_recording(SubElement(SubElement(root, "ResourceList"), "SoundRecording"), recording)
    granted = list(grants)
    if granted:
        deals = SubElement(SubElement(root, "DealList"), "ReleaseDeal")
        _text(deals, "DealReleaseReference", "R0")
        for grant in granted:
            _terms(SubElement(SubElement(deals, "Deal"), "DealTerms"), grant, namespace)
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _numbered(recording: Recording) -> Recording:
    """The same with the parties numbered as they come, whatever they are called elsewhere."""
    listed = dict.fromkeys(credit.artist for credit in recording.contributions)
    numbers = {artist: number for number, artist in enumerate(listed, 1)}
    contributions = (replace(c, artist=numbers[c.artist]) for c in recording.contributions)
    return replace(recording, contributions=tuple(contributions))


def _parties(parties: Element, contributions: Iterable[Contribution]) -> None:
    for artist, name in {c.artist: c.name for c in contributions}.items():
        party = SubElement(parties, "Party")
        _text(party, "PartyReference", _reference(artist))
        _text(SubElement(party, "PartyName"), "FullName", name)


def _sound_recording(sound: Element, recording: Recording) -> None:
    _text(sound, "ResourceReference", "A1")
    _text(sound, "Type", "MusicalWorkSoundRecording")
    if recording.isrc:
        edition = SubElement(SubElement(sound, "SoundRecordingEdition"), "ResourceId")
        _text(edition, "ISRC", recording.isrc)
    _text(sound, "DisplayTitleText", recording.title)
    _text(SubElement(sound, "DisplayTitle"), "TitleText", recording.title)
    display = [c for c in recording.contributions if c.role in DISPLAY_ROLES]
    if display:
        _text(sound, "DisplayArtistName", ", ".join(dict.fromkeys(c.name for c in display)))
    for number, credit in enumerate(display, 1):
        artist = SubElement(sound, "DisplayArtist", {"SequenceNumber": str(number)})
        _text(artist, "ArtistPartyReference", _reference(credit.artist))
        _text(artist, "DisplayArtistRole", DISPLAY_ROLES[credit.role])
    others = [c for c in recording.contributions if c.role in CONTRIBUTOR_ROLES]
    for number, credit in enumerate(others, 1):
        _contributor(SubElement(sound, "Contributor", {"SequenceNumber": str(number)}), credit)
    if recording.contains_ai is not None:
        _text(sound, "ContainsAI", recording.contains_ai.label)


def _contributor(contributor: Element, credit: Contribution) -> None:
    """A person who made none or part of it; what AI made whole is credited to AI alone."""
    if credit.ai is AiPart.ALL:
        _text(contributor, "SpecialContributor", "GenerativeAI")
    else:
        _text(contributor, "ContributorPartyReference", _reference(credit.artist))
    _text(SubElement(contributor, "Role"), "Value", CONTRIBUTOR_ROLES[credit.role])
    if credit.ai is not None:
        _text(contributor, "AiContribution", credit.ai.label)


def _terms(terms: Element, grant: Grant, namespace: str) -> None:
    for territory in sorted(grant.territories or ()):
        _text(terms, "TerritoryCode", territory)
    for territory in sorted(grant.excluded):
        _text(terms, "ExcludedTerritoryCode", territory)
    if grant.territories is None and not grant.excluded:
        _text(terms, "TerritoryCode", "Worldwide")
    period = SubElement(terms, "ValidityPeriod")
    _text(period, "StartDateTime", _moment(grant.from_at))
    if grant.until_at is not None:
        _text(period, "EndDateTime", _moment(grant.until_at))
    _uses(terms, grant.use, namespace)
    channel = SubElement(terms, "DistributionChannel")
    party = SubElement(channel, "PartyId")
    if grant.tool.dpid:
        _text(party, "DPID", grant.tool.dpid)
    else:
        _text(party, "ProprietaryId", grant.tool.uid).set("Namespace", namespace)
    _text(channel, "TradingName", grant.tool.name)


def _uses(terms: Element, use: Use, namespace: str) -> None:
    for value in DDEX_USE_TYPES.get(use, ()):
        _text(terms, "UseType", value)
    for value in DDEX_USER_DEFINED.get(use, ()):
        defined = _text(terms, "UseType", "UserDefined")
        defined.set("Namespace", namespace)
        defined.set("UserDefinedValue", value)


def _text(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = text
    return element


def _reference(artist: int) -> str:
    return f"P{artist}"


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
