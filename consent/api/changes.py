"""What changed for this tool, and snapshots to begin from."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any
from uuid import UUID

import orjson
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from artistportal.background import JobState
from consent import tasks
from consent.api import problems
from consent.api.auth import key_of, may
from consent.api.documents import refusals
from consent.domain.api_keys import ApiScope
from consent.domain.snapshots import SnapshotFormat
from consent.models import Snapshot
from consent.queries import changes as feed
from consent.services import changes, snapshots

MOST_ROWS = 1_000
POLL_AFTER_S = 30

router = Router(tags=["changes"])


class SpanTold(Schema):
    """What holds from a moment on, until the next span."""

    from_: Annotated[str, Field(alias="from")]
    status: str
    reason: str


class PartTold(Schema):
    """Territories that are answered alike; null is everywhere else."""

    territories: list[str] | None
    spans: list[SpanTold]


class RowTold(Schema):
    """All that holds for a work: put it in place of the older row with this id."""

    id: str
    work: str
    uses: dict[str, list[PartTold]]


class ChangeTold(Schema):
    """One change, or one part of a change that touches many works."""

    number: int
    kind: str
    at: str
    decision: str | None
    takes_snapshot: Annotated[
        bool, Field(description="Too much changed for rows: take a new snapshot.")
    ]
    rows: list[RowTold]


class ChangesTold(Schema):
    """Changes in their order, and where to go on."""

    changes: list[ChangeTold]
    cursor: str
    has_more: bool
    poll_after_s: int


class AskedChanges(Schema):
    after: Annotated[
        str, Field(max_length=64, description="The cursor of the last answer or of a snapshot.")
    ] = ""
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS, description="The most rows.")] = 200


class AskedSnapshot(Schema):
    format: Annotated[
        SnapshotFormat, Field(description="The same rows, as gzip of JSON lines or as Parquet.")
    ] = SnapshotFormat.NDJSON


class SnapshotTold(Schema):
    """A snapshot, or how far its making is; the file is there once the state is done."""

    id: str
    state: str
    progress_percent: int
    tool: str
    format: SnapshotFormat
    made_at: str
    cursor: str
    works: int
    sha256: str
    signature: str
    expires_at: str | None


@router.get(
    "/changes",
    auth=may(ApiScope.CHANGES_READ),
    response={200: ChangesTold, **refusals()},
    by_alias=True,
    summary="What changed after a cursor",
    operation_id="changes",
)
def read_changes(request: HttpRequest, asked: Query[AskedChanges]) -> HttpResponse:
    now = timezone.now()
    changes.number_touches(now)
    try:
        after = feed.read_cursor(asked.after)
    except feed.NotACursor as refused:
        raise problems.invalid("query.after", str(refused)) from refused
    page = feed.page(key_of(request).tool_id, after, asked.limit, now)
    return _json(
        {
            "changes": [feed.as_json(told) for told in page.told],
            "cursor": str(page.cursor),
            "has_more": page.has_more,
            "poll_after_s": 0 if page.has_more else POLL_AFTER_S,
        }
    )


@router.get(
    "/snapshot",
    auth=may(ApiScope.CHANGES_READ),
    response={200: SnapshotTold, 202: SnapshotTold, **refusals()},
    summary="The newest snapshot, or the one that is being made",
    operation_id="snapshot",
)
def newest_snapshot(request: HttpRequest, asked: Query[AskedSnapshot]) -> HttpResponse:
    tool = key_of(request).tool
    snapshot = snapshots.ask_for(tool=tool, now=timezone.now(), written_as=asked.format)
    if snapshot.state == JobState.WAITING:
        transaction.on_commit(partial(tasks.make_snapshot.delay, snapshot.pk))
    return _told(snapshot)


@router.get(
    "/snapshots/{snapshot_id}",
    auth=may(ApiScope.CHANGES_READ),
    response={200: SnapshotTold, 202: SnapshotTold, **refusals(404)},
    summary="How far a snapshot is",
    operation_id="snapshot_state",
)
def snapshot_state(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    return _told(_of(request, snapshot_id))


@router.get(
    "/snapshots/{snapshot_id}/file",
    auth=may(ApiScope.CHANGES_READ),
    response={200: None, **refusals(404, 409)},
    summary="The rows of a snapshot: gzip of JSON lines, or Parquet",
    operation_id="snapshot_file",
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    each.content_type: {"schema": {"type": "string", "format": "binary"}}
                    for each in SnapshotFormat
                }
            }
        }
    },
)
def snapshot_file(request: HttpRequest, snapshot_id: UUID) -> HttpResponseBase:
    snapshot = _of(request, snapshot_id)
    if snapshot.state != JobState.DONE:
        raise problems.not_now("The snapshot is not made yet; ask for its state until it is done.")
    written_as = SnapshotFormat(snapshot.format)
    return FileResponse(
        snapshot.file.open("rb"),
        as_attachment=True,
        filename=f"{snapshot.public_id}.{written_as.suffix}",
        content_type=written_as.content_type,
    )


def _of(request: HttpRequest, snapshot_id: UUID) -> Snapshot:
    theirs = Snapshot.objects.filter(tool=key_of(request).tool).select_related("tool")
    snapshot = theirs.filter(public_id=snapshot_id).first()
    if snapshot is None:
        raise problems.missing("No snapshot of this tool has this id; it may have expired.")
    return snapshot


def _told(snapshot: Snapshot) -> HttpResponse:
    told = snapshots.described(snapshot) | {
        "state": str(snapshot.state),
        "progress_percent": snapshot.progress_percent,
        "signature": snapshot.signature,
        "expires_at": snapshot.expires_at.isoformat() if snapshot.expires_at else None,
    }
    return _json(told, status=200 if snapshot.state == JobState.DONE else 202)


def _json(told: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(told), status=status, content_type="application/json")
