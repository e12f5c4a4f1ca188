"""Which pages the navigation leads to, for the account in view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone

from artistportal.accounts.queries import notifications
from artistportal.roster.domain.accounts import AccountKind
from consent.queries import artists, requests

register = template.Library()

ENTRIES: dict[str, tuple[tuple[str, str], ...]] = {
    "artist": (
        ("Home", "earnings:home"),
        ("Consent", "consent:centre"),
        ("Requests", "consent:requests"),
        ("Works", "roster:works"),
        ("Uses", "earnings:uses"),
        ("Earnings", "earnings:overview"),
        ("Cases", "cases:list"),
    ),
    "organisation": (
        ("Roster", "earnings:roster"),
        ("Requests", "consent:proposals"),
        ("Catalogue", "roster:catalogue"),
        ("Splits", "roster:splits"),
        ("Licences", "consent:drafts"),
        ("Earnings", "earnings:label"),
        ("Cases", "cases:list"),
    ),
    "tool": (
        ("Reports", "earnings:reports"),
        ("Requests", "consent:proposals"),
        ("Notices", "consent:notices"),
        ("Keys", "consent:keys"),
        ("Cases", "cases:list"),
    ),
}
# A representative comes to an artist's consent by way of the roster.
WITH_COUNT = "consent:requests"
ROSTERS_CONSENT = "/consent/artists/"
# What else is below an entry: an organisation's statements, balance and so on below its earnings.
SECTIONS = {"/earnings/label/": "/earnings/"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the navigation; `current` is the value of its aria-current."""

    label: str
    url: str
    current: str
    count: int = 0


@register.inclusion_tag("_navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """The main links of the account in view, with the one that holds this page marked."""
    request = context["request"]
    kind = request.account.kind
    links = {reverse(name): label for label, name in ENTRIES.get(kind, ())}
    path = request.path.replace(ROSTERS_CONSENT, reverse("earnings:roster"), 1)
    holding = [url for url in links if url != "/" and path.startswith(SECTIONS.get(url, url))]
    nearest = max(holding, key=len, default="/")
    waiting = {reverse(WITH_COUNT): _waiting(context)}
    return {
        "entries": [
            Entry(label, url, _mark(url, path) if url == nearest else "", waiting.get(url, 0))
            for url, label in links.items()
        ]
    }


@register.inclusion_tag("_unread.html", takes_context=True)
def unread(context: Context, *, is_swapped: bool = False) -> dict[str, Any]:
    """The link to the inbox with how much of it is unread; swapped into pages that stay."""
    request = context["request"]
    ask = notifications.unread_count if is_swapped else notifications.unread_when_loaded
    count = ask(request.user)
    most = notifications.MOST_COUNTED
    return {
        "unread": count if count < most else f"{most - 1}+",
        "is_swapped": is_swapped,
        "is_current": request.path == reverse("accounts:inbox"),
    }


def _waiting(context: Context) -> int:
    """How many requests wait for the artist's answer; a page that lists them knows it already."""
    account = context["request"].account
    if account.kind != AccountKind.ARTIST or not account.id:
        return 0
    if "waiting" in context:
        return len(context["waiting"])
    now = timezone.now()  # noqa: TID251  # drawn on every page, so it reads the clock itself
    return requests.waiting_count(artists.themselves(account), now)


def _mark(url: str, path: str) -> str:
    """`page` on the page itself, `true` on those below it."""
    if url == path:
        return "page"
    return "" if url == "/" else "true"
