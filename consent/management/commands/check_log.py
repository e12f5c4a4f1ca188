"""Check every decision, every node of the tree and every checkpoint; name the first that is wrong.

`--checkpoint FILE` also checks that the log still bears out a checkpoint that was kept elsewhere
(the text of `/log/checkpoint`), which alone tells that its end was removed with all its traces.
"""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consent.queries import integrity, log


class Command(BaseCommand):
    """`manage.py check_log`"""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--checkpoint", type=Path, help="A checkpoint that was kept.")

    def handle(self, *_args: object, checkpoint: Path | None, **_options: object) -> None:
        kept = checkpoint.read_text(encoding="utf-8") if checkpoint else ""
        fault = integrity.first_fault(kept)
        if fault:
            raise CommandError(fault)
        signed = log.newest_checkpoint()
        size = log.newest_number()
        behind = " The newest wait to be signed." if log.is_behind() else ""
        self.stdout.write(
            f"The log is whole: {size:,} decisions, signed up to"
            f" {signed.size if signed else 0:,}.{behind}"
        )
