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
from artistportal.demo.people import SUPPORT, TOOL_REP
from artistportal.demo.plans import Plan
from artistportal.demo.reports import Ids, ReportFile, Reports
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Work
from earnings.models import RoyaltyRun, SummaryRefresh
from earnings.services import royalty_runs, summaries, usage_reports

ABANDONED_AFTER = timedelta(minutes=5)
SETTLED_AFTER = timedelta(hours=6)

Clock = Callable[[], datetime]
Tick = Callable[[], None]


def write(plan: Plan, agreements: Agreements, works: dict[str, Work]) -> Reports:
    """The reports of the plan, with the ids that the site gave to voices and licences."""
    voices = {
        planned.key: str(works[planned.key].public_id)
        for planned in plan.catalogue.of_kind(WorkKind.VOICE)
    }
    licences = {key: licence.number for key, licence in agreements.licences.items()}
    return Reports(plan.usage, Ids(voices, licences), seed=plan.seed)


def make(
    plan: Plan, users: Users, agreements: Agreements, works: dict[str, Work], ticked: Tick
) -> None:
    """Month by month: the files come and are taken in, then the runs that they are due to."""
    written = write(plan, agreements, works)
    for month in plan.timeline.months:
        files = written.of_month(month)
        for file in files:
            _receive(file, agreements, users)
        settled_at = plan.timeline.not_after(files[-1].sent_at + SETTLED_AFTER)
        _carry_out_runs(settled_at)
        ticked()


def waiting() -> int:
    """How many summaries are due."""
    return SummaryRefresh.objects.unfinished().count()


def sum_up(plan: Plan, ticked: Tick) -> None:
    """Computes every summary that is due."""
    for refresh in SummaryRefresh.objects.unfinished().order_by("month_date", "pk"):
        summaries.refresh(refresh_id=refresh.pk, clock=_clock(plan.timeline.as_of, refresh))
        ticked()


def _receive(file: ReportFile, agreements: Agreements, users: Users) -> None:
    received = usage_reports.receive(
        tool=agreements.tools[file.tool],
        file=ContentFile(file.data),
        file_name=file.name,
        by=_sender(file, users),
        now=file.sent_at,
    )
    if received.report.is_unfinished:
        clock = _clock(file.sent_at, received.report)
        usage_reports.take_in(report_id=received.report.pk, clock=clock)


def _sender(file: ReportFile, users: Users) -> User:
    """The tool's own rep where it has one here, else support, to whom it was mailed."""
    return users[TOOL_REP if file.tool == tools.REP_TOOL else SUPPORT]


def _carry_out_runs(moment: datetime) -> None:
    for run in RoyaltyRun.objects.unfinished().order_by("number"):
        royalty_runs.carry_out(run_id=run.pk, clock=_clock(moment, run))


def _clock(moment: datetime, job: Job) -> Clock:
    """A clock that stands at the moment, later by some minutes for each attempt before."""
    now = moment + ABANDONED_AFTER * job.attempts
    return lambda: now
