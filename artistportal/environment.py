"""How settings are read from the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode = WAL;"
        "PRAGMA synchronous = NORMAL;"
        # Most of what SQLite maps; of a smaller map, ten thousand lookups read page by page.
        "PRAGMA mmap_size = 2147418112;"
        "PRAGMA journal_size_limit = 27103364;"
        "PRAGMA cache_size = -20000;"
        # REPLACE removes the row it replaces; without this, past the triggers that refuse it.
        "PRAGMA recursive_triggers = ON;"
    ),
}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "") or default


def flag(name: str, *, default: bool = False) -> bool:
    """Whether the variable says yes: 1, true, yes or on."""
    return text(name, str(default)).lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.lstrip("-").isdigit():
        raise ImproperlyConfigured(f"{name} is a whole number.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """The comma-separated words of the variable."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """Django's entry for `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST:PORT/NAME`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(unquote(parts.path.removeprefix("/"))),
            # What a connection has mapped, and read of the schema, stays for the next request.
            "CONN_MAX_AGE": 60,
            "OPTIONS": dict(SQLITE_OPTIONS),
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL starts with sqlite:/// or postgresql://.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
