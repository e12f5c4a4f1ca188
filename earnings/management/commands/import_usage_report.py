"""Bring a usage report in, as its tool would send it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from artistportal.background import JobState
from consent.models import Tool
from earnings import tasks
from earnings.models import ReportProblem, RoyaltyRun, UsageReport
from earnings.services import royalty_runs, summaries, usage_reports
from earnings.services.report_dues import Due
from earnings.services.report_replacements import NotReplaceable
from earnings.services.usage_reports import NotReceived, Received

SHOWN_PROBLEMS = 50


class Command(BaseCommand):
    help = (
        "Keeps a usage report (docs/usage-report.md, or a DDEX DSR flat file) and has it taken in:"
        " by the worker, or with --wait here and now, runs and summaries included."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="TSV or CSV, gzip or not, or Parquet")
        parser.add_argument("--tool", required=True, metavar="SLUG", help="the tool that sent it")
        parser.add_argument(
            "--replaces", default="", metavar="R-000012", help="the report that it stands in for"
        )
        parser.add_argument(
            "--wait", action="store_true", help="do the work here instead of leaving it to a worker"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        received = self._receive(options["file"], options["tool"], options["replaces"])
        report = received.report
        if not options["wait"]:
            tasks.ring_received(received)
            if received.waits:
                self.stdout.write("A worker takes it in; `--wait` would have done it here.")
            return
        if report.is_unfinished or received.waits:
            self.stdout.write(f"{report.code}: taking in …")
            self._work_off(usage_reports.take_in(report_id=report.pk, clock=timezone.now))
        self._work_off(received.due)
        report.refresh_from_db()
        self._tell(report)

    def _receive(self, path: Path, slug: str, replaces: str) -> Received:
        tool = Tool.objects.filter(slug=slug).first()
        if tool is None:
            known = ", ".join(Tool.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"No tool is called {slug}. Known: {known or 'none yet'}.")
        try:
            with path.open("rb") as file:
                received = usage_reports.receive(
                    tool=tool,
                    file=File(file),
                    file_name=path.name,
                    by=None,
                    now=timezone.now(),
                    replaces=replaces,
                )
        except (OSError, NotReceived, NotReplaceable) as odd:
            raise CommandError(str(odd)) from None
        self.stdout.write(received.sentence)
        return received

    def _work_off(self, due: Due) -> None:
        """The rest of the chain in this process, one step of the bar for each job."""
        waiting = list(due.summaries)
        for run in self._bar(due.runs, "royalty runs"):
            waiting += royalty_runs.carry_out(run_id=run, clock=timezone.now)
        for refresh in self._bar(waiting, "summaries"):
            summaries.refresh(refresh_id=refresh, clock=timezone.now)

    def _bar(self, ids: list[int], unit: str) -> Iterable[int]:
        return tqdm(ids, unit=f" {unit}", disable=not self.stderr.isatty())

    def _tell(self, report: UsageReport) -> None:
        problems = ReportProblem.objects.filter(report=report).order_by("pk")
        for problem in problems[:SHOWN_PROBLEMS]:
            style = self.style.ERROR if problem.severity == "error" else self.style.WARNING
            self.stdout.write(style(_line(problem)))
        if report.problem_count > SHOWN_PROBLEMS:
            self.stdout.write(f"… and {report.problem_count - SHOWN_PROBLEMS} more.")
        if report.state == JobState.FAILED:
            raise CommandError(f"{report.code} failed: {report.error}")
        if report.is_unfinished:
            raise CommandError(f"{report.code} is being worked on elsewhere.")
        if report.outcome == "rejected":
            raise CommandError(
                f"{report.code} is rejected for {report.error_count} errors; nothing was changed."
            )
        if report.outcome != "accepted":
            self._tell_that_it_waits(report)
            return
        self.stdout.write(
            self.style.SUCCESS(
                f"{report.code} is accepted: {report.lines:,} lines, {report.matched_lines:,} of"
                f" known works, {report.excluded_lines:,} excluded."
            )
        )
        self._tell_runs(report)

    def _tell_that_it_waits(self, report: UsageReport) -> None:
        if report.outcome == "open":
            self.stdout.write(f"{report.code} waits for the other files of its message.")
            return
        self.stdout.write(f"{report.code} waits for a review in the admin:")
        for found in report.summary["suspicions"]:
            self.stdout.write(self.style.WARNING(found["sentence"]))

    def _tell_runs(self, report: UsageReport) -> None:
        months = report.months.values_list("month_date", flat=True)
        runs = RoyaltyRun.objects.filter(licence__tool=report.tool_id, month_date__in=list(months))
        for run in runs.select_related("licence").order_by("number"):
            self.stdout.write(
                f"{run}: {run.get_state_display().lower()}"
                + (f" ({run.error})" if run.error else "")
            )


def _line(problem: ReportProblem) -> str:
    place = f"line {problem.line}, " if problem.line else ""
    column = f"{problem.column}: " if problem.column else ""
    value = f" ({problem.value})" if problem.value else ""
    return f"{place}{column}{problem.message}{value} {problem.cure}"
