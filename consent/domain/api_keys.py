"""What a key of a tool may be used for."""

from __future__ import annotations

from enum import StrEnum


class ApiScope(StrEnum):
    """One thing that a key lets its holder do."""

    CLEARANCES_READ = "clearances:read"
    CHANGES_READ = "changes:read"
    REPORTS_WRITE = "reports:write"
    NOTICES_WRITE = "notices:write"

    @property
    def label(self) -> str:
        return {
            "clearances:read": "Ask what is cleared",
            "changes:read": "Follow changes and take snapshots",
            "reports:write": "Send usage reports and read what became of them",
            "notices:write": "Read and acknowledge notices",
        }[self.value]
