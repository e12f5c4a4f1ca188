"""Notices of decisions: written with them, in their transaction, one for each tool concerned.

A yes concerns the tool that it names. A no concerns the tool that it names, or every tool that has
a licence with a rights holder of what it is about. Nothing here waits for a tool.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Max, Min

from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Credit
from artistportal.roster.models.batches import among_ids
from consent.domain.endings import Endings, Legs
from consent.domain.facts import Facts
from consent.domain.stances import any_work_of
from consent.domain.works import Holder, Leg
from consent.models import Decision, Licence, Notice
from consent.queries import facts
from consent.services import rows

COLUMNS = (
    "number",
    "public_id",
    "tool",
    "decision",
    "body",
    "made_at",
    "effective_at",
    "deadline_at",
    "is_waiting",
    "attempts",
)
_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


class _Concern(NamedTuple):
    """A licence as far as notices go."""

    tool: int
    organisation: int
    signed_at: datetime
    until_at: datetime | None
    obey: timedelta

    def stood(self, at: datetime) -> bool:
        return self.signed_at <= at and (self.until_at is None or self.until_at > at)


@dataclass(frozen=True, slots=True)
class _Told:
    """What one tool is told of one decision."""

    tool: int
    effective_at: datetime
    deadline_at: datetime | None


def queue(decisions: Sequence[Decision], now: datetime) -> int:
    """Write the notices of one artist's new decisions, and say how many.

    The caller holds the pen, in the transaction that recorded the decisions.
    """
    if not decisions:
        return 0
    circle = _Circle(decisions)
    newest = Notice.objects.aggregate(newest=Max("number"))["newest"] or 0
    written: list[tuple[object, ...]] = []
    for decision in decisions:
        said = _said(decision)
        for told in circle.told(decision):
            written.append(_notice(newest + len(written) + 1, decision, said, told, now))
    rows.insert(Notice, COLUMNS, written)
    return len(written)


class _Circle:
    """Whom an artist's decisions concern, and what they end there."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._artist = decisions[0].artist
        self._concerns: defaultdict[int, list[_Concern]] = defaultdict(list)
        self._legs = Legs({}, [])
        self._holder_of: dict[int, int] = {}
        self._organisations: set[int] = set()
        if not all(decision.is_yes for decision in decisions):
            self._read_licences()
            self._read_works(decisions)
            numbers = {decision.number for decision in decisions}
            after = self._facts(decisions)
            self._endings = Endings(after.without(numbers), after, self._legs)
            self._as_rule = {d.number: d for d in after.decisions if d.number in numbers}

    def told(self, decision: Decision) -> list[_Told]:
        """Each tool concerned, with when the decision is in force for it and its deadline."""
        if decision.tool_id is None:
            return [self._told_no(decision, tool) for tool in sorted(self._tools(decision))]
        if decision.is_yes:
            return [_Told(decision.tool_id, decision.given_at, None)]
        return [self._told_no(decision, decision.tool_id)]

    def _tools(self, no: Decision) -> set[int]:
        return {
            tool
            for tool, concerns in self._concerns.items()
            if any(self._is_about(concern, no) for concern in concerns)
        }

    def _told_no(self, no: Decision, tool: int) -> _Told:
        ends_at = self._endings.ends_at(self._as_rule[no.number], tool)
        if ends_at is None:
            return _Told(tool, no.given_at, None)
        obey = min(c.obey for c in self._concerns[tool] if self._is_about(c, no))
        return _Told(tool, ends_at, ends_at + obey)

    def _is_about(self, concern: _Concern, no: Decision) -> bool:
        """Whether the licence stood and is with who licenses what the no is about."""
        if not concern.stood(no.given_at):
            return False
        if no.work_id is None:
            return concern.organisation in self._organisations
        return concern.organisation == self._holder_of.get(no.work_id)

    def _read_licences(self) -> None:
        for row in Licence.objects.values_list(
            "tool_id", "organisation_id", "signed_at", "until_at", "obey_hours"
        ):
            concern = _Concern(*row[:4], timedelta(hours=row[4]))
            self._concerns[concern.tool].append(concern)

    def _facts(self, decisions: Sequence[Decision]) -> Facts:
        """What has to do with the decisions: nothing else bears on what they end."""
        tools = {decision.tool_id for decision in decisions}
        tool = tools.pop() if len(tools) == 1 else None
        return facts.about([self._artist.pk], tool, works=_works_named(decisions))

    def _read_works(self, decisions: Sequence[Decision]) -> None:
        credited = Credit.objects.filter(artist=self._artist)
        works = _works_named(decisions)
        if works is not None:
            credited = credited.filter(work_id__in=among_ids(works))
        found = credited.values_list(
            "work_id", "work__kind", "work__rights_holder_id", "holds_consent"
        ).annotate(credited_at=Min("credited_at"))
        of_work: dict[int, Leg] = {}
        for work, kind, organisation, holds_consent, credited_at in found:
            self._holder_of[work] = organisation
            if holds_consent:
                holder = Holder(self._artist.pk, credited_at)
                of_work[work] = Leg(work, WorkKind(kind), organisation, (holder,))
        self._organisations = set(self._holder_of.values())
        held = {(leg.kind, leg.rights_holder) for leg in of_work.values()}
        self._legs = Legs(of_work, any_work_of(self._artist.pk, held))


def _works_named(decisions: Sequence[Decision]) -> set[int] | None:
    """The works that the decisions name, if each names one."""
    works = {decision.work_id for decision in decisions}
    return None if None in works else {work for work in works if work is not None}


def _notice(
    number: int, decision: Decision, said: str, told: _Told, now: datetime
) -> tuple[object, ...]:
    """The row, with the body that the tool will get to the byte."""
    own = (
        f'"notice":"N-{number:06d}","effective_at":{_quoted(told.effective_at)},'
        f'"deadline_at":{_quoted(told.deadline_at)}'
    )
    body = f"{said[:-2]},{own}}}}}"
    about = (uuid.uuid4(), told.tool, decision.pk, body, now)
    return (number, *about, told.effective_at, told.deadline_at, True, 0)


def _said(decision: Decision) -> str:
    """What every tool is told of the decision, as JSON that ends in `}}`."""
    data = {
        "artist": {"id": str(decision.artist.public_id), "name": decision.artist.name},
        "works": _works(decision),
        "proof": f"{settings.SITE_URL}/log/inclusion?index={decision.number - 1}",
    }
    said = "consent.granted" if decision.is_yes else "consent.revoked"
    return (
        f'{{"type":"{said}","timestamp":{_quoted(decision.given_at)},'
        f'"data":{{"decision":{decision.entry.decode()},{_ENCODER.encode(data)[1:]}}}'
    )


def _works(decision: Decision) -> str | list[dict[str, str]]:
    """The work by its identifier, or in words that all of them are meant."""
    work = decision.work
    if work is None:
        which = "all works" if decision.reaches_later_works else "all works of that day"
        return f"{which} of {decision.artist.name}"
    return [{"id": str(work.public_id), "identifier": work.identifier, "title": work.title}]


def _quoted(moment: datetime | None) -> str:
    """The moment as JSON."""
    if moment is None:
        return "null"
    written = moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return f'"{written}"'
