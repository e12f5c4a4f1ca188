"""What a person reads when something was saved: since when, its numbers, and the way back."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consent.models import Decision
from consent.queries import acts


def told(saved: list[Decision]) -> SafeString:
    """For the page's status region: what was saved is linked, and can be taken back from there."""
    return _told(saved, "Saved", "Take it back")


def taken_back(saved: list[Decision]) -> SafeString:
    return _told(saved, "Taken back", "See what that did")


def _told(saved: list[Decision], what: str, link: str) -> SafeString:
    given = max(decision.given_at for decision in saved)
    numbers = sorted(decision.number for decision in saved)
    codes = _receipt(numbers[0])
    if numbers[0] != numbers[-1]:
        codes = format_html("{} to {}", codes, _receipt(numbers[-1]))
    act = acts.of_or_none(saved[-1])
    way = (
        format_html(' <a href="{}">{}</a>', reverse("consent:act", args=[act.public_id]), link)
        if act
        else ""
    )
    return format_html(
        "{}, in force from {} UTC: {}.{}", what, f"{given.day} {given:%b %Y, %H:%M}", codes, way
    )


def _receipt(number: int) -> SafeString:
    """The number as people quote it, with the way to its receipt."""
    return format_html(
        '<a href="{}">D-{}</a>', reverse("consent:receipt", args=[number]), f"{number:06d}"
    )
