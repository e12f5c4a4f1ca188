"""A receipt after ISO/IEC TS 27560:2023, in the Data Privacy Vocabulary's rendering (DPV 2).

Written after the guide of the W3C community group; the ISO text itself was not at hand. Every
field that it calls mandatory is there. What this site is not told, a party's postal address for
example, is said to be unknown rather than made up. `pd:Biometric` stands for a voice alone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from artistportal.roster.domain.uses import Use, WorkKind
from consent.domain.receipts.facts import Named, Party, Receipt

VERSION = "artistportal.dpv-27560/1"
SCHEMA = "https://w3id.org/dpv/schema/dpv-27560"
CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "ai": "https://w3id.org/dpv/ai#",
    "pd": "https://w3id.org/dpv/pd#",
    "loc": "https://w3id.org/dpv/loc#",
    "dct": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
}
PURPOSES = MappingProxyType(
    {
        Use.TRAINING: "ai:ModelTraining",
        Use.FINE_TUNING: "ai:ModelFineTuning",
        Use.ANALYSIS: "ai:MusicInformationRetrieval",
        Use.REFERENCE: "ai:ContentGeneration",
        Use.STYLE: "ai:AudioGeneration",
        Use.VOICE: "ai:SpeechSynthesis",
        Use.REMIX: "ai:SoundSourceSeparation",
        Use.DISCOVERY: "ai:MusicInformationRetrieval",
    }
)
UNKNOWN = "Not known to this site"
UNTIL_ANSWERED = "Until a later decision of the artist answers it"


def write(receipt: Receipt) -> dict[str, Any]:
    """The receipt, which carries the record."""
    address = f"{receipt.site}/receipts/{receipt.id}"
    return {
        "@context": CONTEXT,
        "@id": address,
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": SCHEMA,
        "dct:hasVersion": VERSION,
        "dct:identifier": receipt.id,
        "dct:issued": _written(receipt.given_at),
        "dpv:hasRecordOfActivity": _record(receipt, address),
    }


def _record(receipt: Receipt, address: str) -> dict[str, Any]:
    return {
        "@id": f"{address}#record",
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": f"{SCHEMA}#record",
        "dct:identifier": receipt.id,
        "dpv:hasIdentifier": receipt.id,
        "dpv:hasDataSubject": _party(receipt, receipt.artist, "dpv:DataSubject"),
        "dpv:hasNotice": _notice(receipt),
        "dct:language": "en",
        "dpv:hasProcess": [_process(receipt)],
        "dpv:hasLegalBasis": "dpv:ExplicitlyExpressedConsent",
        "dpv:hasConsentStatus": [_event(receipt)],
    }


def _notice(receipt: Receipt) -> dict[str, Any]:
    """What the person read before: the terms of a yes; before a no, what a no is."""
    if receipt.agreed is None:
        return {
            "@id": f"{receipt.site}/help/",
            "@type": "dpv:Notice",
            "dct:title": "What a yes and a no are",
            "dct:language": "en",
        }
    return {
        "@id": f"urn:sha256:{receipt.agreed.sha256}",
        "@type": "dpv:Notice",
        "dct:title": receipt.agreed.title,
        "dct:issued": _written(receipt.agreed.offered_at),
        "dct:description": receipt.agreed.text,
        "dct:language": "en",
    }


def _process(receipt: Receipt) -> dict[str, Any]:
    controller = _controller(receipt)
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": [
            {"@type": PURPOSES[use], "dct:title": use.label, "dct:description": use.plain_words}
            for use in receipt.uses
        ],
        "dpv:hasPersonalData": [_data(receipt.work, kind) for kind in receipt.kinds],
        "dpv:hasDataController": controller,
        "dpv:hasRecipient": controller,
        "dpv:hasStorageCondition": [
            {"@type": "dpv:StorageLocation", "dct:description": UNKNOWN},
            {"@type": "dpv:StorageDuration", "dct:description": UNKNOWN},
        ],
        "dpv:hasJurisdiction": (
            [f"loc:{territory}" for territory in receipt.territories]
            if receipt.territories
            else [{"dct:description": "Every territory"}]
        ),
        "dpv:hasConsentControl": {
            "@type": "dpv:WithdrawConsent",
            "dpv:isExercisedAt": f"{receipt.site}/consent/",
            "dct:description": "By a later no, at any time, in as many steps as a yes.",
        },
        "dpv:hasRight": [
            {"@type": "dpv:Right", "dct:description": "To withdraw with effect for the future"},
            {"@type": "dpv:Right", "dct:description": "To see every use that a tool reported"},
        ],
    }


def _data(work: Named | None, kind: WorkKind) -> dict[str, Any]:
    data = {
        "@type": "pd:Biometric" if kind is WorkKind.VOICE else "dpv:PersonalData",
        "dct:title": work.name if work else f"Every {kind.value} of the artist",
    }
    if work:
        data["dct:identifier"] = work.identifier or f"urn:uuid:{work.id}"
    return data


def _controller(receipt: Receipt) -> dict[str, Any]:
    if receipt.tool is None or receipt.provider is None:
        everyone = Party("Every provider of an AI tool with a licence for the artist's works", "")
        return _party(receipt, everyone, "dpv:DataController")
    party = _party(receipt, receipt.provider, "dpv:DataController")
    return party | {"dct:description": f"For the tool {receipt.tool.name}"}


def _party(receipt: Receipt, party: Party, role: str) -> dict[str, Any]:
    known = party.identifier or (f"urn:uuid:{party.id}" if party.id else UNKNOWN)
    return {
        "@type": role,
        "dct:identifier": known,
        "dpv:hasIdentifier": known,
        "dpv:hasName": party.name,
        "dpv:hasRole": role,
        "schema:contactPoint": f"{receipt.site}/help/",
        "schema:address": {"@type": "schema:PostalAddress", "dct:description": UNKNOWN},
    }


def _event(receipt: Receipt) -> dict[str, Any]:
    speaker = receipt.speaker
    on_behalf = speaker.organisation
    refused = "dpv:ConsentWithdrawn" if receipt.withdraws else "dpv:ConsentRefused"
    by = on_behalf or receipt.artist
    return {
        "@type": "dpv:ConsentGiven" if receipt.is_yes else refused,
        "dpv:isIndicatedAtTime": _written(receipt.given_at),
        "dpv:hasDuration": _duration(receipt),
        "dpv:isIndicatedBy": {
            "dpv:hasName": speaker.name,
            "dct:description": speaker.capacity.label
            + (f" to {on_behalf.name}, {speaker.clause}" if on_behalf else ""),
            "dpv:hasIdentifier": by.identifier or f"urn:uuid:{by.id}",
        },
        "dpv:hasIndicationMethod": "Web form, signed in",
        "dct:source": f"{receipt.seal.origin}, index {receipt.seal.number - 1}",
    }


def _duration(receipt: Receipt) -> dict[str, Any]:
    if receipt.ends_at:
        return {"@type": "dpv:UntilTimeDuration", "rdf:value": _written(receipt.ends_at)}
    return {"@type": "dpv:UntilEventDuration", "rdf:value": UNTIL_ANSWERED}


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
