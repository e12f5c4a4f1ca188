"""One digit changed anywhere, and the check of the ledger finds it: rows, statements, files.

Files are sealed anew after the change, as by somebody who knows how: then what they say must not
fit what they rest on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import connection, models

from artistportal.append_only import ALLOW
from artistportal.periods import DAY
from artistportal.roster.models import Payee
from earnings.domain import recomputed_statements, statement_contents
from earnings.domain.contracts import Expenses
from earnings.domain.lump_sums import AllocationKey
from earnings.models import (
    LumpSum,
    Payout,
    Posting,
    ReportMonth,
    RoyaltyRun,
    Statement,
    StatementPart,
)
from earnings.services import archive, contracts, ledger_checks, lump_sums, payouts
from earnings.services.ledger_checks import runs, statements, uses
from tests.factories.accounts import support
from tests.factories.lump_sums import came
from tests.factories.roster import (
    CreditFactory,
    PayeeFactory,
    RecordingFactory,
    SplitSheetFactory,
)
from tests.factories.settlements import JANUARY, Year, account, contract, paid_in

pytestmark = pytest.mark.django_db

DECEMBER, FEBRUARY = JANUARY.previous(), JANUARY.next()
ALLOCATED = (
    "units", "gross_micros", "share", "whole", "amount_micros", "cell", "payee", "work",
)  # fmt: skip
# What a statement tells and nothing follows from: how somebody was paid at that time.
TOLD = {"minimum_micros", "fee_micros"}


@dataclass(frozen=True)
class Books:
    """A label's year with all that a ledger may hold, and nothing wrong in it."""

    year: Year
    second: Payee

    def run(self) -> RoyaltyRun:
        return RoyaltyRun.objects.filter(month_date=JANUARY.first).latest("revision")


@pytest.fixture
def books() -> Books:
    """Royalties to two payees, an advance, a lump sum, a contract, two closings, a payment."""
    year = Year()
    second = PayeeFactory.create()
    label = year.label
    work = RecordingFactory.create(rights_holder=label)
    CreditFactory.create(work=work, artist=year.deal.artist)
    SplitSheetFactory.create(work=work, shares={year.payee: 333_333, second: 666_667})
    recoups = account(label, year.payee)
    agreed = {"fee_ppm": 100_000, "expenses": Expenses.BEFORE_SPLIT, "reserve_ppm": 50_000}
    contract(label, year.payee, recoupment=recoups, reserve_months=1, **agreed)
    paid_in(year.payee, fee_micros=0)
    year.earns(JANUARY, 50_000_000)
    year.earns(JANUARY, 1_000_001, isrc=work.isrc)
    year.earns(JANUARY, 5, isrc=work.isrc, of=DECEMBER)
    late = JANUARY.until_at - DAY
    contracts.advance(recoupment=recoups, amount_micros=2_000_000, by=support(), now=late)
    sum_ = came(
        year.deal,
        key=AllocationKey.UNITS,
        received_at=late,
        first_month=DECEMBER,
        last_month=DECEMBER,
    )
    lump_sum = lump_sums.record(received=sum_, by=support(), now=late)
    lump_sums.allocate(lump_sum=lump_sum, by=support(), now=late)
    for month in (JANUARY, FEBRUARY):
        year.closes(month)
    (payout,) = payouts.schedule(payees=[year.payee.pk], by=support(), now=FEBRUARY.until_at)
    payouts.send(payout=payout, reference="A1", by=support(), now=FEBRUARY.until_at)
    assert not list(ledger_checks.faults())
    return Books(year, second)


class TestRows:
    def test_every_posting_counts(self, books: Books) -> None:
        unlock(Posting)
        for posting in Posting.objects.select_related("entry").order_by("pk"):
            change(posting, amount_micros=posting.amount_micros + 1)
            assert any(ledger_checks.faults()), posting
            change(posting, amount_micros=posting.amount_micros - 1)

    def test_a_balanced_change_is_found_too(self, books: Books) -> None:
        unlock(Posting)
        for pair in pairs():
            for posting, by in zip(pair, (1, -1), strict=True):
                change(posting, amount_micros=posting.amount_micros + by)
            assert any(ledger_checks.faults()), pair
            for posting, by in zip(pair, (1, -1), strict=True):
                change(posting, amount_micros=posting.amount_micros - by)

    def test_every_amount_of_a_statement_counts(self, books: Books) -> None:
        unlock(Statement)
        found = Statement.objects.get(payee=books.year.payee, month_date=JANUARY.first)
        for name in (*statements.BALANCES[:-1], *statements.BESIDE):
            sign = recomputed_statements.SIGNS.get(name, 0)
            change(
                found,
                **{name: getattr(found, name) + 1},
                closing_micros=found.closing_micros + sign,
            )
            assert any(statements.faults()), name
            change(
                found,
                **{name: getattr(found, name) - 1},
                closing_micros=found.closing_micros - sign,
            )

    def test_every_amount_of_its_parts_counts(self, books: Books) -> None:
        unlock(StatementPart)
        for part in StatementPart.objects.filter(statement__payee=books.year.payee):
            for name in ("earned_in_micros", "earned_micros", *statements.PARTS):
                change(part, **{name: getattr(part, name) + 1})
                assert any(statements.faults()), name
                change(part, **{name: getattr(part, name) - 1})

    def test_lump_sums_payments_and_runs_count(self, books: Books) -> None:
        rows: list[tuple[models.Model, str]] = [
            (LumpSum.objects.get(), "amount_micros"),
            (Payout.objects.get(), "amount_micros"),
            *((books.run(), f"{name}_micros") for name in ("payable", "held", "breakage")),
            *((books.run(), name) for name in ("lines", "excluded_lines")),
            (ReportMonth.objects.first() or ReportMonth(), "lines"),
        ]
        for row, name in rows:
            change(row, **{name: getattr(row, name) + 1})
            assert any(ledger_checks.faults()), (row, name)
            change(row, **{name: getattr(row, name) - 1})


class TestStatements:
    def test_a_changed_content_does_not_fit_its_seal(self, books: Books) -> None:
        found = told(books)
        found.content["closing_micros"] += 1
        unlock(Statement)
        change(found, content=found.content)

        assert f"{found.code}: its content is not what was sealed." in set(statements.faults())

    def test_a_content_sealed_anew_does_not_fit_the_ledger(self, books: Books) -> None:
        found = told(books)
        unlock(Statement)
        numbers = [path for path in numbers_of(found.content) if path[-1] not in TOLD]
        assert len(numbers) >= 40
        for *path, name in numbers:
            inner = found.content
            for step in path:
                inner = inner[step]
            inner[name] += 1
            reseal(found)
            assert any(statements.faults()), (path, name)
            inner[name] -= 1
        reseal(found)
        assert not list(statements.faults())

    def test_a_statement_that_is_gone_is_missed(self, books: Books) -> None:
        unlock(StatementPart)
        unlock(Statement)
        found = told(books)
        found.parts.all().delete()
        found.delete()

        assert any("statements, 2 are there" in fault for fault in statements.faults())


class TestFiles:
    def test_an_allocation_sealed_anew_does_not_add_up(self, books: Books) -> None:
        run = books.run()
        for column in ALLOCATED:
            with digit_changed(run.allocation_path, column):
                change(run, allocation_sha256=archive.sha256(run.allocation_path))
                assert any((*runs.faults(), *uses.faults())), column

    def test_a_lump_sum_s_allocation_does_neither(self, books: Books) -> None:
        path = LumpSum.objects.get().allocation_path
        for column in ("weight", "amount_micros", "payee", "work"):
            with digit_changed(path, column):
                LumpSum.objects.update(allocation_sha256=archive.sha256(path))
                assert any(ledger_checks.faults()), column

    def test_every_column_of_archived_lines_is_under_seal(self, books: Books) -> None:
        part = ReportMonth.objects.order_by("pk")[0]
        whole = pl.read_parquet(archive.address(part.path))
        for column in (name for name, kind in whole.schema.items() if kind.is_integer()):
            with digit_changed(part.path, column):
                assert any(str(part) in fault for fault in ledger_checks.faults()), column

    def test_archived_lines_sealed_anew_do_not_fit_the_run(self, books: Books) -> None:
        part = ReportMonth.objects.order_by("pk")[0]
        with digit_changed(part.path, "quantity"):
            sealed = archive.sha256(part.path)
            ReportMonth.objects.filter(pk=part.pk).update(sha256=sealed, units=part.units + 1)

            (fault,) = uses.faults()

        assert "are allocated, the lines hold" in fault


def told(books: Books) -> Statement:
    return Statement.objects.get(payee=books.year.payee, month_date=JANUARY.first)


def unlock(model: type[models.Model]) -> None:
    """Takes the triggers away that keep a table append-only, as somebody with the database may."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in ALLOW[connection.vendor]:
            cursor.execute(statement.format(table=model._meta.db_table))


def change(row: models.Model, **values: Any) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)


def reseal(found: Statement) -> None:
    change(found, content=found.content, content_sha256=statement_contents.sha256(found.content))


def pairs() -> Iterator[tuple[Posting, Posting]]:
    """Two postings of each entry."""
    rows = Posting.objects.order_by("entry", "pk")
    last: Posting | None = None
    for posting in rows:
        if last is not None and last.entry_id == posting.entry_id:
            yield last, posting
        last = posting


def numbers_of(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where whole numbers stand in a statement's content."""
    if isinstance(content, dict | list):
        inner = content.items() if isinstance(content, dict) else enumerate(content)
        for name, value in inner:
            yield from numbers_of(value, (*path, name))
    elif isinstance(content, int) and not isinstance(content, bool):
        yield path


@contextmanager
def digit_changed(path: str, column: str) -> Iterator[None]:
    """One number of a file's first row is one more, while the block lasts."""
    file = Path(archive.address(path))
    before = file.read_bytes()
    one_more = pl.col(column).fill_null(0) + 1
    is_first = pl.int_range(pl.len()) == 0
    changed = pl.read_parquet(file).with_columns(pl.when(is_first).then(one_more).otherwise(column))
    changed.write_parquet(file)
    yield
    file.write_bytes(before)
