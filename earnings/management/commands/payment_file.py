"""Write the scheduled payments, with the accounts they go to, for the bank."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from artistportal import spreadsheets
from earnings.services import payment_files
from earnings.services.sealing import CannotOpen

OWNER_ONLY = 0o600


class Command(BaseCommand):
    help = "Writes the scheduled payments, with whole account numbers, to a new file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a file that does not exist yet")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with transaction.atomic():
                rows = list(payment_files.rows(timezone.now()))
            _write(path, spreadsheets.csv_text(payment_files.HEADER, rows))
        except (CannotOpen, OSError) as odd:
            raise CommandError(str(odd)) from odd
        self.stdout.write(f"{len(rows)} payments are in {path}. Remove it when the bank has it.")


def _write(path: Path, text: str) -> None:
    """A new file that only its owner reads."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        file.write(text)
