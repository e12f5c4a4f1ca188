"""Where a tool hears of decisions: its address, its secret, and a message to try both."""

from __future__ import annotations

import json
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from artistportal.accounts.models import User
from artistportal.background import JobState
from consent import permissions
from consent.domain import targets, webhooks
from consent.domain.targets import NotATarget
from consent.domain.webhooks import Message
from consent.models import Tool, WebhookEndpoint
from consent.services import deliveries, posting, sealing
from consent.services.posting import Outcome

__all__ = ["NotATarget", "Shown", "ping", "rotate_secret", "set_url", "switch"]

BOTH_SIGN_FOR = timedelta(days=1)
# A person waits for the answer to a ping.
PING_SECONDS = 6.0


@dataclass(frozen=True, slots=True)
class Shown:
    """An endpoint, and its secret where that is new: it is shown this once."""

    endpoint: WebhookEndpoint
    secret: str = ""


@transaction.atomic
def set_url(*, tool: Tool, url: str, by: User, now: datetime) -> Shown:
    """Say where the tool hears of decisions; the first time this makes its secret.

    Everything that waits is sent there, oldest first. Raises `NotATarget`.
    """
    permissions.check_can_speak_for_tool(by, tool, now)
    targets.target(url, private_too=settings.WEBHOOK_ALLOW_PRIVATE)
    secret = _new_secret()
    endpoint, is_new = WebhookEndpoint.objects.get_or_create(
        tool=tool,
        defaults={
            "url": url,
            "sealed_secret": sealing.seal(secret),
            "set_by": by,
            "set_at": now,
            "created_at": now,
            "state": JobState.DONE,
        },
    )
    endpoint.url, endpoint.set_by, endpoint.set_at = url, by, now
    endpoint.is_enabled, endpoint.disabled_because = True, ""
    endpoint.save(update_fields=["url", "set_by", "set_at", "is_enabled", "disabled_because"])
    deliveries.wake(tool.pk)
    return Shown(endpoint, secret if is_new else "")


@transaction.atomic
def rotate_secret(*, tool: Tool, by: User, now: datetime) -> Shown:
    """Make a new secret; for a day the one before signs too, so that the tool loses nothing."""
    permissions.check_can_speak_for_tool(by, tool, now)
    endpoint = WebhookEndpoint.objects.select_for_update().get(tool=tool)
    secret = _new_secret()
    endpoint.former_secret, endpoint.former_until_at = endpoint.sealed_secret, now + BOTH_SIGN_FOR
    endpoint.sealed_secret = sealing.seal(secret)
    endpoint.save(update_fields=["former_secret", "former_until_at", "sealed_secret"])
    return Shown(endpoint, secret)


def switch(*, tool: Tool, on: bool, by: User, now: datetime) -> None:
    """Stop sending to a tool, or go on: what was decided meanwhile waits."""
    permissions.check_can_speak_for_tool(by, tool, now)
    because = "" if on else f"Switched off by {by} on {now.day} {now:%b %Y}."
    WebhookEndpoint.objects.filter(tool=tool).update(is_enabled=on, disabled_because=because)
    if on:
        deliveries.wake(tool.pk)


def ping(*, tool: Tool, by: User, now: datetime) -> Outcome:
    """Send a message that means nothing, and say what came back; on success what waits goes too."""
    permissions.check_can_speak_for_tool(by, tool, now)
    endpoint = WebhookEndpoint.objects.get(tool=tool)
    stamp = now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    body = json.dumps({"type": "ping", "timestamp": stamp, "data": {"tool": str(tool.public_id)}})
    message = Message(str(uuid.uuid4()), now, body)
    outcome = posting.post(
        endpoint.url,
        body.encode(),
        deliveries.headers(endpoint, message, now),
        private_too=settings.WEBHOOK_ALLOW_PRIVATE,
        seconds=PING_SECONDS,
    )
    if outcome.is_success:
        deliveries.wake(tool.pk)
    return outcome


def _new_secret() -> str:
    return webhooks.written(secrets.token_bytes(webhooks.SECRET_BYTES))
