"""May a tool use a work: the rule, fed from four queries however many works are asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from artistportal.roster.domain.uses import Use
from consent.domain import clearances, spans
from consent.domain.works import Work
from consent.queries import facts, works


def explain(
    *, tool: int, work: int, use: Use, territory: str, at: datetime
) -> clearances.Clearance:
    """The answer for one work, leg by leg and artist by artist."""
    (asked,) = works.for_the_rule([work])
    question = clearances.Question(tool, use, territory, at)
    return clearances.clear(facts.about(holders([asked]), tool), asked, question)


def spans_for(
    *,
    tool: int,
    works_asked: Iterable[int],
    uses: Collection[Use],
    territories: Collection[str],
    from_at: datetime,
    until_at: datetime,
) -> spans.Spans:
    """The clearance of every work, use and territory at every moment of a half-open stretch."""
    asked = works.for_the_rule(works_asked)
    stretch = spans.Stretch(tool, tuple(uses), tuple(territories), from_at, until_at)
    return spans.spans(facts.about(holders(asked), tool), asked, stretch)


def holders(asked: Iterable[Work]) -> set[int]:
    """The artists whose consent the works stand on."""
    return {holder.artist for work in asked for leg in work.legs for holder in leg.holders}
