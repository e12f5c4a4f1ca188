"""Bring reference rates of exchange in, from a file of the ECB's."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from earnings import tasks
from earnings.domain.exchange_rate_files import BadRates
from earnings.services import exchange_rates


class Command(BaseCommand):
    help = (
        "Takes in reference rates: the ECB's eurofxref-hist.csv or eurofxref.csv, plain or zipped."
        " What is known already is passed over; a file with anything wrong changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="eurofxref-hist.zip, or the CSV in it")
        parser.add_argument(
            "--source",
            default=exchange_rates.ECB,
            help="who publishes these rates, as statements will name it (default: %(default)s)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as file:
                taken = exchange_rates.take_in(
                    file=file, source=options["source"], by=None, now=timezone.now()
                )
        except (OSError, BadRates) as odd:
            raise CommandError(str(odd)) from None
        tasks.ring_for_rates(taken)
        self.stdout.write(taken.sentence)
