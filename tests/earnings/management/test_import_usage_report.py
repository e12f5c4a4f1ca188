"""Bringing a report in by command."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from earnings import tasks
from earnings.models import UsageReport
from tests.factories.consent import ToolFactory
from tests.factories.earnings import balance, deal, written

pytestmark = pytest.mark.django_db


class TestImportUsageReport:
    def test_works_the_whole_chain_off_when_told_to_wait(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        label = deal()
        file = tmp_path / "february.tsv"
        file.write_bytes(written([label.line()]))

        call_command("import_usage_report", str(file), tool=label.tool.slug, wait=True)

        told = capsys.readouterr().out
        assert "accepted: 1 lines" in told
        assert "RUN-000001" in told
        assert balance(payee=label.payee) == 10_000

    def test_leaves_the_work_to_a_worker(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        label = deal()
        file = tmp_path / "february.tsv"
        file.write_bytes(written([label.line()]))
        rung: list[int] = []
        monkeypatch.setattr(tasks, "ring_reports", rung.extend)

        call_command("import_usage_report", str(file), tool=label.tool.slug)

        assert rung == [UsageReport.objects.get().pk]

    def test_lists_the_problems_and_exits_with_1(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        label = deal()
        file = tmp_path / "february.tsv"
        file.write_bytes(written([label.line(quantity="some")]))

        with pytest.raises(CommandError, match="rejected for 1 errors"):
            call_command("import_usage_report", str(file), tool=label.tool.slug, wait=True)

        assert "line 2, quantity: This is not a number of uses. (some)" in capsys.readouterr().out

    def test_names_the_tools_there_are(self) -> None:
        tool = ToolFactory.create()

        with pytest.raises(CommandError, match=tool.slug):
            call_command("import_usage_report", "x.tsv", tool="nobody")
