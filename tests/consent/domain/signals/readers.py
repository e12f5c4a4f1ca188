"""How somebody who knows only the standard reads a signal: may this tool, for this use, here, now?

RSL, ODRL and ERN are read here on their own; what AIPREF, TDMRep and CAWG define is read by the
readers beside the writers, which their own tests hold against the published rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from lxml import etree

from artistportal.roster.domain.uses import Use
from artistportal.roster.domain.vocabularies import (
    AIPREF,
    CAWG,
    DDEX_USE_TYPES,
    DDEX_USER_DEFINED,
    DPV,
    RSL,
    TDMREP,
)
from consent.domain.scopes import WORLDWIDE
from consent.domain.signals import aipref, cawg, tdmrep
from consent.domain.signals.rsl import NAMESPACE

NS = {"r": NAMESPACE}
WIDER = {"ai-train": "ai-all", "ai-input": "ai-all", "ai-index": "ai-all"}


def aipref_allows(header: str, use: Use) -> bool:
    said = aipref.parse(header)
    return any(said[label] is aipref.Preference.ALLOW for label in AIPREF.get(use, ()))


def tdmrep_allows(headers: Mapping[str, str], policy: Mapping[str, Any], use: Use) -> bool:
    """Unreserved, or a permission to mine without a duty."""
    if use not in TDMREP:
        return False
    free = any(not permission.get("duty") for permission in policy["permission"])
    return headers["tdm-reservation"] != str(tdmrep.RESERVED) or free


def cawg_allows(assertion: Mapping[str, Any], use: Use) -> bool:
    said = cawg.read(assertion["data"])
    return any(said.get(key) is cawg.Permission.ALLOWED for key in CAWG[use])


def rsl_allows(document: str, use: Use) -> bool:
    """Prohibits beats permits; where there is neither, only a prohibition of all would be a no."""
    tree = etree.fromstring(document.encode())
    return any(
        _rsl_licence_allows(licence, token)
        for licence in tree.iterfind(".//r:license", NS)
        for token in RSL[use]
    )


def _rsl_licence_allows(licence: Any, token: str) -> bool:
    prohibited = _tokens(licence, "prohibits")
    if prohibited & {token, WIDER.get(token, "ai-all"), "all"}:
        return False
    permitted = _tokens(licence, "permits")
    return not permitted or bool(permitted & {token, WIDER.get(token, "ai-all"), "all"})


def _tokens(licence: Any, name: str) -> set[str]:
    found = licence.iterfind(f"r:{name}[@type='usage']", NS)
    return {token for element in found for token in (element.text or "").split()}


def odrl_allows(
    policies: Iterable[Mapping[str, Any]], tool: str, use: Use, territory: str, at: datetime
) -> bool:
    """Some permission without a duty holds, and no prohibition does."""
    policies = list(policies)
    terms = {*DPV[use], f"use:{use.value}"}
    prohibited = any(
        _odrl_holds(rule, tool, terms, territory, at)
        for policy in policies
        for rule in policy.get("prohibition", ())
    )
    permitted = any(
        not rule.get("duty") and _odrl_holds(rule, tool, terms, territory, at)
        for policy in policies
        for rule in policy.get("permission", ())
    )
    return permitted and not prohibited


def _odrl_holds(
    rule: Mapping[str, Any], tool: str, terms: set[str], territory: str, at: datetime
) -> bool:
    return rule.get("assignee", tool) == tool and all(
        _constraint_holds(constraint, terms, territory, at) for constraint in rule["constraint"]
    )


def _constraint_holds(
    constraint: Mapping[str, Any], terms: set[str], territory: str, at: datetime
) -> bool:
    operator, right = constraint["operator"], constraint["rightOperand"]
    if constraint["leftOperand"] == "dpv-odrl:Purpose":
        return bool(terms & set(right)) if operator == "isAnyOf" else right in terms
    if constraint["leftOperand"] == "dateTime":
        when = datetime.fromisoformat(right["@value"])
        return at >= when if operator == "gteq" else at < when
    assert constraint["leftOperand"] == "spatial"
    if territory == WORLDWIDE:
        return False
    return bool(f"loc:{territory}" in right) is (operator == "isAnyOf")


def deals(fragment: str) -> list[Any]:
    """The terms of every deal in an ERN message."""
    return list(etree.fromstring(fragment.encode()).iterfind(".//DealTerms"))


def ern_allows(
    deals: list[Any], channel: tuple[str, str], use: Use, territory: str, at: datetime
) -> bool:
    """Some deal with this channel (DPID and trading name) names the use, the place and the time."""
    return any(
        _channel(terms) == channel and _ern_holds(terms, use, territory, at) for terms in deals
    )


def _channel(terms: Any) -> tuple[str, str]:
    channel = terms.find("DistributionChannel")
    return channel.findtext("PartyId/*"), channel.findtext("TradingName")


def _ern_holds(terms: Any, use: Use, territory: str, at: datetime) -> bool:
    uses = {e.get("UserDefinedValue") or e.text for e in terms.iterfind("UseType")}
    named = {*DDEX_USE_TYPES.get(use, ()), *DDEX_USER_DEFINED.get(use, ())}
    inside = [e.text for e in terms.iterfind("TerritoryCode")]
    outside = [e.text for e in terms.iterfind("ExcludedTerritoryCode")]
    if territory == WORLDWIDE:
        here = inside == [WORLDWIDE]
    else:
        here = territory not in outside if outside else bool({territory, WORLDWIDE} & set(inside))
    begin = datetime.fromisoformat(terms.findtext("ValidityPeriod/StartDateTime"))
    end = terms.findtext("ValidityPeriod/EndDateTime")
    return (
        bool(uses & named)
        and here
        and begin <= at
        and (end is None or at < datetime.fromisoformat(end))
    )
