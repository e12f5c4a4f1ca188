"""A computed run and a statement of a payee, as small as the pages of their maths can show."""

from __future__ import annotations

from datetime import date

import polars as pl

from artistportal.background import JobState
from artistportal.roster.models import Payee
from earnings.domain import recomputed_statements
from earnings.domain.allocations import ALLOCATION_SCHEMA
from earnings.models import RoyaltyRun, Statement
from earnings.services import archive
from tests.factories.earnings import RECEIVED_AT, Deal
from tests.factories.statements import issue

FEBRUARY = date(2026, 2, 1)


def computed(label: Deal, payee: Payee) -> RoyaltyRun:
    """A run of the deal's licence that pays one micro-unit for one use."""
    row = {
        "payee": payee.pk,
        "work": label.work.pk,
        "use": "discovery",
        "territory": "DE",
        "model_version": "",
        "outcome": "payable",
        "reason": "",
        **dict.fromkeys(("units", "gross_micros", "share", "whole", "amount_micros"), 1),
        "cell": 0,
    }
    path = f"allocations/of-{label.work.pk}.parquet"
    archive.write(pl.LazyFrame([row], schema=ALLOCATION_SCHEMA), path)
    return RoyaltyRun.objects.create(
        number=RoyaltyRun.objects.count() + 1,
        licence=label.licence,
        month_date=FEBRUARY,
        revision=1,
        currency=label.terms.currency,
        terms=label.terms,
        allocation_path=path,
        state=JobState.DONE,
        created_at=RECEIVED_AT,
        finished_at=RECEIVED_AT,
    )


def told(payee: Payee) -> Statement:
    """A statement of a month in which nothing was booked."""
    balances = (*recomputed_statements.SIGNS, "closing_micros")
    others = ("held_micros", "in_reserve_micros", "unrecouped_micros", "debt_micros")
    return issue(
        payee,
        FEBRUARY,
        content={
            "format": 1,
            "statement": "S-000001",
            "month": "2026-02",
            "currency": "EUR",
            **dict.fromkeys((*balances, *others), 0),
            **{name: [] for name in ("recoupment", "parts", "entries", "contract_income")},
        },
    )
