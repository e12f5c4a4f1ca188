"""Making, renewing and ending the keys with which a tool calls; only a hash of each is kept.

A key is `prefix_secret`: the prefix finds its row, the secret is 32 random bytes. A fast hash is
enough for a secret that nobody can guess.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from artistportal.accounts.models import User
from consent import permissions
from consent.domain.api_keys import ApiScope
from consent.models import ApiKey, Tool

OVERLAP = timedelta(days=7)
SECRET_BYTES = 32
NOBODYS = "0" * 64
PREFIX_LETTERS = string.ascii_lowercase + string.digits

COUNT = """
INSERT INTO consent_apikeyminute (key_id, minute, count) VALUES (%s, %s, 1)
ON CONFLICT (key_id) DO UPDATE SET
    count = CASE WHEN consent_apikeyminute.minute >= excluded.minute
        THEN consent_apikeyminute.count + 1 ELSE 1 END,
    minute = CASE WHEN consent_apikeyminute.minute >= excluded.minute
        THEN consent_apikeyminute.minute ELSE excluded.minute END
RETURNING count
"""


class NotToBeMade(ValueError):
    """The key cannot stand as it is; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new key, and its text, which is shown once and kept nowhere."""

    key: ApiKey
    text: str


def make(*, tool: Tool, name: str, scopes: Collection[ApiScope], by: User, now: datetime) -> Made:
    """Make a key that may do what its scopes say, until somebody ends it."""
    permissions.check_can_keep_keys(by, tool, now)
    if not name.strip():
        raise NotToBeMade("Name the key after where it will be kept, to know it again.")
    if not scopes:
        raise NotToBeMade("Choose at least one thing that the key may do.")
    draft = ApiKey(tool=tool, name=name.strip(), scopes=_in_order(scopes))
    return _store(draft, by, now)


@transaction.atomic
def renew(*, key: ApiKey, by: User, now: datetime, overlap: timedelta = OVERLAP) -> Made:
    """Make another key like this one, which ends by itself once the overlap is over."""
    permissions.check_can_keep_keys(by, key.tool, now)
    _check_in_force(key, now)
    _end(key, now + overlap)
    draft = ApiKey(
        tool=key.tool, name=key.name, scopes=key.scopes, limit_per_minute=key.limit_per_minute
    )
    return _store(draft, by, now)


def revoke(*, key: ApiKey, by: User, now: datetime) -> ApiKey:
    """End a key at once; the next call with it is refused."""
    permissions.check_can_keep_keys(by, key.tool, now)
    _check_in_force(key, now)
    _end(key, now)
    return key


def find(text: str, now: datetime) -> ApiKey | None:
    """The key in force that this text is, or None."""
    prefix, _, secret = text.partition("_")
    key = ApiKey.objects.in_force(now).select_related("tool").filter(prefix=prefix[:16]).first()
    is_this = hmac.compare_digest(key.sha256 if key else NOBODYS, _hash(text))
    return key if key and secret and is_this else None


def count(key: ApiKey, now: datetime) -> int:
    """Count one call in this minute, across all processes; notes once a minute that it was used."""
    minute = int(now.timestamp()) // 60
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key.pk, minute])
        counted: int = cursor.fetchone()[0]
    if counted == 1:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return counted


def _store(draft: ApiKey, by: User, now: datetime) -> Made:
    prefix = "ap" + "".join(secrets.choice(PREFIX_LETTERS) for _ in range(10))
    text = f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    draft.prefix, draft.sha256 = prefix, _hash(text)
    draft.made_by, draft.made_at = by, now
    draft.save(force_insert=True)
    return Made(draft, text)


def _end(key: ApiKey, until_at: datetime) -> None:
    if key.until_at is None or key.until_at > until_at:
        key.until_at = until_at
        key.save(update_fields=["until_at"])


def _check_in_force(key: ApiKey, now: datetime) -> None:
    if key.until_at is not None and key.until_at <= now:
        raise NotToBeMade(f"The key {key.name} has ended already.")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _in_order(scopes: Collection[ApiScope]) -> list[str]:
    return [scope.value for scope in ApiScope if scope in scopes]
