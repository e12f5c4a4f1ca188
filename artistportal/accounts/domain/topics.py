"""What people are told about, by which channels, and which of it nobody can switch off."""

from __future__ import annotations

from enum import StrEnum


class Topic(StrEnum):
    """What a message is about."""

    SECURITY = "security"
    PAYEE = "payee"
    CONSENT_BY_OTHERS = "consent_by_others"
    HOLDS = "holds"
    REQUESTS = "requests"
    TEAM = "team"
    SPLITS = "splits"
    CASES = "cases"
    STATEMENTS = "statements"
    REPORTS = "reports"
    DOWNLOADS = "downloads"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def can_be_muted(self) -> bool:
        return self not in ALWAYS_TOLD


class Channel(StrEnum):
    """How a message reaches a person."""

    SITE = "site"
    MAIL = "mail"

    @property
    def label(self) -> str:
        return {"site": "On this site", "mail": "By mail"}[self.value]


ALWAYS_TOLD = frozenset({Topic.SECURITY, Topic.PAYEE, Topic.CONSENT_BY_OTHERS, Topic.HOLDS})
LABELS = {
    Topic.SECURITY: "Security of your account",
    Topic.PAYEE: "Where your money goes",
    Topic.CONSENT_BY_OTHERS: "Consent decided by others",
    Topic.HOLDS: "Money put on hold or released",
    Topic.REQUESTS: "Requests for your consent",
    Topic.TEAM: "Your teams",
    Topic.SPLITS: "Splits to countersign",
    Topic.CASES: "Cases",
    Topic.STATEMENTS: "Statements and payments",
    Topic.REPORTS: "Usage reports",
    Topic.DOWNLOADS: "Downloads that are ready",
}
