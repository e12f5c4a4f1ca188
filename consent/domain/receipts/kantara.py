"""A receipt after the Kantara Initiative's Consent Receipt v1.1.0 of 2018.

Superseded by ISO/IEC TS 27560, kept for those who read nothing newer. It has no word for a
refusal: of a no it says which purposes the artist does not consent to, in `purpose`.
"""

from __future__ import annotations

from typing import Any

from artistportal.roster.domain.uses import Use
from consent.domain.receipts.facts import Receipt

VERSION = "KI-CR-v1.1.0"
UNKNOWN = "Not known to this site"


def write(receipt: Receipt) -> dict[str, Any]:
    return {
        "version": VERSION,
        "jurisdiction": ", ".join(receipt.territories) if receipt.territories else "Worldwide",
        "consentTimestamp": int(receipt.given_at.timestamp()),
        "collectionMethod": "Web form, signed in",
        "consentReceiptID": receipt.id,
        "language": "en",
        "piiPrincipalId": receipt.artist.identifier or f"urn:uuid:{receipt.artist.id}",
        "piiControllers": [_controller(receipt)],
        "policyUrl": f"{receipt.site}/help/",
        "services": [
            {
                "service": receipt.tool.name if receipt.tool else "Every AI tool",
                "purposes": [_purpose(receipt, use) for use in receipt.uses],
            }
        ],
        "sensitive": receipt.is_about_a_voice,
        "spiCat": ["Biometric"] if receipt.is_about_a_voice else [],
    }


def _controller(receipt: Receipt) -> dict[str, Any]:
    name = receipt.provider.name if receipt.provider else "Every provider of an AI tool"
    return {
        "piiController": name,
        "onBehalf": False,
        "contact": f"{receipt.site}/help/",
        "address": {"@type": "PostalAddress", "description": UNKNOWN},
        "email": UNKNOWN,
        "phone": UNKNOWN,
    }


def _purpose(receipt: Receipt, use: Use) -> dict[str, Any]:
    allowed = "Allowed" if receipt.is_yes else "Not allowed"
    ends = receipt.ends_at.isoformat() if receipt.ends_at else "until a later decision answers it"
    return {
        "purpose": f"{allowed}: {use.plain_words}",
        "purposeCategory": [use.label],
        "consentType": "EXPLICIT",
        "piiCategory": [kind.label for kind in receipt.kinds],
        "primaryPurpose": True,
        "termination": ends,
        "thirdPartyDisclosure": False,
    }
