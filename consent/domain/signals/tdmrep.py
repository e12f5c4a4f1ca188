"""TDMRep: the well-known file, the headers and the policy, and which entry of the file counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from artistportal.roster.domain.vocabularies import TDMREP
from consent.domain.signals.declarations import Declaration
from consent.domain.signals.patterns import matches

VERSION = "W3C TDMRep, Final Community Group Report"
RESERVED, NOT_RESERVED = 1, 0
CONTEXT = ("http://www.w3.org/ns/odrl.jsonld", "http://www.w3.org/ns/tdmrep.jsonld")


@dataclass(frozen=True, slots=True)
class Reservation:
    """What is said of a path: None where nothing is."""

    is_reserved: bool | None = None
    policy: str = ""


def entry(location: str, policy: str) -> str:
    """One line of /.well-known/tdmrep.json: mining is reserved below a path."""
    said = {"location": location, "tdm-reservation": RESERVED, "tdm-policy": policy}
    return json.dumps(said, ensure_ascii=False)


def headers(declaration: Declaration) -> dict[str, str]:
    """What stands on the page itself; it counts more than the file."""
    return {"tdm-reservation": str(RESERVED), "tdm-policy": declaration.policy}


def policy(declaration: Declaration) -> dict[str, Any]:
    """Whom to ask: mining needs consent; where every kind of it is refused, nothing is on offer."""
    permission: dict[str, Any] = {"action": "tdm:mine", "duty": [{"action": "obtainConsent"}]}
    if declaration.target:
        permission = {"target": declaration.target} | permission
    assigner = {"uid": declaration.address, "vcard:fn": declaration.speaker}
    if declaration.contact:
        assigner["vcard:hasEmail"] = f"mailto:{declaration.contact}"
    return {
        "@context": list(CONTEXT),
        "@type": "Offer",
        "profile": "http://www.w3.org/ns/tdmrep",
        "uid": declaration.policy,
        "assigner": assigner | {"vcard:hasURL": declaration.address},
        "permission": [] if declaration.refuses_all(TDMREP) else [permission],
    }


def first_match(entries: Iterable[Mapping[str, Any]], path: str) -> Reservation:
    """What a well-known file says of a path: the first entry whose location fits it."""
    for said in entries:
        value = said.get("tdm-reservation")
        if matches(str(said.get("location", "")), path) and value in {RESERVED, NOT_RESERVED}:
            return Reservation(value == RESERVED, str(said.get("tdm-policy", "")))
    return Reservation()
