"""Where artists stand, one sentence each: for the home page and for rosters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, Credit
from artistportal.roster.models.batches import among_ids
from consent.domain.facts import Facts
from consent.domain.stances import any_work_of, stance
from consent.queries import facts


@dataclass(frozen=True, slots=True)
class State:
    """How many of the tools with a licence an artist lets do something, and train."""

    tools: int
    allowing: int
    training: int
    decided: bool

    @property
    def sentence(self) -> str:
        if not self.tools:
            return "No tool has a licence for these works, so nothing is allowed."
        if not self.allowing:
            said = "everything is refused" if self.decided else "no answer yet, and that means no"
            tools = "the one tool" if self.tools == 1 else f"all {self.tools} tools"
            return f"AI use: off for {tools} with a licence ({said})."
        training = f"{self.training} may train" if self.training else "none may train"
        return f"AI use: {self.allowing} of {self.tools} licensed tools allowed, {training}."


def of_artists(artists: Iterable[Artist], now: datetime) -> dict[int, State]:
    """The state of each artist by id, from three queries."""
    ids = [artist.pk for artist in artists]
    known = facts.about(ids)
    held = held_by(ids)
    said: defaultdict[int, set[int]] = defaultdict(set)
    for decision in known.decisions:
        if decision.is_yes and decision.scope.tool is not None:
            said[decision.artist].add(decision.scope.tool)
    decided = {decision.artist for decision in known.decisions}
    return {
        artist: _state(known, artist, held[artist], said[artist], now, artist in decided)
        for artist in ids
    }


def held_by(artists: Iterable[int]) -> defaultdict[int, set[tuple[WorkKind, int]]]:
    """Over which kinds of work each artist holds consent, and who licenses those."""
    rows = (
        Credit.objects.filter(artist_id__in=among_ids(artists), holds_consent=True)
        .values_list("artist_id", "work__kind", "work__rights_holder_id")
        .distinct()
    )
    held: defaultdict[int, set[tuple[WorkKind, int]]] = defaultdict(set)
    for artist, kind, organisation in rows:
        held[artist].add((WorkKind(kind), organisation))
    return held


def _state(  # one call, beside its data
    known: Facts,
    artist: int,
    held: set[tuple[WorkKind, int]],
    tools_said_yes: set[int],
    now: datetime,
    decided: bool,  # as above
) -> State:
    organisations = {organisation for _, organisation in held}
    licensed = {
        licence.tool
        for licence in known.licences
        if licence.organisation in organisations and licence.in_force(now)
    }
    legs = any_work_of(artist, held)
    allowed = {
        tool: {use for use in Use if stance(known, legs, tool, use, now).lets_something}
        for tool in tools_said_yes & licensed
    }
    return State(
        tools=len(licensed),
        allowing=sum(1 for uses in allowed.values() if uses),
        training=sum(1 for uses in allowed.values() if Use.TRAINING in uses),
        decided=decided,
    )
