"""Proof that an entry is in the log, as files that are checked without the site.

`Inclusion` is the proof. It is written as a C2SP tlog-proof, whose extra data is the entry itself,
and within our own proof file, one JSON object that a person can keep:

    {"format": "artistportal.consent-proof/1",
     "receipt": a signed receipt, compact JWS,
     "inclusion": {"index": 4, "size": 9, "path": [base64, ...]},
     "checkpoint": a signed note}

What it says besides (`words`, how artist, work and tool were called when the file was made) is
signed by nobody.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from consent.domain import notes, tokens, trees
from consent.domain.notes import Checkpoint, NotANote
from consent.domain.signatures import NotBase64, from_base64, to_base64

FORMAT = "artistportal.consent-proof/1"
TLOG = "c2sp.org/tlog-proof@v1"
LONGEST_PATH = 64


class NotAProof(ValueError):
    """The text is no proof; the sentence says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Where an entry is, its path to the root, and the signed note that holds the root."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    entry: bytes | None = None

    def holds(self, entry: bytes, checkpoint: Checkpoint) -> bool:
        """Whether the entry is in the tree of the checkpoint."""
        leaf = trees.leaf_hash(entry)
        return trees.includes(leaf, self.index, checkpoint.size, self.path, checkpoint.root)


@dataclass(frozen=True, slots=True)
class ProofFile:
    """A receipt with the proof that what it says is in the log."""

    receipt: str
    inclusion: Inclusion
    words: dict[str, Any]


def write(receipt: str, inclusion: Inclusion, words: dict[str, Any]) -> str:
    size = Checkpoint.parse(notes.parse(inclusion.checkpoint).text).size
    proof = {
        "format": FORMAT,
        "receipt": receipt,
        "inclusion": {
            "index": inclusion.index,
            "size": size,
            "path": [to_base64(digest) for digest in inclusion.path],
        },
        "checkpoint": inclusion.checkpoint,
        "words": words,
    }
    return json.dumps(proof, indent=2, ensure_ascii=False) + "\n"


def read(text: str) -> ProofFile:
    """The parts of a proof file; raises `NotAProof`. Nothing is checked yet."""
    try:
        found = tokens.load(text)
    except tokens.NotAToken as error:
        raise NotAProof(str(error)) from error
    if found.get("format") != FORMAT:
        raise NotAProof(f"The file does not call itself {FORMAT}.")
    receipt, checkpoint = found.get("receipt"), found.get("checkpoint")
    inclusion, words = found.get("inclusion"), found.get("words")
    if not isinstance(receipt, str) or not isinstance(checkpoint, str):
        raise NotAProof("The file lacks its receipt or its checkpoint.")
    if not isinstance(inclusion, dict):
        raise NotAProof("The file lacks the proof of inclusion.")
    index, path = inclusion.get("index"), inclusion.get("path")
    if type(index) is not int or not isinstance(path, list):
        raise NotAProof("The proof of inclusion lacks its index or its path.")
    return ProofFile(
        receipt,
        Inclusion(index, _path(path), checkpoint),
        words if isinstance(words, dict) else {},
    )


def write_tlog(inclusion: Inclusion) -> str:
    """As C2SP tlog-proof."""
    lines = [TLOG]
    if inclusion.entry is not None:
        lines.append(f"extra {to_base64(inclusion.entry)}")
    lines.append(f"index {inclusion.index}")
    lines += [to_base64(digest) for digest in inclusion.path]
    return "\n".join(lines) + "\n\n" + inclusion.checkpoint


def read_tlog(text: str) -> Inclusion:
    """The parts of a tlog-proof; raises `NotAProof`. Nothing is checked yet."""
    head, blank, checkpoint = text.partition("\n\n")
    first, *lines = head.split("\n")
    if first != TLOG or not blank:
        raise NotAProof(f"A tlog-proof begins with {TLOG} and ends with a checkpoint.")
    entry = None
    if lines and lines[0].startswith("extra "):
        try:
            entry = from_base64(lines.pop(0).removeprefix("extra "))
        except NotBase64 as error:
            raise NotAProof("The extra data of the tlog-proof is not base64.") from error
    index = lines.pop(0).removeprefix("index ") if lines[:1] and lines[0][:6] == "index " else ""
    if not notes.is_decimal(index):
        raise NotAProof("The tlog-proof lacks the index of its entry.")
    return Inclusion(int(index), _path(lines), checkpoint, entry)


def signed_checkpoint(
    inclusion: Inclusion, verifiers: Sequence[notes.Verifier]
) -> tuple[Checkpoint, notes.Verifier]:
    """The proof's checkpoint and who signed it; raises `NotANote`."""
    note = notes.parse(inclusion.checkpoint)
    checkpoint = Checkpoint.parse(note.text)
    theirs = [each for each in note.signers(verifiers) if each.name == checkpoint.origin]
    if not theirs:
        raise NotANote("The checkpoint is not signed in the name of the log that it is about.")
    return checkpoint, theirs[0]


def _path(written: Sequence[object]) -> tuple[bytes, ...]:
    if len(written) > LONGEST_PATH:
        raise NotAProof(f"No proof of inclusion has more than {LONGEST_PATH} hashes.")
    try:
        path = tuple(from_base64(each) for each in written if isinstance(each, str))
    except NotBase64 as error:
        raise NotAProof("A hash of the proof is not base64.") from error
    if len(path) != len(written) or any(len(digest) != 32 for digest in path):
        raise NotAProof("A hash of the proof is not 32 bytes long.")
    return path
