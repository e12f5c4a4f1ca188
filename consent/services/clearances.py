"""Answering a tool about many works at once, and signing the answer where it asks for that."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from django.conf import settings

from artistportal.roster.domain.uses import Use
from consent.domain.reasons import Reason
from consent.domain.rulings import IDENTIFIER_MALFORMED, WORK_NOT_FOUND, Ruling
from consent.models import Checkpoint, Tool
from consent.queries import rulings
from consent.queries.rulings import Answers, Asked
from consent.services import changes, signing

RECEIPT = "clearances+jwt"
# What the codes mean that no part of the rule decided.
OF_IDENTIFIERS = {
    WORK_NOT_FOUND: {
        "sentence": "No work is registered under this identifier, so nothing is cleared.",
        "cure": "Registering the work and who holds consent over it.",
    },
    IDENTIFIER_MALFORMED: {
        "sentence": "This is no identifier of a work.",
        "cure": "ISRC:, ISWC:, RECORDING:, COMPOSITION: or VOICE:, and the identifier after it.",
    },
}
MEANINGS = {
    reason.value: {"sentence": reason.sentence, "cure": reason.cure} for reason in Reason
} | OF_IDENTIFIERS


class InTheFuture(ValueError):
    """Nobody knows yet what will be cleared then."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a tool asks about works; no moment means now."""

    use: Use
    territory: str
    works: Sequence[str]
    at: datetime | None = None
    receipt: bool = False


def answer(*, tool: Tool, question: Question, now: datetime) -> dict[str, Any]:
    """The answer as it is sent: one line for each work, what the codes mean, and as of what."""
    if question.at is not None and question.at > now:
        raise InTheFuture("Ask about now or the past; what will be decided is not known.")
    changes.number_mandates(now)
    asked = Asked(tool.pk, question.use, question.territory)
    answers = rulings.answer(asked, question.works, now, question.at)
    told = {
        "question": {
            "tool": str(tool.public_id),
            "use": question.use.value,
            "territory": question.territory,
            "at": _written(answers.at),
        },
        "as_of": {"log_size": answers.log_size},
        "answers": _lines(question.works, answers),
        "meanings": _meanings(answers),
    }
    if question.receipt:
        told["receipt"] = _receipt(told, answers.log_size, now)
    return told


def _lines(works: Sequence[str], answers: Answers) -> list[dict[str, Any]]:
    parts: dict[Ruling, tuple[str, tuple[str, ...]]] = {
        ruling: (ruling.status.value, ruling.reasons) for ruling in set(answers.rulings)
    }
    lines = []
    for work, ruling in zip(works, answers.rulings, strict=True):
        status, reasons = parts[ruling]
        lines.append({"work": work, "status": status, "reasons": reasons})
    return lines


def _meanings(answers: Answers) -> dict[str, dict[str, str]]:
    codes = {code for ruling in set(answers.rulings) for code in ruling.reasons}
    return {code: MEANINGS[code] for code in sorted(codes)}


def _receipt(told: dict[str, Any], size: int, now: datetime) -> str:
    """Signs the question, the answers by their hash, their moment, and the size of the log."""
    lines = orjson.dumps(told["answers"], option=orjson.OPT_SORT_KEYS)
    root = Checkpoint.objects.filter(size=size).values_list("root", flat=True).first()
    payload = {
        "iss": settings.SITE_URL,
        "iat": int(now.timestamp()),
        "question": told["question"],
        "works": len(told["answers"]),
        "answers_sha256": hashlib.sha256(lines).hexdigest(),
        "log": {"size": size, "root": root},
    }
    return signing.jws(payload, RECEIPT, now)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
