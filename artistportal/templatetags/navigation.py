"""Which pages the navigation leads to, for the account in view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

register = template.Library()

ENTRIES: dict[str, tuple[tuple[str, str], ...]] = {
    "artist": (
        ("Home", "earnings:home"),
        ("Consent", "consent:centre"),
        ("Works", "roster:works"),
        ("Uses", "earnings:uses"),
        ("Earnings", "earnings:overview"),
    ),
    "organisation": (("Roster", "earnings:roster"), ("Catalogue", "roster:catalogue")),
    "tool": (("Reports", "earnings:reports"),),
}
# A representative comes to an artist's consent by way of the roster.
ROSTERS_CONSENT = "/consent/artists/"


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
    kind = request.account.kind
    links = {reverse(name): label for label, name in ENTRIES.get(kind, ())}
    path = request.path.replace(ROSTERS_CONSENT, reverse("earnings:roster"), 1)
    holding = [url for url in links if url != "/" and path.startswith(url)]
    nearest = max(holding, key=len, default="/")
    return {
        "entries": [
            Entry(label, url, _mark(url, path) if url == nearest else "")
            for url, label in links.items()
        ]
    }


def _mark(url: str, path: str) -> str:
    """`page` on the page itself, `true` on those below it."""
    if url == path:
        return "page"
    return "" if url == "/" else "true"
