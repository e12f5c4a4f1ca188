"""What consent adds to the evidence of a case: receipts, proofs, and the clearance of a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from artistportal.cases.domain.kinds import SubjectKind
from artistportal.cases.models import Case
from artistportal.cases.services.evidence import Piece, Reader, json_piece
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.models import Work
from consent.domain.clearances import Question
from consent.models import Decision, Tool
from consent.queries import case_subjects, explanations
from consent.queries import receipts as kept
from consent.queries.explanations import Explanation
from consent.services import receipts, signing
from consent.services.receipts import NotSealedYet

FORMS = ("jws", "proof")


def of_case(case: Case, reader: Reader) -> Iterable[Piece]:
    """The receipt of the decision that a case was opened from."""
    if case.subject_kind != SubjectKind.DECISION.value:
        return
    decision = case_subjects.readable(case.subject_key, reader.account, reader.now)
    if decision is not None:
        yield from of_decision(decision, reader)


def of_decision(decision: Decision, reader: Reader) -> Iterator[Piece]:
    """A decision's signed receipt, and its proof once the log is signed over it."""
    for form in FORMS:
        try:
            made = receipts.file(decision, form, reader.now)
        except (NotSealedYet, signing.NoKey):
            continue
        if made is not None:
            yield Piece(f"consent/{made.name}", made.text.encode())


def of_use(work: Work, tool: Tool, question: Question, reader: Reader) -> Iterator[Piece]:
    """Whether a work was cleared at a moment and why, with the receipts that this reader may have.

    Of decisions that others gave it says what the site says on the page that explains an answer.
    """
    told = explanations.of_work(work, question)
    yield json_piece("consent/clearance.json", _clearance(work, tool, told, question.at))
    if reader.account.kind is not AccountKind.ARTIST:
        return
    answers = (each.answer.decision for leg in told.legs for each in leg.told)
    numbers = {decision.number for decision in answers if decision}
    for decision in kept.decisions(reader.account.id).filter(number__in=numbers):
        yield from of_decision(decision, reader)


def _clearance(work: Work, tool: Tool, told: Explanation, at: datetime) -> dict[str, Any]:
    found = told.clearance
    return {
        "work": {"id": str(work.public_id), "title": work.title, "isrc": work.isrc},
        "tool": {"id": str(tool.public_id), "name": tool.name},
        "use": found.question.use.value,
        "territory": found.territory,
        "at": at.isoformat(),
        "status": found.status.value,
        "reason": {"code": found.reason.value, "sentence": found.reason.sentence},
        "legs": [
            {
                "leg": each.leg.kind.value,
                "title": each.title,
                "organisation": each.organisation,
                "reason": each.leg.reason.value,
                "answers": [
                    {
                        "artist": one.artist,
                        "reason": one.answer.reason.value,
                        "rests_on": one.rests_on,
                    }
                    for one in each.told
                ],
            }
            for each in told.legs
        ],
    }
