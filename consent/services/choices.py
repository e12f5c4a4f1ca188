"""Choices: what somebody says, whether a log may hold it, and what a page proposed as such."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, Credit, Work
from artistportal.roster.models.batches import among_ids
from consent.domain.decisions import Capacity
from consent.domain.decisions import Decision as Decided
from consent.domain.scopes import Scope
from consent.domain.standing import Saying as Said
from consent.models import Terms, Tool
from consent.queries.proposals import Limits, Saying


class NotToBeSaid(ValueError):
    """The choice cannot stand as it is; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is said, about what; an empty part of the scope means all."""

    is_yes: bool
    work: Work | None = None
    tool: Tool | None = None
    use: Use | None = None
    territories: frozenset[str] | None = None
    terms: Terms | None = None
    reaches_later_works: bool = False
    ends_at: datetime | None = None

    @property
    def kind(self) -> WorkKind | None:
        return WorkKind(self.work.kind) if self.work else None

    @property
    def scope(self) -> Scope:
        return Scope(
            self.work.pk if self.work else None,
            self.tool.pk if self.tool else None,
            self.use,
            self.territories,
        )

    @property
    def reaches_later(self) -> bool:
        """A no always reaches works added later."""
        return self.reaches_later_works or not self.is_yes

    def said_as(self, capacity: Capacity) -> Said:
        terms = self.terms.pk if self.terms else None
        return Said(self.is_yes, self.scope, capacity, terms, self.reaches_later, self.ends_at)


def check_all(choices: Sequence[Choice], artist: Artist, now: datetime) -> None:
    """Raise `NotToBeSaid` for the first that no log should hold; two queries for any number."""
    works = {choice.work.pk for choice in choices if choice.work}
    credited = _credited(artist, works) if works else set()
    on_offer = _on_offer({c.terms.licence_id for c in choices if c.terms}, now)
    for choice in choices:
        if choice.territories is not None and not choice.territories:
            raise NotToBeSaid("Name at least one territory, or mean all of them.")
        if choice.work and choice.work.pk not in credited:
            raise NotToBeSaid(f"{artist} is not credited on {choice.work}.")
        if choice.is_yes:
            _check_yes(choice, on_offer, now)
        elif choice.terms or choice.ends_at:
            raise NotToBeSaid("A no has no terms and no end: it stands until a yes answers it.")


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


def from_decisions(decisions: Iterable[Decided]) -> list[Choice]:
    """The same of decisions as the rule reads them, which nobody gave yet."""
    return from_sayings(
        Saying(
            decided.is_yes,
            decided.scope.tool,
            decided.scope.use,
            decided.scope.work,
            decided.terms,
            Limits(
                decided.scope.territories,
                decided.ends_at,
                decided.is_yes and decided.reaches_later_works,
            ),
        )
        for decided in decisions
    )


def _credited(artist: Artist, works: Iterable[int]) -> set[int]:
    """Those of the works that the artist is credited on."""
    credited = Credit.objects.filter(artist=artist, work_id__in=among_ids(works))
    return set(credited.values_list("work_id", flat=True))


def _on_offer(licences: set[int], now: datetime) -> dict[int, Terms]:
    """Of each licence the terms on offer now, by the licence's id."""
    offered = Terms.objects.filter(licence_id__in=licences, offered_at__lte=now)
    newest_last = offered.select_related("licence").order_by("number")
    return {terms.licence_id: terms for terms in newest_last}


def _check_yes(choice: Choice, on_offer: dict[int, Terms], now: datetime) -> None:
    if choice.tool is None or choice.terms is None:
        raise NotToBeSaid("A yes names the tool and the terms it agrees to.")
    current = on_offer.get(choice.terms.licence_id)
    licence = (current or choice.terms).licence
    if licence.tool_id != choice.tool.pk:
        raise NotToBeSaid(f"These are not terms of {choice.tool}.")
    if current != choice.terms:
        raise NotToBeSaid("These terms are not the ones on offer now; read the new ones first.")
    if licence.until_at is not None and licence.until_at <= now:
        raise NotToBeSaid(f"The licence {licence.code} has ended.")
    if choice.use is not None and choice.use.value not in licence.uses:
        raise NotToBeSaid(f"The licence {licence.code} does not cover this use.")
    if choice.ends_at is not None and choice.ends_at <= now:
        raise NotToBeSaid("A yes ends in the future.")
