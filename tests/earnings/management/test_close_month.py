"""Closing a month by hand."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from artistportal.background import JobState
from earnings.management.commands import close_month
from earnings.models import MonthClosing, RoyaltyRun, Statement
from tests.factories.settlements import JANUARY, Year

pytestmark = pytest.mark.django_db


def said(month: str) -> str:
    out = StringIO()
    call_command(close_month.Command(stdout=out), month)
    return out.getvalue()


class TestCommand:
    def test_closes_the_month_and_those_before_it(self) -> None:
        Year().earns(JANUARY, 100)

        assert said("2026-02") == "February 2026 is closed: 1 statement.\n"
        assert said("2026-02") == "February 2026 is closed: 1 statement.\n"
        assert MonthClosing.objects.filter(state=JobState.DONE).count() == 2
        assert Statement.objects.count() == 2

    @pytest.mark.parametrize(
        ("month", "why"),
        [("2026-13", "month"), ("2999-01", "is not over"), ("2026-01", "Nothing was ever booked")],
    )
    def test_says_what_cannot_be_closed(self, month: str, why: str) -> None:
        with pytest.raises(CommandError, match=why):
            said(month)

    def test_says_what_it_waits_for(self) -> None:
        Year().earns(JANUARY, 100)
        RoyaltyRun.objects.update(state=JobState.WAITING)

        with pytest.raises(CommandError, match="Waits for 1 royalty run"):
            said("2026-01")
