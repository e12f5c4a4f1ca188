"""What a page proposed, by ids, as choices that can be recorded."""

from __future__ import annotations

from collections.abc import Iterable

from artistportal.roster.models import Work
from consent.models import Terms, Tool
from consent.queries.proposals import Saying
from consent.services.decisions import Choice


def from_sayings(sayings: Iterable[Saying]) -> list[Choice]:
    """The choices, with their works, tools and terms; three queries for any number."""
    said = list(sayings)
    works = Work.objects.in_bulk([each.work for each in said if each.work])
    tools = Tool.objects.in_bulk([each.tool for each in said if each.tool])
    terms = Terms.objects.select_related("licence").in_bulk([e.terms for e in said if e.terms])
    return [
        Choice(
            is_yes=each.is_yes,
            work=works[each.work] if each.work else None,
            tool=tools[each.tool] if each.tool else None,
            use=each.use,
            territories=each.limits.territories,
            terms=terms[each.terms] if each.terms else None,
            reaches_later_works=each.limits.reaches_later_works,
            ends_at=each.limits.ends_at,
        )
        for each in said
    ]
