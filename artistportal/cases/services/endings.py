"""What a case kept while it was open, and letting it go.

Packages above this one add theirs to `KEEPERS` when they are ready.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from artistportal.accounts.models import User
from artistportal.cases.domain.kinds import MoneyEffect
from artistportal.cases.models import Case


class CannotKeep(ValueError):
    """No money can be kept for this case; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Why money is kept, and until when at the latest the question is answered."""

    reason: str
    deadline_date: date


class Keeper(Protocol):
    """Somebody who keeps money while a case is open."""

    def keep(self, case: Case, keeping: Keeping, *, by: User, now: datetime) -> bool:
        """Keep the money of the case's line; False where this line is none of theirs."""

    def let_go(self, case: Case, outcome: str, *, by: User | None, now: datetime) -> None:
        """End what was kept for the case."""


KEEPERS: list[Keeper] = []


def let_go(case: Case, *, outcome: str, by: User | None, now: datetime) -> None:
    """End what is kept for the case, if anything is; its money goes where it belongs by then."""
    if case.money != MoneyEffect.KEPT.value:
        return
    for keeper in KEEPERS:
        keeper.let_go(case, outcome, by=by, now=now)
    Case.objects.filter(pk=case.pk).update(money=MoneyEffect.NONE.value)
    case.money = MoneyEffect.NONE.value
