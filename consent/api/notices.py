"""The notices of this tool, and what it says of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from consent.api import problems
from consent.api.auth import key_of, may
from consent.api.documents import refusals
from consent.domain.api_keys import ApiScope
from consent.domain.notices import NoticeState
from consent.models import Notice
from consent.queries import notices
from consent.services import acknowledgements
from consent.services.acknowledgements import NotToBeAcknowledged

# The largest number that the databases hold.
LAST = 2**63 - 1

router = Router(tags=["notices"], auth=may(ApiScope.NOTICES_WRITE))


class NoticeTold(Schema):
    """A decision as it was told to the tool, and how it stands; body is what a webhook carries."""

    number: int
    code: str
    state: NoticeState
    made_at: str
    effective_at: str
    deadline_at: str | None
    acknowledged_at: str | None
    enforced_at: str | None
    body: dict[str, Any]


class NoticesTold(Schema):
    """Notices in the order of their numbers."""

    notices: list[NoticeTold]
    has_more: bool


class AskedNotices(Schema):
    after: Annotated[int, Field(ge=0, le=LAST, description="The last number read.")] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class SaidOfNotice(Schema):
    """Acknowledged: known. Enforced: obeyed, at a moment where that was before now."""

    state: Annotated[NoticeState, Field(description="acknowledged or enforced")]
    at: AwareDatetime | None = None


@router.get(
    "/notices",
    response={200: NoticesTold, **refusals()},
    summary="The tool's notices, oldest first",
    operation_id="notices",
)
def read_notices(request: HttpRequest, asked: Query[AskedNotices]) -> HttpResponse:
    now = timezone.now()
    theirs = Notice.objects.filter(tool=key_of(request).tool, number__gt=asked.after)
    found = list(theirs.order_by("number")[: asked.limit + 1])
    told = [_told(notice, now) for notice in found[: asked.limit]]
    return _json({"notices": told, "has_more": len(found) > asked.limit})


@router.post(
    "/notices/{number}/acknowledge",
    response={200: NoticeTold, **refusals(404, 413, 415)},
    summary="Say that a notice is known, or obeyed",
    operation_id="acknowledge",
)
def acknowledge(request: HttpRequest, number: int, said: SaidOfNotice) -> HttpResponse:
    now = timezone.now()
    if not 0 < number <= LAST:
        raise problems.missing("No notice of this tool has this number.")
    try:
        notice = acknowledgements.acknowledge(
            tool=key_of(request).tool, number=number, state=said.state, now=now, at=said.at
        )
    except Notice.DoesNotExist as unknown:
        raise problems.missing("No notice of this tool has this number.") from unknown
    except NotToBeAcknowledged as refused:
        raise problems.invalid("body.said", str(refused)) from refused
    return _json(_told(notice, now))


def _told(notice: Notice, now: datetime) -> dict[str, Any]:
    return {
        "number": notice.number,
        "code": notice.code,
        "state": notices.told(notice, now).state.value,
        "made_at": notice.made_at.isoformat(),
        "effective_at": notice.effective_at.isoformat(),
        "deadline_at": _written(notice.deadline_at),
        "acknowledged_at": _written(notice.acknowledged_at),
        "enforced_at": _written(notice.enforced_at),
        "body": orjson.loads(notice.body),
    }


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _json(told: dict[str, Any]) -> HttpResponse:
    return HttpResponse(orjson.dumps(told), content_type="application/json")
