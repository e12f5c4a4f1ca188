"""Re-add the ledger, and say where a micro-unit is astray."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from earnings.services import ledger_checks

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Re-adds the ledger from what it rests on: reports as received and archived lines, each"
        " run's allocation divided again, every entry and account, lump sums, and each statement;"
        " exits with 1 and names the first faults where something does not add up."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        faults = list(islice(ledger_checks.faults(), SHOWN))
        if faults:
            raise CommandError("The ledger does not add up.\n" + "\n".join(faults))
        counts = ledger_checks.counts()
        self.stdout.write(
            f"{counts.entries} entries, {counts.accounts} accounts, {counts.runs} runs,"
            f" {counts.lump_sums} lump sums and {counts.statements} statements add up to the"
            " micro-unit."
        )
