"""The check of the ledger: silent while all adds up, exact where it does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.core.management import CommandError, call_command

from earnings.models import Entry, RoyaltyRun
from earnings.services import archive, ledger_checks
from tests.factories.earnings import RECEIVED_AT, bring, deal, last_run

pytestmark = pytest.mark.django_db


class TestFaults:
    def test_finds_none_after_revisions(self, capsys: pytest.CaptureFixture[str]) -> None:
        label = deal()
        bring(label.tool, [label.line(line_id="a")])
        bring(label.tool, [label.line(line_id="b", corrects="a", quantity=0)])

        call_command("check_ledger")

        assert "2 entries" in capsys.readouterr().out

    def test_names_an_entry_without_postings(self) -> None:
        label = deal()
        bring(label.tool, [label.line()])
        _empty_entry(last_run(label.licence), number=2)

        (fault,) = ledger_checks.faults()

        assert fault == "E-000002: it has 0 postings; a balanced entry has at least two."

    def test_names_an_entry_that_is_gone_or_booked_in_another_month(self) -> None:
        label = deal()
        bring(label.tool, [label.line()])
        _empty_entry(last_run(label.licence), number=3, accounting_month=date(2026, 2, 1))

        faults = list(ledger_checks.faults())

        assert "E-000002: it is missing; the next entry is E-000003." in faults
        assert "E-000003: posted in Mar 2026, booked in Feb 2026." in faults

    def test_names_an_allocation_that_was_changed(self) -> None:
        label = deal()
        bring(label.tool, [label.line()])
        path = Path(archive.address(last_run(label.licence).allocation_path))
        changed = pl.read_parquet(path).with_columns(pl.col("amount_micros") + 1)
        changed.write_parquet(path)

        faults = "\n".join(ledger_checks.faults())

        assert "is not the file that was archived" in faults
        assert "cell 0 is worth 10000 micro-units, its parts 10001" in faults
        assert "(-1)" in faults
        with pytest.raises(CommandError, match="does not add up"):
            call_command("check_ledger")

    def test_names_an_allocation_that_is_lost(self) -> None:
        label = deal()
        bring(label.tool, [label.line()])
        Path(archive.address(last_run(label.licence).allocation_path)).unlink()

        (fault,) = ledger_checks.faults()

        assert "cannot be read" in fault

    def test_names_a_received_file_that_was_changed_or_is_lost(self) -> None:
        label = deal()
        changed = bring(label.tool, [label.line(line_id="a")])
        lost = bring(label.tool, [label.line(line_id="b")])
        Path(changed.file.path).write_bytes(b"another")
        Path(lost.file.path).unlink()

        first, second = ledger_checks.faults()

        assert first == f"{changed.code}: its file is not the one that was received."
        assert second.startswith(f"{lost.code}: the file as received cannot be read")

    def test_names_archived_lines_that_were_changed_or_are_lost(self) -> None:
        label = deal()
        changed = bring(label.tool, [label.line(line_id="a")]).months.get()
        lost = bring(label.tool, [label.line(line_id="b")]).months.get()
        path = Path(archive.address(changed.path))
        pl.read_parquet(path).with_columns(pl.col("quantity") + 1).write_parquet(path)
        Path(archive.address(lost.path)).unlink()

        first, second, third = ledger_checks.faults()

        assert first.endswith("1 lines of 1 units were archived, the file holds 1 of 2.")
        assert second.startswith(f"{lost}: its lines cannot be read")
        assert third.startswith(f"{label.tool}, February 2026: the lines cannot be read")


def _empty_entry(run: RoyaltyRun, **given: object) -> None:
    Entry.objects.create(
        **{
            "kind": "royalties",
            "currency": run.currency,
            "accounting_month": date(2026, 3, 1),
            "posted_at": RECEIVED_AT,
            "description": "Empty",
        }
        | given
    )
