"""Every signal about one page, each with the standard and version that it is written in."""

from __future__ import annotations

from typing import Any

from consent.domain.signals import aipref, cawg, odrl, rsl, tdmrep
from consent.domain.signals.declarations import Declaration

VERSION = 1


def signals(declaration: Declaration, licence: str) -> dict[str, Any]:
    """All formats in one; `licence` is the address of the RSL file."""
    return {
        "version": VERSION,
        "page": declaration.address,
        "speaker": declaration.speaker,
        "target": declaration.target or None,
        "uses": {use.value: position.value for use, position in declaration.positions.items()},
        "signals": {
            "aipref": _said(aipref.VERSION, {"content-usage": aipref.content_usage(declaration)}),
            "tdmrep": _said(
                tdmrep.VERSION,
                {"headers": tdmrep.headers(declaration), "policy": tdmrep.policy(declaration)},
            ),
            "rsl": _said(rsl.VERSION, {"address": licence, "document": rsl.document(declaration)}),
            "cawg": _said(cawg.VERSION, cawg.assertion(declaration)),
            "odrl": _said(
                odrl.VERSION,
                {
                    "offer": odrl.offer(declaration),
                    "agreements": odrl.agreements(declaration),
                },
            ),
        },
    }


def headers(declaration: Declaration, licence: str) -> dict[str, str]:
    """What every answer about the page carries."""
    return {
        "Content-Usage": aipref.content_usage(declaration),
        **tdmrep.headers(declaration),
        "Link": rsl.link(licence),
    }


def _said(version: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"standard": version, **value}
