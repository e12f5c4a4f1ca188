"""Makes the demo: a label, its tools and two years of what happened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from artistportal.demo import seeding, tales
from artistportal.demo.tales import Tale
from artistportal.demo.timeline import SIZES


class Command(BaseCommand):
    help = (
        "Makes a believable label in an empty database, through the site's own services."
        " Interrupted, it is completed by the next run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="say nothing and do nothing where there are data already",
        )
        parser.add_argument(
            "--as-of",
            type=moment,
            help="the day on which the tale stops, such as 2026-11-21; today by default",
        )
        parser.add_argument("--size", choices=sorted(SIZES), default="full")

    def handle(self, *_args: Any, **options: Any) -> None:
        as_of = options["as_of"] or datetime.now(UTC).replace(microsecond=0)
        try:
            tale = seeding.to_tell(Tale(as_of, options["size"]))
        except seeding.NotEmpty as taken:
            if options["if_empty"]:
                return
            raise CommandError(str(taken)) from taken
        except seeding.NotHere as refused:
            raise CommandError(str(refused)) from refused
        if tale.is_complete:
            if not options["if_empty"]:
                self.stdout.write("The demo is there already. `make reset` throws it away.")
            return
        begun = tales.begun()
        if begun and begun == tale:
            self.stdout.write("Completing the demo that was begun.")
        else:
            self.stdout.write("Making the demo, once:")
        seeding.make(tale)


def moment(text: str) -> datetime:
    """A day or a moment, in UTC."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
