"""How works, shares and sentences of the roster are written on pages."""

from __future__ import annotations

from django import template

from artistportal.roster.domain import identifiers
from artistportal.roster.models import Work

register = template.Library()


@register.filter
def identifier(work: Work) -> str:
    """The work's ISRC or ISWC as people read it, else the rights holder's number, else nothing."""
    if work.isrc:
        return identifiers.show_isrc(work.isrc)
    if work.iswc:
        return identifiers.show_iswc(work.iswc)
    return work.reference
