"""Fifty people decide for one artist at once, each on a connection of their own.

Fails unless every decision got a number of its own, one button pressed fifty times made one row,
and the chain holds.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.core.management import call_command
from django.db import connection

from artistportal.roster.domain.uses import Use
from consent.models import Tool
from consent.queries import decisions as log
from consent.services import decisions
from consent.services.decisions import Choice
from tests.factories.consent import ToolFactory, owner_of
from tests.factories.roster import NOW, ArtistFactory

WRITERS = 50


def migrate_and_write_at_once() -> None:
    call_command("migrate", verbosity=0)
    write_at_once()


def write_at_once() -> None:
    artist = ArtistFactory.create()
    person = owner_of(artist)
    tools: list[Tool] = ToolFactory.create_batch(WRITERS)

    def decide(tool: Tool, use: Use) -> int:
        try:
            choice = Choice(is_yes=False, tool=tool, use=use)
            return decisions.record(by=person, artist=artist, choice=choice, now=NOW).number
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        numbers = list(pool.map(lambda tool: decide(tool, Use.REMIX), tools))
        same = set(pool.map(lambda _: decide(tools[0], Use.TRAINING), range(WRITERS)))

    assert sorted(numbers) == list(range(1, WRITERS + 1)), numbers
    assert same == {WRITERS + 1}, same
    assert log.first_break() is None
