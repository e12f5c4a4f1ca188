"""What an answer would do to models and money, for the pages on which it is given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.http import urlencode

from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.domain.uses import Use
from earnings import permissions
from earnings.queries import outlooks
from earnings.queries.outlooks import Asked

register = template.Library()


@register.inclusion_tag("earnings/_outlook.html", takes_context=True)
def outlook(
    context: Context,
    artist: int,
    tool: int | None,
    uses: Iterable[str],
    works: Iterable[int] | None = None,
) -> dict[str, Any]:
    """Model versions that contain the works, what they still pay, and what it may be worth.

    `{% outlook artist_id tool_id uses work_ids %}`, all plain ids: `uses` are uses or their values
    (none means every use), `tool_id` None means every tool, `work_ids` left out all works of the
    artist. At most six queries whatever there is; two where money is not shown: that follows
    `request.account`, and is never shown of another artist. Once on a page.
    """
    account = context["request"].account
    is_theirs = account.kind is AccountKind.ARTIST and account.id == artist
    asked = Asked(
        artist=artist,
        tool=tool,
        uses=tuple(map(Use, uses)) or tuple(Use),
        works=None if works is None else frozenset(works),
    )
    sees_money = is_theirs and permissions.sees_money(account)
    now = timezone.now()  # noqa: TID251  # whoever writes a template has no clock to pass
    return {"outlook": outlooks.outlook(asked, sees_money=sees_money, now=now)}


@register.inclusion_tag("earnings/_outlook_later.html")
def outlook_later(base: str, chosen: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The same, fetched when the page stands: `base` is the consent page's address, `chosen` the
    names and values of its form of answers. Costs the page no query.
    """
    return {"url": f"{base}outlook/?{urlencode(list(chosen))}"}


@register.inclusion_tag("earnings/_outlook_later.html")
def outlook_of_request(base: str, public_id: object) -> dict[str, Any]:
    """The same of a request: `base` is the address of the list of requests."""
    return {"url": f"{base}{public_id}/outlook/"}
