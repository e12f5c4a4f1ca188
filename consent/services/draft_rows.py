"""Drafts as they are kept: what a licence would cover and say, in JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from artistportal.roster.domain.uses import Use
from consent.domain.payment import Breakage, PayModel, PoolBasis, Unattributed
from consent.services.licences import Offer, Reach

_ENUMS = {
    "pay_model": PayModel,
    "pool_basis": PoolBasis,
    "breakage": Breakage,
    "unattributed": Unattributed,
}
_RATES = ("rates_micros", "unlicensed_rates_micros")


def of_reach(reach: Reach | None) -> dict[str, Any]:
    """What a licence would cover; nothing for the next terms of one that stands."""
    if reach is None:
        return {}
    return {
        "uses": [use.value for use in Use if use in reach.uses],
        "from_at": reach.from_at.isoformat(),
        "until_at": reach.until_at.isoformat() if reach.until_at else None,
        "territories": None if reach.territories is None else sorted(reach.territories),
        "obey_hours": reach.obey_hours,
    }


def as_reach(kept: Mapping[str, Any]) -> Reach:
    """The same, read back."""
    until_at, territories = kept["until_at"], kept["territories"]
    return Reach(
        frozenset(map(Use, kept["uses"])),
        datetime.fromisoformat(kept["from_at"]),
        datetime.fromisoformat(until_at) if until_at else None,
        None if territories is None else frozenset(territories),
        kept["obey_hours"],
    )


def of_offer(offer: Offer, after: int) -> dict[str, Any]:
    """What the terms would say and pay; `after` is the number of the terms they would follow."""
    kept = {each.name: getattr(offer, each.name) for each in fields(offer)}
    for name in _ENUMS:
        kept[name] = kept[name].value if kept[name] else None
    for name in _RATES:
        kept[name] = {use.value: micros for use, micros in kept[name].items()}
    return kept | {"after": after}


def as_offer(kept: Mapping[str, Any]) -> Offer:
    """The same, read back."""
    said = {name: value for name, value in kept.items() if name != "after"}
    for name, enum in _ENUMS.items():
        said[name] = enum(said[name]) if said[name] else None
    for name in _RATES:
        said[name] = {Use(use): micros for use, micros in said[name].items()}
    return Offer(**said)
