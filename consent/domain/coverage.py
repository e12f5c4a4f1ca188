"""How far consent reaches over a catalogue: what each work comes to, whatever tool is asked about.

    cleared   some tool may use it, for some use and in some territory
    refused   none may, and somebody who holds consent says no
    open      none may, and nobody says no: a yes that ended, or others who have yet to answer
    silent    nobody who holds consent has said anything about it

"Nothing said" and "refused" are told apart because they ask for different things: a request, and
respect.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from artistportal.roster.domain.uses import Use
from consent.domain.clearances import Clearance, Question, clear
from consent.domain.decisions import Decision
from consent.domain.facts import Facts
from consent.domain.reasons import Reason
from consent.domain.works import Work

NOES = frozenset({Reason.SAID_NO, Reason.SAID_NO_IN_PERSON})


class Cover(StrEnum):
    """What everything that was said about a work comes to."""

    CLEARED = "cleared"
    REFUSED = "refused"
    OPEN = "open"
    SILENT = "silent"


def cover(facts: Facts, work: Work, at: datetime) -> Cover:
    """What a work comes to at that moment, by the rule."""
    said = [decision for decision in reaching(facts, work) if decision.given_at <= at]
    if not said:
        return Cover.SILENT
    if not any(decision.is_yes for decision in said):
        return Cover.REFUSED
    reasons: set[Reason] = set()
    for clearance in clearances(facts, work, at):
        if clearance.is_cleared:
            return Cover.CLEARED
        reasons.update(leg.reason for leg in clearance.legs)
    return Cover.REFUSED if reasons & NOES else Cover.OPEN


def reaching(facts: Facts, work: Work) -> Iterator[Decision]:
    """All that those who hold consent over a work have said that reaches it."""
    for leg in work.legs:
        for holder in leg.holders:
            for decision in facts.log.on_all_works(holder.artist):
                if decision.reaches(holder.credited_at):
                    yield decision
            yield from facts.log.on_one_work(holder.artist, leg.work)


def clearances(facts: Facts, work: Work, at: datetime) -> Iterator[Clearance]:
    """The rule's answer to everything that licences make it worth asking."""
    for tool, use in asked(facts, work, at):
        for territory in facts.one_of_each_class:
            yield clear(facts, work, Question(tool, use, territory, at))


def asked(facts: Facts, work: Work, at: datetime) -> list[tuple[int, Use]]:
    """The tools and uses for which a licence in force covers some part of the work."""
    holders = {leg.rights_holder for leg in work.legs}
    return sorted(
        {
            (licence.tool, use)
            for licence in facts.licences
            if licence.organisation in holders and licence.in_force(at)
            for use in licence.uses
        }
    )
