"""CAWG's training-and-data-mining assertion, to be embedded where C2PA manifests are made."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from artistportal.roster.domain.uses import Use
from artistportal.roster.domain.vocabularies import CAWG
from consent.domain.signals.declarations import Declaration

VERSION = "CAWG training and data mining assertion 1.1"
LABEL = "cawg.training-mining"
OLDER = "c2pa."


class Permission(StrEnum):
    """What an entry says."""

    ALLOWED = "allowed"
    NOT_ALLOWED = "notAllowed"
    CONSTRAINED = "constrained"


def assertion(declaration: Declaration) -> dict[str, Any]:
    """Refused is not allowed; what needs a licence is constrained, with whom to ask."""
    uses: dict[str, list[Use]] = {}
    for use in declaration.positions:
        for key in CAWG[use]:
            uses.setdefault(key, []).append(use)
    entries = {key: _entry(declaration, listed) for key, listed in uses.items()}
    return {"label": LABEL, "data": {"entries": entries}}


def read(data: Mapping[str, Any]) -> dict[str, Permission]:
    """What an assertion's data say, under the present names; older ones are understood."""
    found = data.get("entries")
    entries = found if isinstance(found, Mapping) else {}
    return {_present(key): _permission(entry) for key, entry in entries.items()}


def _entry(declaration: Declaration, uses: list[Use]) -> dict[str, str]:
    if declaration.refuses_any(uses):
        return {"use": Permission.NOT_ALLOWED.value}
    ask = f"Only with a yes from everybody who holds consent: {declaration.address}"
    return {"use": Permission.CONSTRAINED.value, "constraint_info": ask}


def _permission(entry: object) -> Permission:
    """Constrained without saying how is not allowed, and so is what nobody defined."""
    said = entry if isinstance(entry, Mapping) else {}
    use, constraint = said.get("use"), said.get("constraint_info")
    if use == Permission.ALLOWED.value:
        return Permission.ALLOWED
    if use == Permission.CONSTRAINED.value and isinstance(constraint, str) and constraint.strip():
        return Permission.CONSTRAINED
    return Permission.NOT_ALLOWED


def _present(key: str) -> str:
    return f"cawg.{key.removeprefix(OLDER)}" if key.startswith(OLDER) else key
