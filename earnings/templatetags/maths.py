"""How the numbers of a statement's content are written on the page of its maths."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django import template
from django.urls import reverse

register = template.Library()


@register.filter
def trimmed(rate: str) -> str:
    """A rate without the noughts at its end: 0.8951."""
    return rate.rstrip("0").rstrip(".") if "." in rate else rate


@register.filter
def opposite(micros: int) -> int:
    """What was taken, as what is owed instead."""
    return -micros


@register.simple_tag
def address_of(runs: Mapping[str, UUID], code: str) -> str:
    """Where the maths of a run are, if it is known."""
    return reverse("earnings:maths_run", args=[runs[code]]) if code in runs else ""
