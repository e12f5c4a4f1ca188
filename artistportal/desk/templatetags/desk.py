"""What the desk's pages show beside their own rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from artistportal.desk.queries import queues
from artistportal.templatetags.portal import moment

register = template.Library()


@register.inclusion_tag("desk/queues.html", takes_context=True)
def desk_queues(context: Context) -> dict[str, Any]:
    """What waits for support, and how old the oldest of each is."""
    now = timezone.now()  # noqa: TID251  # drawn on the desk's first page, so it reads the clock
    return {"lengths": queues.lengths(context["request"].user.has_perm, now)}


@register.filter
def cell(value: object) -> object:
    """A moment as everywhere on the site, a dash for nothing, all else as it is."""
    if isinstance(value, datetime):
        return moment(value)
    return "–" if value is None or value == "" else value
