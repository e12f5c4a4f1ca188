"""Sending notices: one round per tool at a time, oldest first, each until it is taken or given up.

A round ends where a try fails; the notice says when the next one is due, and `due` finds it. What
a worker had in hand when it was killed was noted as tried before it went out, and is tried again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from artistportal import background
from artistportal.accounts.models import User
from artistportal.background import JobState
from consent import permissions
from consent.domain import webhooks
from consent.domain.webhooks import Message
from consent.models import Notice, NoticeAttempt, WebhookEndpoint
from consent.services import posting, sealing, signing
from consent.services.posting import Outcome

logger = structlog.get_logger(__name__)
Clock = Callable[[], datetime]

# Then the round makes room for another tool's, and its task rings again.
LONGEST_ROUND = timedelta(seconds=60)
RINGS_AT_ONCE = 200
USER_AGENT = "ArtistPortal-Webhooks/1"
GONE = "The address answered 410: gone. Set a new one, or switch this one on again."


def due(now: datetime) -> list[int]:
    """The endpoints to ring for: something waits, its moment has come, no round is under way."""
    waiting = Notice.objects.filter(tool=OuterRef("tool"), is_waiting=True).order_by("number")
    quiet_since = now - WebhookEndpoint.ring_again_after
    ready = (
        WebhookEndpoint.objects.filter(Exists(waiting), is_enabled=True)
        .annotate(next_at=Subquery(waiting.values("next_attempt_at")[:1]))
        .filter(Q(next_at=None) | Q(next_at__lte=now))
        .filter(Q(rung_at=None) | Q(rung_at__lte=quiet_since))
        .exclude(state=JobState.RUNNING, heartbeat_at__gt=now - WebhookEndpoint.still_after)
    )
    ids = list(ready.order_by("rung_at", "pk").values_list("pk", flat=True)[:RINGS_AT_ONCE])
    rung = WebhookEndpoint.objects.filter(pk__in=ids)
    rung.filter(state__in=[JobState.DONE, JobState.FAILED]).update(state=JobState.WAITING)
    rung.update(rung_at=now)
    return ids


def carry_out(*, endpoint_id: int, clock: Clock) -> bool:
    """One round for one tool; says whether more could go out at once."""
    began = clock()
    endpoint = background.claim(WebhookEndpoint, endpoint_id, now=began)
    if endpoint is None:
        return False
    sent, goes_on = 0, True
    while goes_on and clock() - began < LONGEST_ROUND:
        notice = _head(endpoint, clock())
        if notice is None:
            goes_on = False
        elif not background.beat(endpoint, now=clock(), done=sent, total=0, note=notice.code):
            return False
        else:
            goes_on = _try(endpoint, notice, clock)
            sent += 1
    return background.finish(endpoint, now=clock()) and goes_on and _wait_again(endpoint)


def wake(tool: int) -> None:
    """Makes a tool's oldest waiting notice due at once: the tool has given a sign of life."""
    head = Notice.objects.of_tool(tool).waiting().values_list("pk", flat=True).first()
    if head is not None:
        Notice.objects.filter(pk=head).update(next_attempt_at=None)


def send_again(*, notice: Notice, by: User, now: datetime) -> None:
    """Put a notice back among those to be sent, with all its tries before it."""
    permissions.check_can_speak_for_tool(by, notice.tool, now)
    Notice.objects.filter(pk=notice.pk).update(
        is_waiting=True, attempts=0, next_attempt_at=None, dead_at=None
    )


def headers(endpoint: WebhookEndpoint, message: Message, now: datetime) -> dict[str, str]:
    """What goes with a message: who it is, when, and the signatures by every key in use."""
    keys = [endpoint.sealed_secret]
    if endpoint.former_until_at is not None and endpoint.former_until_at > now:
        keys.append(endpoint.former_secret)
    signatures = [webhooks.v1(message, sealing.unseal(key)) for key in keys]
    signatures += _own_signature(message, now)
    return {
        "content-type": "application/json; charset=utf-8",
        "user-agent": USER_AGENT,
        **webhooks.headers(message, signatures),
    }


def _wait_again(endpoint: WebhookEndpoint) -> bool:
    resting = WebhookEndpoint.objects.filter(pk=endpoint.pk, state=JobState.DONE)
    return bool(resting.update(state=JobState.WAITING))


def _own_signature(message: Message, now: datetime) -> list[str]:
    """By the site's own key; a notice goes out without it rather than not at all."""
    try:
        return [webhooks.v1a(signing.sign(message.signed, now)[1])]
    except signing.NoKey:
        logger.exception("webhook_without_own_signature")
        return []


def _head(endpoint: WebhookEndpoint, now: datetime) -> Notice | None:
    """The oldest notice that waits, where the tool is still to be told and its moment has come."""
    endpoint.refresh_from_db(
        fields=["url", "is_enabled", "sealed_secret", "former_secret", "former_until_at"]
    )
    if not endpoint.is_enabled:
        return None
    notice = Notice.objects.of_tool(endpoint.tool_id).waiting().first()
    if notice is None or (notice.next_attempt_at and notice.next_attempt_at > now):
        return None
    return notice


def _try(endpoint: WebhookEndpoint, notice: Notice, clock: Clock) -> bool:
    """Sends once and notes how it ended; says whether the next notice may go out."""
    now = clock()
    if notice.attempts >= webhooks.MOST_TRIES:
        return _give_up(notice, now)
    notice.attempts += 1
    notice.next_attempt_at = now + (_wait(notice, None) or timedelta())
    notice.save(update_fields=["attempts", "next_attempt_at"])
    outcome = _post(endpoint, notice, now)
    with transaction.atomic():
        NoticeAttempt.objects.create(
            notice=notice,
            at=now,
            status=outcome.status,
            error=outcome.error,
            took_ms=outcome.took_ms,
        )
        return _conclude(endpoint, notice, outcome, clock())


def _post(endpoint: WebhookEndpoint, notice: Notice, now: datetime) -> Outcome:
    message = Message(str(notice.public_id), now, notice.body)
    try:
        signed = headers(endpoint, message, now)
    except sealing.NotReadable as refusal:
        return Outcome(None, str(refusal), 0)
    return posting.post(
        endpoint.url,
        notice.body.encode(),
        signed,
        private_too=settings.WEBHOOK_ALLOW_PRIVATE,
    )


def _conclude(endpoint: WebhookEndpoint, notice: Notice, outcome: Outcome, now: datetime) -> bool:
    if outcome.is_success:
        notice.sent_at = notice.sent_at or now
        notice.is_waiting, notice.next_attempt_at = False, None
        notice.save(update_fields=["sent_at", "is_waiting", "next_attempt_at"])
        return True
    if outcome.status == webhooks.GONE:
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
            is_enabled=False, disabled_because=GONE
        )
    wait = _wait(notice, outcome.retry_after)
    if wait is None:
        return _give_up(notice, now)
    notice.next_attempt_at = now + wait
    notice.save(update_fields=["next_attempt_at"])
    return False


def _give_up(notice: Notice, now: datetime) -> bool:
    """The next one goes on; this one can be sent again by hand and be read over the API."""
    notice.dead_at, notice.is_waiting, notice.next_attempt_at = now, False, None
    notice.save(update_fields=["dead_at", "is_waiting", "next_attempt_at"])
    return True


def _wait(notice: Notice, asked: timedelta | None) -> timedelta | None:
    return webhooks.retry_in(notice.attempts, secrets.randbelow(1_000) / 1_000, asked)
