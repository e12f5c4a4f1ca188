"""AIPREF's Content-Usage: written, read and combined as draft-ietf-aipref-vocab says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from artistportal.roster.domain.vocabularies import AIPREF
from consent.domain.signals import structured_fields
from consent.domain.signals.declarations import Declaration

VERSION = "draft-ietf-aipref-vocab-07"
LABELS = ("train-ai", "search")


class Preference(StrEnum):
    """What a statement says of one category; nothing said is unknown, never allowed."""

    ALLOW = "y"
    DISALLOW = "n"
    UNKNOWN = ""


Preferences = Mapping[str, Preference]


def content_usage(declaration: Declaration) -> str:
    """The value of the header: a no for each category that holds a use; `y` never."""
    said = {label for use in declaration.positions for label in AIPREF.get(use, ())}
    return ", ".join(f"{label}=n" for label in LABELS if label in said)


def parse(text: str) -> Preferences:
    """What a value says of each category; what cannot be read says nothing."""
    try:
        found = structured_fields.tokens(text)
    except structured_fields.Malformed:
        found = {}
    return {label: _preference(found.get(label)) for label in LABELS}


def combine(statements: Iterable[Preferences]) -> Preferences:
    """Several statements about one thing: any no is no; else any yes is yes; else unknown."""
    statements = list(statements)
    return {label: _combined({said[label] for said in statements}) for label in LABELS}


def _preference(token: str | None) -> Preference:
    return Preference(token) if token in {"y", "n"} else Preference.UNKNOWN


def _combined(said: set[Preference]) -> Preference:
    order = (Preference.DISALLOW, Preference.ALLOW)
    return next((preference for preference in order if preference in said), Preference.UNKNOWN)
