"""What taking an act back would say and do, with the names that a reader needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, IntegerField, Value

from artistportal.roster.models import Work
from consent.domain import reversals, wordings
from consent.domain.authorities import Authority
from consent.domain.reversals import Reversal, Told
from consent.models import Act, Tool
from consent.queries import facts, holdings


@dataclass(frozen=True, slots=True)
class Shown:
    """A reversal in sentences, a list for each thing that it does."""

    is_possible: bool
    restores: list[str]
    stops: list[str]
    lost: list[str]
    runs_on: list[str]


def plan(act: Act, authority: Authority, now: datetime) -> Reversal:
    """What takes the act back, had it to be said now; three queries."""
    known = facts.about([act.artist_id])
    numbers = range(act.first_number, act.last_number + 1)
    return reversals.reverse(known, numbers, holdings.of_artist(act.artist_id), authority, now)


def shown(reversal: Reversal) -> Shown:
    """The same in sentences; one query for the names."""
    told = [*reversal.restores, *reversal.stops, *reversal.lost, *reversal.runs_on]
    tools, titles = _names(told)

    def say(lines: Iterable[Told], form: str) -> list[str]:
        return [
            form.format(
                what=f"{line.use.label} by {tools[line.tool]}",
                works=_works(line, titles),
                why=line.why,
                until=wordings.day(line.until),
            )
            for line in lines
        ]

    return Shown(
        bool(reversal.said),
        say(reversal.restores, "{what} is allowed again for {works}."),
        say(reversal.stops, "{what} is not allowed any more for {works}."),
        say(reversal.lost, "{what} for {works}: {why}"),
        say(reversal.runs_on, "{what} for {works} runs on until {until}."),
    )


def _names(told: list[Told]) -> tuple[dict[int, str], dict[int, str]]:
    """The tools, and the works that are told of alone, by id."""
    tools = Tool.objects.filter(pk__in={line.tool for line in told})
    alone = Work.objects.filter(pk__in={line.works[0] for line in told if len(line.works) == 1})
    is_tool = Value(1, output_field=IntegerField())
    is_work = Value(0, output_field=IntegerField())
    rows = tools.values_list(F("pk"), F("name"), is_tool).union(
        alone.values_list(F("pk"), F("title"), is_work), all=True
    )
    names: tuple[dict[int, str], dict[int, str]] = ({}, {})
    for pk, name, of_tool in rows:
        names[0 if of_tool else 1][pk] = name
    return names


def _works(line: Told, titles: dict[int, str]) -> str:
    if not line.works:
        return "works added later"
    return f"“{titles[line.works[0]]}”" if len(line.works) == 1 else f"{len(line.works):,} works"
