"""When an answer may change by time alone: so long, it need not be asked for again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from consent.domain.facts import Facts


def next_after(facts: Facts, at: datetime) -> datetime | None:
    """The first moment after `at` at which any answer from these facts may change, if one comes."""
    return min((moment for moment in _moments(facts) if moment > at), default=None)


def _moments(facts: Facts) -> Iterator[datetime]:
    """Begin and end of all that was said and agreed, and of every notice that a no may wait for."""
    notices = {timedelta()}
    for licence in facts.licences:
        yield licence.from_at
        if licence.until_at is not None:
            yield licence.until_at
        for terms in licence.terms:
            notices.add(terms.notice)
            yield terms.offered_at
    for decision in facts.decisions:
        if decision.ends_at is not None:
            yield decision.ends_at
        yield from (decision.given_at + notice for notice in notices)
