"""Money that waits because of a case: a dispute about its work, as long as the case goes on."""

from __future__ import annotations

from datetime import datetime

from artistportal.accounts.models import User
from artistportal.cases.models import Case
from artistportal.cases.services.endings import Keeping
from earnings.models import Dispute
from earnings.queries import case_subjects
from earnings.services import disputes
from earnings.services.disputes import Question

NEXT_STEP = "Support decides {code}; then the money goes where it belongs."


class CaseDisputes:
    """Keeps the money of a case's work by a dispute, and ends it with the case."""

    def keep(self, case: Case, keeping: Keeping, *, by: User, now: datetime) -> bool:
        """Open a dispute about the work, with the tool that the line names or with all."""
        found = case_subjects.work_of(case)
        if found is None:
            return False
        work, tool = found
        question = Question(
            work=work,
            tool=tool,
            reason=keeping.reason[:300],
            next_step=NEXT_STEP.format(code=case.code),
            deadline_date=keeping.deadline_date,
        )
        begun = disputes.begin(question=question, by=by, now=now)
        Dispute.objects.filter(pk=begun.dispute.pk).update(case=case)
        return True

    def let_go(self, case: Case, outcome: str, *, by: User | None, now: datetime) -> None:
        """End the case's disputes; the runs that wait for it are computed anew."""
        for dispute in Dispute.objects.open().filter(case=case).select_related("work"):
            disputes.end_with_case(dispute=dispute, outcome=outcome[:300], by=by, now=now)
