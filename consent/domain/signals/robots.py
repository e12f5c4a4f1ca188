"""robots.txt with AIPREF's Content-Usage and RSL's License, and how a crawler reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from consent.domain.signals import aipref
from consent.domain.signals.aipref import Preferences
from consent.domain.signals.patterns import matches

VERSION = "draft-ietf-aipref-attach, RFC 9309, RSL 1.0"
EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class Reading:
    """Whether a path may be fetched, and what is said of its use; nothing where it may not."""

    is_crawlable: bool
    preferences: Preferences


def text(open_paths: Iterable[str], published: str, licence: str) -> str:
    """The whole file: only these paths are open, and below `published` training is refused."""
    lines = [
        f"User-Agent: {EVERYBODY}",
        *(f"Allow: {path}" for path in open_paths),
        "Disallow: /",
        f"Content-Usage: {published} train-ai=n",
        "",
        f"License: {licence}",
        "",
    ]
    return "\n".join(lines)


def read(robots: str, path: str) -> Reading:
    """What the file says to everybody about a path: the longest rule decides.

    Of equally long rules Allow wins over Disallow, and a no over a yes.
    """
    rules = [rule for rule in _rules(robots) if matches(rule[1], path)]
    access = [(len(rule), name == "allow") for name, rule, _ in rules if name in _ACCESS and rule]
    if not max(access, default=(0, True))[1]:
        return Reading(is_crawlable=False, preferences=aipref.combine([]))
    said = [(len(rule), value) for name, rule, value in rules if name == _USAGE]
    longest = max((length for length, _ in said), default=0)
    nearest = [aipref.parse(value) for length, value in said if length == longest]
    return Reading(is_crawlable=True, preferences=aipref.combine(nearest))


_ACCESS = frozenset({"allow", "disallow"})
_USAGE = "content-usage"


def _rules(robots: str) -> Iterator[tuple[str, str, str]]:
    """The rules for everybody: name, path, value."""
    is_ours, is_naming = False, False
    for line in robots.splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip(" \t")
        if not colon:
            continue
        if name == "user-agent":
            is_ours = value == EVERYBODY or (is_naming and is_ours)
            is_naming = True
            continue
        is_naming = is_naming and name not in {*_ACCESS, _USAGE}
        if is_ours and name in _ACCESS:
            yield name, value, ""
        elif is_ours and name == _USAGE:
            yield name, *_path_and_value(value)


def _path_and_value(text: str) -> tuple[str, str]:
    if not text.startswith("/"):
        return "", text
    path, _, value = text.replace("\t", " ").partition(" ")
    return path, value
