"""What people did for the account in view: for its owners and managers, support's visits too."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal import htmx, spreadsheets
from artistportal.accounts.models import DeedConcern
from artistportal.roster.domain.activity import area_of
from artistportal.roster.domain.roles import ArtistRole
from artistportal.roster.forms.activity import ActivityForm
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.queries import activity as queries
from artistportal.roster.views import teams

PAGE_SIZE = 50
READERS = (ArtistRole.OWNER, ArtistRole.MANAGER)  # an organisation's are named the same
HEADER = (
    "at_utc",
    "area",
    "what",
    "sentence",
    "by",
    "why",
    "door",
    "support_visit",
    "before",
    "after",
)


@require_safe
def activity(request: AccountRequest) -> HttpResponse:
    """The newest deeds, filtered, and the way to the older ones."""
    key = _key(request)
    form = ActivityForm(request.GET)
    wanted = form.wanted
    before = form.cleaned_data.get("before")
    shown = queries.page(key, wanted, before, PAGE_SIZE)
    context = {
        "title": "Activity",
        "form": form,
        "shown": shown,
        "is_filtered": bool(wanted.area or wanted.since or wanted.until),
        "is_older": before is not None,
    }
    return htmx.render(
        request,
        "roster/activity.html",
        "roster/_activity.html",
        context,
        announcement=f"{len(shown.deeds)} shown",
    )


@require_safe
def activity_csv(request: AccountRequest) -> StreamingHttpResponse:
    """The same, whole, as a file."""
    found = queries.of_account(_key(request), ActivityForm(request.GET).wanted)
    pieces = spreadsheets.csv_pieces(HEADER, rows(found.iterator(chunk_size=2_000)))
    response = StreamingHttpResponse(pieces, content_type=spreadsheets.CONTENT_TYPE)
    name = f"activity-{timezone.now():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def rows(found: Iterable[DeedConcern]) -> Iterable[tuple[str, ...]]:
    for concern in found:
        deed = concern.deed
        yield (
            deed.at.isoformat(),
            area_of(deed.verb),
            deed.verb,
            deed.sentence,
            str(deed.by) if deed.by else "",
            deed.reason,
            deed.door,
            "yes" if deed.visit else "no",
            json.dumps(deed.before, ensure_ascii=False) if deed.before else "",
            json.dumps(deed.after, ensure_ascii=False) if deed.after else "",
        )


def _key(request: AccountRequest) -> str:
    """The account in view, for those of its team who may read what the others did."""
    teams.party(request)
    if request.account.role not in READERS:
        raise PermissionDenied("Only owners and managers read what was done for the account.")
    return request.account.key
