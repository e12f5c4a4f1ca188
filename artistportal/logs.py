"""What no log keeps: addresses that are secret open what they lead to for whoever reads the log."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

# Receipts that are lent, calendar feeds, and invitations.
SECRET = re.compile(r"(/(?:receipts|calendars|invitations)/)[^/\s\"'?]+")


def conceal(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Any:
    """The event with a sign in place of each secret address; for structlog's formatter."""
    for name, value in event.items():
        if isinstance(value, str) and SECRET.search(value):
            event[name] = SECRET.sub(r"\1…", value)
    return event
