"""Closing a month, killed at twenty of its statements of SQL: whoever goes on ends the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from artistportal.background import JobState
from earnings.models import MonthClosing, Posting, Statement
from earnings.services import closings, ledger_checks
from tests.factories.settlements import JANUARY, Year, account, contract

pytestmark = pytest.mark.django_db

LATER = JANUARY.until_at + timedelta(days=5)
POINTS = 20
STILL = MonthClosing.still_after + timedelta(seconds=1)


class Killed(BaseException):
    """As SIGKILL: nobody catches it, and its transaction is rolled back."""


@contextmanager
def dying_before(statement: int | None) -> Iterator[list[int]]:
    """Counts the statements within; dies before the one of that number."""
    count = [0]

    def execute(execute: Callable[..., Any], *told: Any) -> Any:
        count[0] += 1
        if count[0] == statement:
            raise Killed
        return execute(*told)

    with connection.execute_wrapper(execute):
        yield count


@pytest.fixture
def closing(monkeypatch: pytest.MonkeyPatch) -> int:
    """An artist with a reserve and an advance, and their label, settled one after the other."""
    monkeypatch.setattr(closings, "PAYEES_AT_ONCE", 1)
    year = Year()
    contract(
        year.label,
        year.payee,
        reserve_ppm=100_000,
        reserve_months=3,
        recoupment=account(year.label, year.payee),
    )
    year.earns(JANUARY, 1_000_003)
    (due,) = closings.due(month=JANUARY, by=None, now=LATER)
    return due


def left() -> list[object]:
    """All that a closing leaves, but for the moments."""
    statements = Statement.objects.order_by("number")
    told = ("entry__number", "entry__kind", "account__kind", "account__payee", "amount_micros")
    postings = Posting.objects.order_by(*told)
    return [
        *({**content, "issued_at": ""} for content in statements.values_list("content", flat=True)),
        *postings.values_list(*told),
    ]


def carry_out(closing: int, *, later: timedelta = timedelta()) -> None:
    closings.carry_out(closing_id=closing, clock=lambda: LATER + later)


# As whoever is killed, it closes nothing.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_ends_the_same_wherever_it_is_killed(closing: int) -> None:
    with transaction.atomic():
        with dying_before(None) as count:
            carry_out(closing)
        undisturbed = left()
        transaction.set_rollback(True)
    assert sum(isinstance(row, dict) for row in undisturbed) == 2

    for statement in range(1, count[0] + 1, count[0] // POINTS):
        with transaction.atomic():
            with pytest.raises(Killed), dying_before(statement):
                carry_out(closing)
            carry_out(closing, later=STILL)

            assert MonthClosing.objects.get().state == JobState.DONE, statement
            assert left() == undisturbed, statement
            transaction.set_rollback(True)
    carry_out(closing)
    assert list(ledger_checks.faults()) == []
