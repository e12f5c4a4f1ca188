"""Paths as robots.txt and TDMRep write them: a beginning, `*` for anything, `$` for the end."""

from __future__ import annotations

import re


def matches(pattern: str, path: str) -> bool:
    """Whether the path begins as the pattern says; upper and lower case differ."""
    ends = pattern.endswith("$")
    parts = pattern.removesuffix("$").split("*")
    text = ".*".join(re.escape(part) for part in parts)
    return re.match(text + (r"\Z" if ends else ""), path, re.DOTALL) is not None
