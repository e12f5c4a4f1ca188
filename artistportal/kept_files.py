"""Files that people bring as proof: kept as received, with their name, size and SHA-256."""

from __future__ import annotations

import hashlib
from typing import TypedDict

from django.core.files.base import File

LARGEST = 10 * 1024 * 1024


class TooLarge(ValueError):
    """The file cannot be kept; the sentence says why."""


class Described(TypedDict):
    """What is kept of a file beside its bytes."""

    name: str
    size: int
    sha256: str


def check(file: File[bytes]) -> None:
    """Raise the sentence that says why the file is not taken."""
    if file.size > LARGEST:
        raise TooLarge(f"{file.name} is larger than 10 MB. Send a smaller one, or a part of it.")


def described(file: File[bytes]) -> Described:
    """The sender's name of the file, as one line that fits, with its size and SHA-256."""
    name = (file.name or "").replace("\\", "/").rsplit("/", 1)[-1]
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return {
        "name": "".join(sign for sign in name if sign.isprintable())[-200:] or "file",
        "size": file.size,
        "sha256": digest.hexdigest(),
    }
