"""Keeping secrets that must be read again: encrypted with a key made from SECRET_KEY.

Whoever has the database alone learns nothing. After a change of SECRET_KEY the old one stays among
SECRET_KEY_FALLBACKS until every secret was rotated.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

PURPOSE = b"artistportal.webhook-secret:"


class NotReadable(Exception):
    """The secret was sealed with another SECRET_KEY."""


def seal(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise NotReadable(
            "The secret was kept under another SECRET_KEY: make a new one on the tool's page."
        ) from error


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(key))) for key in keys])


def _key(secret_key: str) -> bytes:
    return urlsafe_b64encode(hashlib.sha256(PURPOSE + secret_key.encode()).digest())
