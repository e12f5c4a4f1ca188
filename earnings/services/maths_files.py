"""A statement's maths as one file that proves itself: gathered, added up again, sealed, signed.

`docs/maths.md` says what stands where. Cells are read from the archived allocations; the site hands
out no file that does not add up by the same code with which others check it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import polars as pl

from artistportal.periods import Month
from consent.queries import keys
from consent.services import signing
from earnings.domain import divisions, maths, papers, recompute, seals
from earnings.domain.lines import add_up
from earnings.models import Entry, LumpSum, RoyaltyRun, Statement
from earnings.queries import maths as asked
from earnings.queries import pricing
from earnings.services import archive


def signed(statement: Statement, now: datetime) -> str:
    """The file: the same bytes whenever it is asked for; raises `signing.NoKey`."""
    content = document(statement)
    recompute.add_up(content, [])
    token = signing.jws(seals.payload(content), seals.TYPE, now, at=statement.issued_at)
    kid = seals.key_of(token)
    seal = {
        "sha256": papers.sha256(content),
        "signature": token,
        "key": {"kid": kid, "x": keys.public()[kid].x},
    }
    return json.dumps(content | seal, ensure_ascii=False, indent=1) + "\n"


def document(statement: Statement) -> dict[str, Any]:
    """All that a statement rests on, without a seal."""
    entries = asked.entries(statement)
    sums = asked.lump_sums(statement)
    runs = _runs(entries)
    licences = {run.licence for run in runs} | {lump_sum.licence for lump_sum in sums}
    return {
        "format": recompute.FORMAT,
        "content": statement.content,
        "content_sha256": statement.content_sha256,
        "runs": [of_run(run, statement.payee_id) for run in runs],
        "booked": [_booked(entry) for entry in entries],
        "lump_sums": [_of_lump_sum(lump_sum, statement.payee_id) for lump_sum in sums],
        "licences": [
            {"licence": licence.code, "organisation": str(licence.organisation.public_id)}
            for licence in sorted(licences, key=lambda licence: licence.number)
        ],
        "recoupments": [
            {"organisation": str(public_id), "name": name, "before_micros": before}
            for public_id, name, before in asked.recoupments(statement)
        ],
    }


def _booked(entry: Entry) -> dict[str, Any]:
    """By which run an entry was booked, and less what earlier one."""
    adjusts = entry.adjusts
    return {
        "entry": str(entry),
        "run": entry.run.code if entry.run else None,
        "adjusts": str(adjusts) if adjusts else None,
        "less": adjusts.run.code if adjusts and adjusts.run else None,
    }


def of_run(run: RoyaltyRun, payee: int) -> dict[str, Any]:
    """What one run gave the payee."""
    allocation = maths.whole(archive.scan([run.allocation_path]))
    return maths.paper(facts(run), allocation, payee, asked.work_names)


def facts(run: RoyaltyRun) -> maths.Facts:
    """What is recorded of a run, and the terms that priced its month."""
    month = Month(run.month_date)
    terms = run.terms or pricing.terms_for(run.licence, month)
    if terms is None:
        raise papers.Wrong(f"{run.licence.code} has no terms.")
    return maths.Facts(
        run=run.code,
        revision=run.revision,
        licence=run.licence.code,
        month=run.month_date,
        terms_number=terms.number,
        terms=pricing.as_said(terms),
        is_in_force=pricing.was_in_force(run.licence, month),
        pool_micros=run.pool_micros,
        revenue_micros=run.revenue_micros,
        breakage_micros=run.breakage_micros,
        allocation_sha256=run.allocation_sha256,
    )


def _runs(entries: Iterable[Entry]) -> list[RoyaltyRun]:
    """The runs that the entries post, and those that they adjust, each once."""
    found: dict[int, RoyaltyRun] = {}
    for entry in entries:
        for each in (entry.adjusts, entry):
            if each is not None and each.run is not None:
                found[each.run.number] = each.run
    return [found[number] for number in sorted(found)]


def _of_lump_sum(lump_sum: LumpSum, payee: int) -> dict[str, Any]:
    """What a sum's key gave the payee, row by row."""
    rows = archive.scan([lump_sum.allocation_path]).with_row_index("place").collect()
    mine = rows.filter(pl.col("payee") == payee)
    names = asked.work_names(mine["work"].drop_nulls().unique().to_list())
    return {
        "lump_sum": lump_sum.code,
        "licence": lump_sum.licence.code,
        "key": lump_sum.key,
        "currency": lump_sum.currency,
        "sum_micros": lump_sum.amount_micros,
        "division": asdict(divisions.of_sum(lump_sum.amount_micros, rows["weight"])),
        "parts": [_part(row, names) for row in mine.iter_rows(named=True)],
        "amount_micros": int(mine.select(add_up("amount_micros")).item() or 0),
        "allocation_sha256": lump_sum.allocation_sha256,
    }


def _part(row: Mapping[str, Any], names: Mapping[int, object]) -> dict[str, Any]:
    return {
        "work": names.get(row["work"]),
        "weight": row["weight"],
        "place": row["place"],
        "amount_micros": row["amount_micros"],
    }
