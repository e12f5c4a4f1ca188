"""Moving a case: the table says where a verb leads, and of two at once one wins."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.accounts.services import audit
from artistportal.accounts.services.audit import Fact
from artistportal.cases.domain import moves
from artistportal.cases.domain.moves import NotThere
from artistportal.cases.domain.states import CaseState, Party
from artistportal.cases.models import Case, CaseMove
from artistportal.cases.queries import cases

__all__ = ["NotThere", "Step", "carry_out"]


@dataclass(frozen=True, slots=True)
class Step:
    """What is done to a case, by whom, why, and which of its fields change with it."""

    verb: str
    party: Party
    reason: str = ""
    changes: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def carry_out(case: Case, step: Step, *, by: User | None, now: datetime) -> CaseMove:
    """Move the case from where its row was read; raises where somebody moved it meanwhile."""
    move = moves.check(step.verb, step.party, CaseState(case.state))
    changes = {"moved_at": now, **step.changes}
    standing = Case.objects.filter(pk=case.pk, state=move.start.value)
    if not standing.update(state=move.end.value, **changes):
        case.refresh_from_db(fields=["state"])
        moves.check("", step.party, CaseState(case.state))
    case.state = move.end.value
    for name, value in changes.items():
        setattr(case, name, value)
    audit.record(
        Fact(
            verb=f"case.{step.verb}",
            subject=f"case:{case.public_id}",
            sentence=f"{case.code}: {SENTENCES[step.verb]}",
            concerns=[key] if (key := cases.account_key(case)) else [],
            before={"state": move.start.value},
            after={"state": move.end.value},
            reason=step.reason,
        ),
        by=by,
        now=now,
    )
    return CaseMove.objects.create(
        case=case,
        verb=move.verb,
        start=move.start.value,
        end=move.end.value,
        by=by,
        at=now,
        reason=step.reason,
    )


SENTENCES = {
    "take": "support took it up.",
    "ask": "support asked the person who opened it.",
    "answer": "its opener answered.",
    "refer": "support asked somebody else.",
    "resume": "support works on it again.",
    "decide": "decided.",
    "withdraw": "withdrawn by its opener.",
    "appeal": "its opener appealed.",
    "close": "closed.",
}
