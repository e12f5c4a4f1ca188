"""ODRL 2.2 with the purposes of the Data Privacy Vocabulary: an offer, and agreements.

A permission names our own use beside the wider purpose, and both must hold; a prohibition names
them as alternatives. So neither is ever looser than what was said.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from artistportal.roster.domain.uses import Use
from artistportal.roster.domain.vocabularies import DPV
from consent.domain.signals.declarations import Declaration, Grant, Position

VERSION = "ODRL 2.2, DPV 2"
PROFILE = "https://w3id.org/dpv/mappings/odrl#"
USE = "urn:artistportal:use:"
CONTEXT = (
    "http://www.w3.org/ns/odrl.jsonld",
    {
        "dpv-odrl": PROFILE,
        "ai": "https://w3id.org/dpv/ai#",
        "loc": "https://w3id.org/dpv/loc#",
        "use": USE,
    },
)


def offer(declaration: Declaration) -> dict[str, Any]:
    """What everybody is told: these uses are prohibited, those need the holders' consent."""
    by_licence = [u for u, p in declaration.positions.items() if p is Position.BY_LICENCE]
    refused = [u for u, p in declaration.positions.items() if p is Position.REFUSED]
    about = _about(declaration)
    return _policy("Offer", f"{declaration.address}#offer") | {
        "assigner": declaration.address,
        "permission": [
            about | {"constraint": _all_of(use), "duty": [{"action": "obtainConsent"}]}
            for use in by_licence
        ],
        "prohibition": [about | {"constraint": _any_of(use)} for use in refused],
    }


def agreements(declaration: Declaration) -> list[dict[str, Any]]:
    """One agreement for each tool and use that is cleared: with whom, where, until when."""
    return [_agreement(declaration, grant) for grant in declaration.grants]


def _agreement(declaration: Declaration, grant: Grant) -> dict[str, Any]:
    name = f"{declaration.address}#{grant.tool.uid}:{grant.use.value}:{_moment(grant.from_at)}"
    constraints = [*_all_of(grant.use), *_times(grant), *_places(grant)]
    parties = {"assigner": declaration.address, "assignee": grant.tool.uid}
    return _policy("Agreement", name) | {
        "permission": [_about(declaration) | parties | {"constraint": constraints}]
    }


def _policy(kind: str, uid: str) -> dict[str, Any]:
    return {
        "@context": list(CONTEXT),
        "@type": kind,
        "uid": uid,
        "profile": PROFILE,
        "conflict": "prohibit",
    }


def _about(declaration: Declaration) -> dict[str, Any]:
    return {"target": declaration.target or declaration.address, "action": "dpv-odrl:Use"}


def _purpose(operator: str, right: object) -> dict[str, Any]:
    return {"leftOperand": "dpv-odrl:Purpose", "operator": operator, "rightOperand": right}


def _all_of(use: Use) -> list[dict[str, Any]]:
    wider = [_purpose("isA", purpose) for purpose in DPV[use]]
    return [*wider, _purpose("isA", f"use:{use.value}")]


def _any_of(use: Use) -> list[dict[str, Any]]:
    return [_purpose("isAnyOf", [*DPV[use], f"use:{use.value}"])]


def _times(grant: Grant) -> list[dict[str, Any]]:
    times = [_time("gteq", grant.from_at)]
    return times if grant.until_at is None else [*times, _time("lt", grant.until_at)]


def _time(operator: str, at: datetime) -> dict[str, Any]:
    right = {"@value": _moment(at), "@type": "xsd:dateTime"}
    return {"leftOperand": "dateTime", "operator": operator, "rightOperand": right}


def _places(grant: Grant) -> list[dict[str, Any]]:
    named, operator = grant.excluded, "isNoneOf"
    if grant.territories is not None:
        named, operator = grant.territories, "isAnyOf"
    if not named:
        return []
    places = [f"loc:{territory}" for territory in sorted(named)]
    return [{"leftOperand": "spatial", "operator": operator, "rightOperand": places}]


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
