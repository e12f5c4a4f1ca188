"""Makes the demo from beginning to end, or completes one that was interrupted.

A later run goes on with the tale that was begun, whatever the day, and finds done what is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import NoReturn

from django.conf import settings
from tqdm import tqdm

from artistportal.accounts.models import User
from artistportal.demo import catalogue_files, plans, tales
from artistportal.demo.making import advances, agreements, decisions, people, reports, rosters
from artistportal.demo.plans import Plan
from artistportal.demo.tales import Tale
from artistportal.demo.timeline import SIZES

Tick = Callable[[], None]


class NotHere(Exception):
    """The demo is for a trial only, where DEBUG is on."""


class NotEmpty(Exception):
    """There are data that are not the demo's; it is not mixed with them."""


def to_tell(wanted: Tale) -> Tale:
    """The tale to tell now: the one begun here, or the wanted one in an empty database.

    Raises NotHere where DEBUG is off, NotEmpty where there are other people's data.
    """
    if not settings.DEBUG:
        raise NotHere("The demo is for a trial only: DEBUG is off, so nothing was made.")
    begun = tales.begun()
    if not User.objects.exists():
        return wanted
    if begun is None:
        raise NotEmpty("The database holds data that are not the demo's, so nothing was made.")
    return begun


def make(tale: Tale, *, is_quiet: bool = False) -> Plan:
    """Carries the tale out to its end; what an earlier run has done stays as it is."""
    tales.note(replace(tale, is_complete=False))
    plan = plans.draw(SIZES[tale.size], tale.as_of)
    with _bar("People, artists, tools", 4, is_quiet) as tick:
        users = people.make(plan)
        tick()
        made = rosters.make(plan, users)
        tick()
        agreed = agreements.make(plan, users, made)
        tick()
        advances.make(plan, users, made)
        tick()
    files = len(list(catalogue_files.files(plan.catalogue, plan.timeline)))
    with _bar("Catalogue files", files, is_quiet) as tick:
        works = rosters.send_catalogues(plan, users, made, tick)
    with _bar("Decisions", len(plan.choices), is_quiet) as tick:
        decisions.make(plan, users, made, agreed, works, tick)
    with _bar("Months of usage", len(plan.timeline.months), is_quiet) as tick:
        reports.make(plan, users, agreed, works, tick)
    with _bar("Summaries", reports.waiting(), is_quiet) as tick:
        reports.sum_up(plan, tick)
    tales.note(replace(tale, is_complete=True))
    return plan


@contextmanager
def _bar(title: str, total: int, is_quiet: bool) -> Iterator[Tick]:
    """A progress bar; the function that it gives moves it on by one."""
    form = "  {desc:<24}{percentage:3.0f}% {bar:24} {n_fmt}/{total_fmt} {elapsed}"
    with tqdm(total=total, desc=title, bar_format=form, disable=is_quiet) as bar:
        yield partial(_move, bar)


def _move(bar: tqdm[NoReturn]) -> None:
    bar.update()
