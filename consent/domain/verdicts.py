"""What holds of a receipt or a proof that somebody hands in, in sentences.

Nothing handed in is trusted before a signature by a known key, or a path to a root that such a key
signed, leads to it. Whatever it is, the answer is a verdict and never an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from consent.domain import notes, proofs, signatures, tokens
from consent.domain.notes import NotANote, Verifier
from consent.domain.proofs import Inclusion, NotAProof
from consent.domain.receipts import payload
from consent.domain.receipts.payload import Said
from consent.domain.signatures import Keys
from consent.domain.tokens import NotAToken

MOST_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: it holds, it does not, or (None) it could not be checked."""

    holds: bool | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that was found. `entry` is the decision, there only where something vouches for it."""

    kind: str
    findings: list[Finding] = field(default_factory=list)
    entry: dict[str, Any] | None = None
    said: Said | None = None
    words: dict[str, str] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether something was proved, and nothing of it is wrong."""
        wrong = any(finding.holds is False for finding in self.findings)
        return not wrong and self.entry is not None


@dataclass(frozen=True, slots=True)
class Trust:
    """The keys that are believed; without verifiers, the same keys under any log's name."""

    keys: Keys
    verifiers: Sequence[Verifier] | None = None

    def verifiers_of(self, checkpoint: str) -> Sequence[Verifier]:
        if self.verifiers is not None:
            return self.verifiers
        origin = checkpoint.partition("\n")[0]
        return [Verifier(origin, key) for key in self.keys.values()]


def examine(text: str, trust: Trust) -> Verdict:
    """Look at whatever it is: a receipt, a proof file or a tlog-proof."""
    text = text.strip()
    if not text:
        return _nothing("Nothing was given to check.")
    if len(text) > MOST_CHARACTERS:
        return _nothing(f"It is longer than {MOST_CHARACTERS:,} characters; no receipt is.")
    if not trust.keys and not trust.verifiers:
        return _nothing("No key is known here that could have signed it.")
    text = text.replace("\r\n", "\n")
    if text.startswith(proofs.TLOG):
        return _examine_tlog(f"{text}\n", trust)
    if text.startswith("{"):
        return _examine_proof(text, trust)
    return _examine_receipt("".join(text.split()), trust)


def _nothing(sentence: str) -> Verdict:
    return Verdict("", [Finding(False, sentence)])


def _examine_receipt(token: str, trust: Trust) -> Verdict:
    findings: list[Finding] = []
    if not trust.keys:
        return _nothing("A receipt is checked by a set of keys, not by the key of a log alone.")
    said = _signed(token, trust, findings)
    return Verdict("receipt", findings, said.decision if said else None, said)


def _examine_proof(text: str, trust: Trust) -> Verdict:
    findings: list[Finding] = []
    try:
        proof = proofs.read(text)
    except NotAProof as refusal:
        return Verdict("proof", [Finding(False, str(refusal))])
    said = _signed(proof.receipt, trust, findings)
    if said is None and not trust.keys:
        said = _unsigned(proof.receipt, findings)
    if said is None:
        return Verdict("proof", findings)
    proved = _included(proof.inclusion, said.entry, trust, findings)
    if proof.inclusion.index != said.number - 1:
        findings.append(Finding(False, "The proof is about another entry than the receipt."))
    words = {key: str(word)[:200] for key, word in proof.words.items()}
    return Verdict("proof", findings, said.decision if proved or trust.keys else None, said, words)


def _examine_tlog(text: str, trust: Trust) -> Verdict:
    findings: list[Finding] = []
    try:
        inclusion = proofs.read_tlog(text)
    except NotAProof as refusal:
        return Verdict("tlog-proof", [Finding(False, str(refusal))])
    if inclusion.entry is None:
        missing = "It does not carry the entry (“extra”), so there is nothing to compare."
        return Verdict("tlog-proof", [Finding(False, missing)])
    if not _included(inclusion, inclusion.entry, trust, findings):
        return Verdict("tlog-proof", findings)
    try:
        entry = tokens.load(inclusion.entry.decode(errors="replace"))
    except NotAToken:
        findings.append(Finding(False, "The entry is no decision of this kind of log."))
        return Verdict("tlog-proof", findings)
    if entry.get("number") != inclusion.index + 1:
        findings.append(Finding(False, "The entry's number does not fit its place."))
    return Verdict("tlog-proof", findings, entry)


def _signed(token: str, trust: Trust, findings: list[Finding]) -> Said | None:
    """What the receipt says, if one of the keys signed it."""
    if not trust.keys:
        return None
    try:
        read = tokens.read(token, trust.keys)
        findings.append(
            Finding(True, f"The key {read.key.kid} signed it, and nothing was changed.")
        )
        said = payload.read(read.payload)
    except NotAToken as refusal:
        findings.append(Finding(False, str(refusal)))
        return None
    findings.append(Finding(True, "The decision, its seal and the receipt's id fit each other."))
    return said


def _unsigned(token: str, findings: list[Finding]) -> Said | None:
    """What the receipt says, although no key was given that could have signed it."""
    try:
        said = payload.read(tokens.unverified(token))
    except NotAToken as refusal:
        findings.append(Finding(False, str(refusal)))
        return None
    not_checked = "The receipt's own signature was not checked: no set of keys was given."
    findings.append(Finding(None, not_checked))
    return said


def _included(inclusion: Inclusion, entry: bytes, trust: Trust, findings: list[Finding]) -> bool:
    """Whether a checkpoint that somebody known signed covers the entry."""
    try:
        verifiers = trust.verifiers_of(inclusion.checkpoint)
        checkpoint, signer = proofs.signed_checkpoint(inclusion, verifiers)
    except NotANote as refusal:
        findings.append(Finding(False, f"The checkpoint does not hold. {refusal}"))
        return False
    key = signer.key.kid or signer.key_id.hex()
    signed = f"The log {checkpoint.origin} signed its {checkpoint.size:,} entries by the key {key}."
    findings.append(Finding(True, signed))
    holds = inclusion.holds(entry, checkpoint)
    findings.append(
        Finding(
            holds,
            f"The decision is number {inclusion.index + 1:,} of them."
            if holds
            else "The decision is not where the proof says: its path does not lead to the root.",
        )
    )
    return holds


def read_keys(text: str) -> Trust:
    """Whom to believe, from a JSON Web Key Set or a note's verifier key; raises `NotAKey`."""
    if text.lstrip().startswith("{"):
        return Trust(_jwks(text))
    return Trust({}, [notes.Verifier.parse(text)])


def _jwks(text: str) -> Keys:
    try:
        return signatures.from_jwks(tokens.load(text))
    except NotAToken as error:
        raise signatures.NotAKey("The keys are not JSON.") from error
