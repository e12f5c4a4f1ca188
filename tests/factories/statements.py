"""Statements of a payee's month, as the closing of the month issues them without any contract."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Sum

from artistportal.background import JobState
from artistportal.periods import Month
from artistportal.roster.models import Payee
from consent.domain import chains
from earnings.models import AccountKind, EntryKind, MonthClosing, Posting, Statement, StatementPart
from tests.factories.earnings import Deal, deal

ISSUED_AT = datetime(2026, 4, 3, 6, tzinfo=UTC)


def closed(month: Month, now: datetime = ISSUED_AT) -> MonthClosing:
    """The month's closing, done."""
    job, _ = MonthClosing.objects.get_or_create(
        month_date=month.first, defaults={"created_at": now, "state": JobState.DONE}
    )
    return job


def issue(payee: Payee, month: date, currency: str = "EUR", **changed: Any) -> Statement:
    """A statement of what the ledger says of a month, changed as told; it adds up."""
    mine = Posting.objects.filter(
        account__payee=payee, account__kind=AccountKind.PAYEE, account__currency=currency
    )
    opening = _sum(mine.filter(entry__accounting_month__lt=month))
    of_month = mine.filter(entry__accounting_month=month)
    paid = -_sum(of_month.filter(entry__kind__in=[EntryKind.PAYOUT, EntryKind.RETURNED]))
    given = {
        "opening_micros": opening,
        "earned_micros": _sum(of_month) + paid,
        "costs_micros": 0,
        "reserved_micros": 0,
        "released_micros": 0,
        "recouped_micros": 0,
        "tax_micros": 0,
        "paid_micros": paid,
        "held_micros": 0,
    } | changed
    parts = given.pop("parts", None)
    number = Statement.objects.count() + 1
    content = given.pop("content", {"number": number, "payee": payee.name})
    statement = Statement.objects.create(
        number=number,
        closing_job=closed(Month(month)),
        payee=payee,
        month_date=month,
        currency=currency,
        closing_micros=_closing(given),
        content=content,
        content_sha256=hashlib.sha256(chains.canonical(content)).hexdigest(),
        issued_at=ISSUED_AT,
        **given,
    )
    for part in parts if parts is not None else [{}]:
        with_part(statement, **part)
    return statement


def with_part(statement: Statement, **changed: Any) -> StatementPart:
    """What one organisation's licences came to on a statement."""
    given = {
        "earned_in_micros": statement.earned_micros,
        "earned_in_currency": statement.currency,
        "earned_micros": statement.earned_micros,
    } | changed
    return StatementPart.objects.create(statement=statement, **given)


def _closing(given: dict[str, Any]) -> int:
    gives = ("opening_micros", "earned_micros", "released_micros")
    takes = ("costs_micros", "reserved_micros", "recouped_micros", "tax_micros", "paid_micros")
    return int(sum(given[name] for name in gives) - sum(given[name] for name in takes))


def _sum(postings: Any) -> int:
    total = postings.aggregate(total=Sum("amount_micros", default=0))["total"]
    return int(total)


def paid_artist(**terms: Any) -> Deal:
    """A deal whose payee is its artist."""
    label = deal(**terms)
    Payee.objects.filter(artist=label.artist).update(artist=None)
    label.payee.artist = label.artist
    label.payee.save()
    return label
