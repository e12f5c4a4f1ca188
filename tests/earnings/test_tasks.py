"""The bells: each task makes one call and rings on; the sweep rings for what nobody took up."""

from __future__ import annotations

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from earnings import tasks
from earnings.models import SummaryRefresh, UsageReport
from tests.factories.earnings import balance, deal, send, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What was rung for, instead of ringing."""
    found: list[tuple[str, int]] = []
    for name in ("take_in_usage_report", "carry_out_royalty_run", "refresh_summary"):
        task = getattr(tasks, name)
        monkeypatch.setattr(task, "delay", lambda pk, name=name: found.append((name, pk)))
    return found


class TestChain:
    def test_leads_from_the_report_to_the_summaries(
        self,
        rung: list[tuple[str, int]],
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        label = deal()
        report = send(label.tool, written([label.line()])).report

        with django_capture_on_commit_callbacks(execute=True):
            tasks.take_in_usage_report(report.pk)
        ((name, run),) = rung
        with django_capture_on_commit_callbacks(execute=True):
            tasks.carry_out_royalty_run(run)
        tasks.refresh_summary(rung[-1][1])

        assert name == "carry_out_royalty_run"
        assert rung[-1] == ("refresh_summary", SummaryRefresh.objects.get().pk)
        assert SummaryRefresh.objects.get().computed_at is not None
        assert balance(payee=label.payee) == 10_000


class TestSweep:
    def test_rings_again_for_a_report_that_nobody_took_up(
        self,
        rung: list[tuple[str, int]],
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        label = deal()
        report = send(label.tool, written([label.line()])).report
        long_ago = timezone.now() - 2 * UsageReport.ring_again_after
        UsageReport.objects.update(created_at=long_ago)

        with django_capture_on_commit_callbacks(execute=True):
            tasks.sweep()

        assert rung == [("take_in_usage_report", report.pk)]
