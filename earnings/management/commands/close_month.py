"""Close an accounting month by hand: settle every payee and issue the statements."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from artistportal.background import JobState
from artistportal.periods import Month
from earnings.models import MonthClosing
from earnings.services import closings


class Command(BaseCommand):
    help = (
        "Closes an accounting month that is over, and those before it that are open still: settles"
        " every payee under their contracts and issues the statements, which never change after."
        " Closed months stay as they are; what was interrupted goes on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", help="the accounting month, such as 2026-10")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            month = Month.from_text(options["month"])
            due = closings.due(month=month, by=None, now=timezone.now())
        except ValueError as odd:
            raise CommandError(str(odd)) from odd
        while due:
            due = closings.carry_out(closing_id=due[0], clock=timezone.now)
        for job in MonthClosing.objects.filter(month_date__lte=month.first).order_by("month_date"):
            if job.state != JobState.DONE:
                raise CommandError(f"{job}: {job.error or job.progress_note or job.state}")
        closed = MonthClosing.objects.filter(month_date=month.first).first()
        if closed is None:
            raise CommandError(f"Nothing was ever booked by the end of {month.name}.")
        statements = (
            "1 statement" if closed.statements == 1 else f"{closed.statements:,} statements"
        )
        self.stdout.write(f"{month.name} is closed: {statements}.")
