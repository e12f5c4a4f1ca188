"""The check of the ledger: silent while all adds up, exact where it does not."""

from __future__ import annotations

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
        _empty_entry(last_run(label.licence))

        (fault,) = ledger_checks.faults()

        assert fault == "E-000050: it has 0 postings; a balanced entry has at least two."

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


def _empty_entry(run: RoyaltyRun) -> None:
    Entry.objects.create(
        number=50,
        kind="royalties",
        currency=run.currency,
        accounting_month=run.month_date,
        posted_at=RECEIVED_AT,
        description="Empty",
    )
