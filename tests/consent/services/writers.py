"""Fifty people decide for one artist at once, each on a connection of their own.

Fails unless every decision got a number of its own, one button pressed fifty times made one row,
an act is taken back once, the log replays to one answer, and the chain and the tree hold.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial

from django.db import connection

from artistportal.accounts.models import User
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, Work
from consent.domain.clearances import Question, clear
from consent.models import Act, Decision, Terms, Tool
from consent.queries import facts, integrity, works
from consent.services import acts, decisions
from consent.services.decisions import Choice
from tests.factories.consent import TermsFactory, ToolFactory, owner_of
from tests.factories.roster import NOW, ArtistFactory, ArtistMemberFactory, CreditFactory

WRITERS = 50
LATER = NOW + timedelta(minutes=1)


def write_at_once() -> None:
    _write_apart()
    _quarrel()


def _quarrel() -> None:
    """Fifty people on the same scope, half of them to say yes; then ten take one act back."""
    terms = TermsFactory.create()
    artist = ArtistFactory.create()
    people = [ArtistMemberFactory.create(artist=artist).user for _ in range(WRITERS)]
    work = CreditFactory.create(artist=artist, work__rights_holder=terms.licence.organisation).work

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(partial(_decide, artist, terms), people, range(WRITERS)))
        newest = Act.objects.filter(artist=artist).latest("last_number")
        reversed_by = list(pool.map(partial(_take_back, newest), people[:10]))

    assert sum(reversed_by) == 1, reversed_by
    log = Decision.objects.filter(artist=artist)
    numbers = list(log.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), numbers
    assert list(log.order_by("given_at", "number").values_list("number", flat=True)) == numbers
    _check_replays(artist, work, Question(terms.licence.tool_id, Use.REMIX, "DE", LATER))
    assert integrity.first_fault() is None


def _decide(artist: Artist, terms: Terms, person: User, place: int) -> None:
    is_yes = bool(place % 2)
    try:
        choice = Choice(
            is_yes=is_yes,
            tool=terms.licence.tool,
            use=Use.REMIX,
            terms=terms if is_yes else None,
        )
        decisions.record(by=person, artist=artist, choice=choice, now=NOW)
    finally:
        connection.close()


def _take_back(act: Act, person: User) -> bool:
    try:
        acts.reverse(act=act, by=person, now=LATER)
    except acts.NotToBeReversed:
        return False
    finally:
        connection.close()
    return True


def _check_replays(artist: Artist, work: Work, asked: Question) -> None:
    """Whoever reads the log, in whatever order it is stored, comes to the same answer."""
    known = facts.about([artist.pk])
    (rule_work,) = works.for_the_rule([work.pk])
    (leg,) = rule_work.legs
    recording = replace(rule_work, legs=(leg,))
    backwards = known.of(reversed(known.decisions))
    first, second = (clear(each, recording, asked).reason for each in (known, backwards))
    assert first is second, (first, second)


def _write_apart() -> None:
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
    assert integrity.first_fault() is None
