"""A decision in plain words, from what the log holds of it and from names where they are known."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime

from artistportal import territories
from artistportal.roster.domain.uses import Use

Names = Mapping[str, str]
NOBODY: Names = {}


def answer(entry: Mapping[str, object], names: Names = NOBODY) -> str:
    """`Ana Sol allows Ossilune to use all works, later ones too, for training, everywhere.`

    Names are those of the artist, the tool and the work; without one its id stands there.
    """
    who = names.get("artist") or f"The artist {_text(entry.get('artist'))}"
    is_yes = entry.get("is_yes") is True
    whom = _called(entry, names, "tool", "the tool", "any tool")
    return (
        f"{who} {'allows' if is_yes else 'does not allow'} {whom} to use {_what(entry, names)}"
        f" for {_use(entry.get('use'))}, {_where(entry.get('territories'))}{_until(entry)}."
    )


def given(entry: Mapping[str, object]) -> str:
    """`Decision D-000004, given on 3 Mar 2026, 14:05 UTC.`"""
    number = entry.get("number")
    code = f"D-{number:06d}" if type(number) is int else _text(number)
    return f"Decision {code}, given on {_moment(entry.get('given_at'))}."


def _what(entry: Mapping[str, object], names: Names) -> str:
    if entry.get("work") is not None:
        title = names.get("work")
        return f"“{title}”" if title else f"the work {_text(entry['work'])}"
    return f"all works{', later ones too,' if entry.get('reaches_later_works') else ' of that day'}"


def _called(entry: Mapping[str, object], names: Names, part: str, one: str, every: str) -> str:
    if entry.get(part) is None:
        return every
    return names.get(part) or f"{one} {_text(entry[part])}"


def _use(use: object) -> str:
    if not use:
        return "any use"
    with suppress(ValueError):
        return Use(str(use)).label.lower()
    return _text(use)


def _where(codes: object) -> str:
    if not isinstance(codes, list):
        return "everywhere"
    return f"in {', '.join(territories.name(_text(code)) for code in codes)}"


def _until(entry: Mapping[str, object]) -> str:
    return f", until {_moment(entry['ends_at'])}" if entry.get("ends_at") else ""


def _moment(written: object) -> str:
    with suppress(ValueError):
        when = datetime.fromisoformat(_text(written)).astimezone(UTC)
        return f"{when.day} {when:%b %Y, %H:%M} UTC"
    return _text(written)


def _text(value: object) -> str:
    return str(value)[:80]
