"""Try a catalogue file, and take it over when told to."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.roster.domain.catalogue import Problem
from artistportal.roster.models import Organisation
from artistportal.roster.services import catalogue
from artistportal.roster.services.catalogue import Outcome

SHOWN_WARNINGS = 20


class Command(BaseCommand):
    help = (
        "Tries a catalogue file (docs/catalogue.md) and tells what it would change;"
        " with --take-over, and no problem anywhere, changes it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV file in UTF-8")
        parser.add_argument(
            "--organisation",
            default="",
            help="whose catalogue it is: its name or public id; not needed where there is one only",
        )
        parser.add_argument(
            "--by",
            default="",
            help="the e-mail address of the person who brings it;"
            " not needed where one person alone is support",
        )
        parser.add_argument(
            "--take-over", action="store_true", help="change what the trial says, all of it"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        take = catalogue.import_file if options["take_over"] else catalogue.try_file
        try:
            outcome = take(
                data=_bytes(options["file"]),
                organisation=_organisation(options["organisation"]),
                by=_person(options["by"]),
                now=timezone.now(),
            )
        except PermissionDenied as refusal:
            raise CommandError(str(refusal)) from None
        self._tell(outcome, taken_over=options["take_over"])

    def _tell(self, outcome: Outcome, *, taken_over: bool) -> None:
        for warning in outcome.warnings[:SHOWN_WARNINGS]:
            self.stdout.write(self.style.WARNING(_line(warning)))
        if len(outcome.warnings) > SHOWN_WARNINGS:
            self.stdout.write(f"… and {len(outcome.warnings) - SHOWN_WARNINGS:,} more to look at.")
        for problem in outcome.problems:
            self.stdout.write(self.style.ERROR(_line(problem)))
        if outcome.problems:
            raise CommandError(
                f"Problems: {len(outcome.problems):,} in {outcome.rows:,} rows."
                " Nothing was changed."
            )
        for words, count in outcome.changes:
            self.stdout.write(f"{count:>9,} {words}")
        self.stdout.write(self.style.SUCCESS(_end(outcome, taken_over=taken_over)))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None


def _organisation(named: str) -> Organisation:
    organisations = Organisation.objects.order_by("name", "pk")
    if named:
        found = [o for o in organisations if named in {o.name, str(o.public_id), o.dpid}]
    else:
        found = list(organisations[:2])
    if len(found) != 1:
        known = ", ".join(f"“{organisation}”" for organisation in organisations[:10])
        raise CommandError(
            f"Say whose catalogue it is with --organisation: {known or 'there is none yet'}."
        )
    return found[0]


def _person(email: str) -> User:
    people = User.objects.filter(is_active=True)
    found = people.filter(email__iexact=email) if email else people.filter(is_staff=True)
    if len(found) != 1:
        raise CommandError("Say who brings the file with --by and their e-mail address.")
    return found[0]


def _line(problem: Problem) -> str:
    place = f"line {problem.line}" + (f", {problem.column}" if problem.column else "")
    is_quoted = not problem.value or problem.value in problem.sentence
    value = "" if is_quoted else f" “{problem.value}”"
    return f"{place}:{value} {problem.sentence} {problem.cure}"


def _end(outcome: Outcome, *, taken_over: bool) -> str:
    if not outcome.changes:
        return f"All {outcome.rows:,} rows are here already; nothing changes."
    if taken_over:
        return f"{outcome.rows:,} rows taken over."
    return "Nothing was changed yet. Add --take-over to do all of it."
