"""The keys of this site as others know them: all that ever signed, the retired ones too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from consent.domain import signatures
from consent.domain.notes import Verifier
from consent.domain.signatures import Keys, PublicKey
from consent.models import SigningKey


def jwks() -> dict[str, Any]:
    """The JSON Web Key Set, newest key first."""
    return {"keys": [_public(key).jwk for key in SigningKey.objects.order_by("-made_at", "-pk")]}


def public() -> Keys:
    """Every key by its id."""
    return signatures.by_kid(map(_public, SigningKey.objects.all()))


def verifiers(keys: Keys | None = None) -> list[Verifier]:
    """The same keys under the name by which they sign what the log is."""
    known = public() if keys is None else keys
    return [Verifier(origin(), key) for key in known.values()]


def active() -> SigningKey | None:
    """The key that signs now; none before the first was made."""
    return SigningKey.objects.filter(retired_at=None).order_by("-made_at", "-pk").first()


def of_moment(at: datetime) -> SigningKey | None:
    """The key that was the newest at that moment, or the first there was after it."""
    made = SigningKey.objects.order_by("-made_at", "-pk")
    return made.filter(made_at__lte=at).first() or made.last()


def origin() -> str:
    """What the log calls itself: the address of its page, without the scheme."""
    return f"{settings.SITE_URL.partition('://')[2]}/log"


def _public(key: SigningKey) -> PublicKey:
    return PublicKey(key.kid, signatures.from_base64url(key.public_key))
