"""The usage reports: received as files, taken in, and what they are due to: runs and summaries.

No worker is needed: what the tasks would call is called here, at the moments of the tale. A job
that an interrupted run has left running is taken up a little later, when it counts as abandoned.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from artistportal.accounts.models import User
from artistportal.background import Job
from artistportal.demo import tools
from artistportal.demo.making.agreements import Agreements
from artistportal.demo.making.people import Users
from artistportal.demo.making.rosters import Rosters
from artistportal.demo.people import SUPPORT, TOOL_REP
from artistportal.demo.plans import Plan
from artistportal.demo.reports import Ids, ReportFile, Reports
from artistportal.periods import Month
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Work
from earnings.models import RoyaltyRun, SummaryRefresh
from earnings.services import royalty_runs, summaries, usage_reports

ABANDONED_AFTER = timedelta(minutes=5)
SETTLED_AFTER = timedelta(hours=6)

Clock = Callable[[], datetime]


def write(plan: Plan, agreements: Agreements, works: dict[str, Work]) -> Reports:
    """The reports of the plan, with the ids that the site gave to voices and licences."""
    voices = {
        planned.key: str(works[planned.key].public_id)
        for planned in plan.catalogue.of_kind(WorkKind.VOICE)
    }
    licences = {key: licence.number for key, licence in agreements.licences.items()}
    return Reports(plan.usage, Ids(voices, licences), seed=plan.seed)


class Settling:
    """Takes in the files of one month after the other, and settles what they are due to."""

    def __init__(
        self,
        plan: Plan,
        users: Users,
        rosters: Rosters,
        agreements: Agreements,
        works: dict[str, Work],
    ) -> None:
        self.plan = plan
        self.users = users
        self.rosters = rosters
        self.agreements = agreements
        self.written = write(plan, agreements, works)

    def settle(self, month: Month) -> set[int]:
        """Receives a month's files, each with its runs; the ids of summaries that are now due."""
        due: set[int] = set()
        for file in self.written.of_month(month):
            due.update(self._receive(file))
            due |= self.carry_out(self.plan.timeline.not_after(file.sent_at + SETTLED_AFTER))
        return due

    def carry_out(self, moment: datetime) -> set[int]:
        """Carries out the runs that wait; the ids of summaries that are now due."""
        due: set[int] = set()
        for run in RoyaltyRun.objects.unfinished().order_by("number"):
            due.update(royalty_runs.carry_out(run_id=run.pk, clock=_clock(moment, run)))
        return due

    def _receive(self, file: ReportFile) -> list[int]:
        received = usage_reports.receive(
            tool=self.agreements.tools[file.tool],
            file=ContentFile(file.data),
            file_name=file.name,
            by=self._sender(file),
            now=file.sent_at,
        )
        report = received.report
        if not report.is_unfinished:
            return []
        clock = _clock(file.sent_at, report)
        return usage_reports.take_in(report_id=report.pk, clock=clock).summaries

    def _sender(self, file: ReportFile) -> User:
        """The tool's own rep where it has one here, else support, to whom it was mailed."""
        return self.users[TOOL_REP if file.tool == tools.REP_TOOL else SUPPORT]


def unfinished_summaries() -> list[int]:
    """The summaries that still wait, or that an interrupted run has left."""
    waiting = SummaryRefresh.objects.unfinished().order_by("month_date", "pk")
    return list(waiting.values_list("pk", flat=True))


def sum_up(refresh_id: int, moment: datetime) -> None:
    """Computes one summary, again where something has changed meanwhile."""
    due = [refresh_id]
    while due:
        refresh = SummaryRefresh.objects.get(pk=due[0])
        due = summaries.refresh(refresh_id=refresh.pk, clock=_clock(moment, refresh))


def _clock(moment: datetime, job: Job) -> Clock:
    """A clock that stands at the moment, later by some minutes for each attempt before."""
    now = moment + ABANDONED_AFTER * job.attempts
    return lambda: now
