"""Makes the demo from beginning to end, or completes one that was interrupted.

A later run goes on with the tale that was begun, whatever the day, and finds done what is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import NoReturn

from django.conf import settings
from tqdm import tqdm

from artistportal.accounts.models import User
from artistportal.demo import catalogue_files, plans, tales
from artistportal.demo.making import (
    agreeing,
    agreements,
    beside,
    closings,
    contracts,
    deals,
    decisions,
    looking,
    obedience,
    payees,
    people,
    publications,
    questions,
    reports,
    reviews,
    rosters,
    second_person,
    teams,
    waiting,
)
from artistportal.demo.making.reports import Settling
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


def make(tale: Tale, *, is_quiet: bool = False, is_alone: bool = False) -> Plan:
    """Carries the tale out to its end; what an earlier run has done stays as it is.

    Alone: in this process only, without a helper that computes summaries beside it.
    """
    tales.note(replace(tale, is_complete=False))
    plan = plans.draw(SIZES[tale.size], tale.as_of)
    settling = _found(plan, is_quiet)
    with beside.Alone() if is_alone else beside.helper() as helper:
        _settle(plan, settling, helper, is_quiet)
    waiting.make(plan, settling)
    questions.make(plan, settling)
    looking.make(plan, settling)
    teams.make(plan, settling.users, settling.rosters)
    reviews.make(plan, settling)
    payees.make(plan, settling.users, settling.rosters)
    for pk in reports.unfinished_summaries():
        reports.sum_up(pk, tale.as_of)
    second_person.make(plan, settling)
    agreeing.make(plan, settling)
    tales.note(replace(tale, is_complete=True))
    return plan


def _found(plan: Plan, is_quiet: bool) -> Settling:
    """Everybody and everything that stands before the first use is reported."""
    with _bar("People, artists, tools", 4, is_quiet) as tick:
        users = people.make(plan)
        tick()
        made = rosters.make(plan, users)
        tick()
        agreed = agreements.make(plan, users, made)
        tick()
        contracts.make(plan, users, made)
        payees.enter(plan, made)
        tick()
    files = len(list(catalogue_files.files(plan.catalogue, plan.timeline)))
    with _bar("Catalogue files", files, is_quiet) as tick:
        works = rosters.send_catalogues(plan, users, made, tick)
    with _bar("Decisions", len(plan.choices), is_quiet) as tick:
        decisions.make(plan, users, made, agreed, works, tick)
    with _bar("Answers of tools", 2, is_quiet) as tick:
        obedience.make(plan, users, agreed)
        tick()
        publications.make(plan, users, made)
        tick()
    return Settling(plan, users, made, agreed, works)


def _settle(plan: Plan, settling: Settling, helper: Executor, is_quiet: bool) -> None:
    """Month by month what was used and who is paid; the helper sums it up meanwhile."""
    sums: list[Future[None]] = []
    with _bar("Months of usage", len(plan.timeline.months), is_quiet) as tick:
        for month in plan.timeline.months:
            closings.close(plan, settling.users, month)
            due = settling.settle(month)
            deals.make(plan, settling, month)
            as_of = plan.timeline.as_of
            sums += [helper.submit(reports.sum_up, pk, as_of) for pk in sorted(due)]
            tick()
    with _bar("Summaries", len(sums), is_quiet) as tick:
        for summed in sums:
            summed.result()
            tick()


@contextmanager
def _bar(title: str, total: int, is_quiet: bool) -> Iterator[Tick]:
    """A progress bar; the function that it gives moves it on by one."""
    form = "  {desc:<24}{percentage:3.0f}% {bar:24} {n_fmt}/{total_fmt} {elapsed}"
    with tqdm(total=total, desc=title, bar_format=form, disable=is_quiet) as bar:
        yield partial(_move, bar)


def _move(bar: tqdm[NoReturn]) -> None:
    bar.update()
