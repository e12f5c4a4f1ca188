"""Which pages the navigation leads to, for the account in view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse

register = template.Library()

ENTRIES: dict[str, tuple[tuple[str, str], ...]] = {
    "artist": (
        ("Home", "earnings:home"),
        ("Consent", "consent:centre"),
        ("Works", "roster:works"),
        ("Uses", "earnings:uses"),
        ("Earnings", "earnings:overview"),
    ),
    "organisation": (("Roster", "earnings:roster"),),
    "tool": (("Reports", "earnings:reports"),),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the navigation; `current` is the value of its aria-current."""

    label: str
    url: str
    current: str


@register.inclusion_tag("_navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """The main links of the account in view, with the one that holds this page marked."""
    request = context["request"]
    kind = getattr(getattr(request, "account", None), "kind", "")
    entries = [_entry(label, name, request.path) for label, name in ENTRIES.get(kind, ())]
    return {"entries": [entry for entry in entries if entry]}


def _entry(label: str, name: str, path: str) -> Entry | None:
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    if path == url:
        return Entry(label, url, "page")
    return Entry(label, url, "true" if url != "/" and path.startswith(url) else "")
