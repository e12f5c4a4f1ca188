"""Signed notes and checkpoints: what the log said of itself, signed (C2SP signed-note and
tlog-checkpoint)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consent.domain.signatures import (
    NotAKey,
    NotBase64,
    PublicKey,
    from_base64,
    raw_public,
    to_base64,
)

ED25519 = b"\x01"
DASH = "— "
MOST_CHARACTERS = 100_000
MOST_SIGNATURES = 64


class NotANote(ValueError):
    """The text is no signed note, or nobody known signed it; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under the name that signs notes with it."""

    name: str
    key: PublicKey

    @property
    def key_id(self) -> bytes:
        covered = self.name.encode() + b"\n" + ED25519 + self.key.raw
        return hashlib.sha256(covered).digest()[:4]

    def __str__(self) -> str:
        """As verifiers of notes are told it: `name+key id+key`."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(ED25519 + self.key.raw)}"

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """The reverse of `str`; raises `NotAKey`."""
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        try:
            data = from_base64(encoded)
        except NotBase64 as error:
            raise NotAKey("This is no verifier key of a note: name+id+key.") from error
        if not _is_name(name) or data[:1] != ED25519:
            raise NotAKey("This is no Ed25519 verifier key of a note.")
        verifier = cls(name, PublicKey(key_id, data[1:]))
        if verifier.key_id.hex() != key_id:
            raise NotAKey("The verifier key does not have the id that it names.")
        return verifier


@dataclass(frozen=True, slots=True)
class Note:
    """A text and who signed it: names with the bytes of the signature, key id first."""

    text: str
    signatures: tuple[tuple[str, bytes], ...]

    def signers(self, verifiers: Iterable[Verifier]) -> list[Verifier]:
        """Who of these signed it; raises `NotANote` where nobody did, or one did wrongly."""
        known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
        signed = []
        for name, signature in self.signatures:
            verifier = known.get((name, signature[:4]))
            if verifier is None:
                continue
            if not verifier.key.verifies(signature[4:], self.text.encode()):
                raise NotANote(f"The signature of {name} does not fit the text.")
            signed.append(verifier)
        if not signed:
            raise NotANote("Nobody whose key is known signed it.")
        return signed


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log is at one size: its name, how many entries, and the root of their tree."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        lines = text.split("\n")
        if len(lines) < 4:
            raise NotANote("A checkpoint has three lines: the log, its size, its root.")
        origin, size, root = lines[:3]
        if not origin or not is_decimal(size):
            raise NotANote("The checkpoint names no log, or no size.")
        try:
            digest = from_base64(root)
        except NotBase64 as error:
            raise NotANote("The checkpoint's root is not base64.") from error
        if len(digest) != 32:
            raise NotANote("The checkpoint's root is not 32 bytes long.")
        return cls(origin, int(size), digest)


def sign(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """The text as a note that carries one signature."""
    verifier = Verifier(name, PublicKey("", raw_public(private)))
    signature = to_base64(verifier.key_id + private.sign(text.encode()))
    return f"{text}\n{DASH}{name} {signature}\n"


def parse(note: str) -> Note:
    """The parts of a note; raises `NotANote`. Nothing in it is to be believed before `signers`."""
    if len(note) > MOST_CHARACTERS:
        raise NotANote(f"A note has at most {MOST_CHARACTERS:,} characters here.")
    if any(sign < " " and sign != "\n" for sign in note):
        raise NotANote("A note has no control characters.")
    text, blank, below = note.rpartition("\n\n")
    if not blank or not below.endswith("\n"):
        raise NotANote("A note is a text, an empty line, and lines that sign it.")
    signatures = tuple(_signatures(below[:-1].split("\n")))
    return Note(text + "\n", signatures)


def is_decimal(text: str) -> bool:
    """Whether it is a number as these formats write it: digits, no leading zero, not endless."""
    is_digits = text.isascii() and text.isdigit() and len(text) < 20
    return is_digits and (text == "0" or text[0] != "0")


def _signatures(lines: list[str]) -> Iterator[tuple[str, bytes]]:
    if len(lines) > MOST_SIGNATURES:
        raise NotANote(f"A note has at most {MOST_SIGNATURES} signatures here.")
    for line in lines:
        name, _, encoded = line.removeprefix(DASH).partition(" ")
        try:
            signature = from_base64(encoded)
        except NotBase64 as error:
            raise NotANote("A line that should sign the note does not.") from error
        if not line.startswith(DASH) or not _is_name(name) or len(signature) < 5:
            raise NotANote("A line that should sign the note does not.")
        yield name, signature


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(sign.isspace() for sign in name)
