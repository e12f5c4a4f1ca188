"""The acts: what was saved together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from artistportal import territories
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.models import Mandate
from consent.domain import wordings
from consent.models import Act, Decision
from consent.models.acts import ActQuerySet
from consent.models.decisions import DecisionQuerySet


def of(decision: Decision) -> Act:
    """The act in which the decision was saved; a decision from before acts has none."""
    return _holding(decision).get()


def of_or_none(decision: Decision) -> Act | None:
    return _holding(decision).first()


def _holding(decision: Decision) -> ActQuerySet:
    return Act.objects.filter(
        first_number__lte=decision.number, last_number__gte=decision.number
    ).select_related("given_by", "organisation", "artist")


def visible_to(account: Account) -> ActQuerySet:
    """An artist's own acts, whoever gave them; an organisation's, which it gave for its artists."""
    if account.kind == AccountKind.ARTIST:
        return Act.objects.filter(artist=account.id)
    if account.kind == AccountKind.ORGANISATION:
        return Act.objects.filter(organisation=account.id)
    return Act.objects.none()


@dataclass(frozen=True, slots=True)
class Decided:
    """What an organisation decided for an artist in one act, in short."""

    act: UUID
    words: str
    more: int
    mandate: Mandate | None
    given_at: datetime
    given_by: str
    reversed_at: datetime | None


def decided_for(artist: int, most: int) -> list[Decided]:
    """What organisations decided for the artist under mandates, newest first; one query."""
    theirs = Decision.objects.filter(artist=artist)
    rows = with_acts(theirs.filter(number__in=firsts_for(artist, most)))
    return decided(rows.with_names().newest_first())


def firsts_for(artist: int, most: int) -> QuerySet[Act, int]:
    """The first number of each of the newest acts of organisations for the artist."""
    theirs = Act.objects.filter(artist=artist, organisation__isnull=False)
    return theirs.newest_first().values_list("first_number", flat=True)[:most]


def with_acts(decisions: DecisionQuerySet) -> DecisionQuerySet:
    """With the act of an organisation that each decision begins, if it begins one."""
    begun = Act.objects.filter(first_number=OuterRef("number"), organisation__isnull=False)
    return decisions.annotate(
        begins_act=Subquery(begun.values("public_id")),
        act_ends_at=Subquery(begun.values("last_number")),
        act_reversed_at=Subquery(begun.values("reversed_by__given_at")),
    )


def decided(rows: Iterable[Decision]) -> list[Decided]:
    """Of decisions read `with_acts`, what organisations decided."""
    return [
        Decided(
            act=row.begins_act,  # type: ignore[attr-defined]  # annotated
            words=in_words([row])[0],
            more=row.act_ends_at - row.number,  # type: ignore[attr-defined]  # likewise
            mandate=row.mandate,
            given_at=row.given_at,
            given_by=row.given_by.name,
            reversed_at=row.act_reversed_at,  # type: ignore[attr-defined]  # likewise
        )
        for row in rows
        if row.begins_act  # type: ignore[attr-defined]  # likewise
    ]


def in_words(decisions: Iterable[Decision]) -> list[str]:
    """What was said, a sentence for what differs by no more than the work.

    `Yes to training by Ossilune for 40 works, under terms 2 of L-0001.`
    """
    titles: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for decision in decisions:
        titles[_what(decision), _conditions(decision)].append(_work(decision))
    return [
        f"{what} for {works[0] if len(works) == 1 else f'{len(works):,} works'}{conditions}."
        for (what, conditions), works in titles.items()
    ]


def _what(decision: Decision) -> str:
    use = decision.use_label.lower() or "every use"
    tool = decision.tool.name if decision.tool else "every tool"
    return f"{'Yes' if decision.is_yes else 'No'} to {use} by {tool}"


def _work(decision: Decision) -> str:
    if decision.work:
        return f"“{decision.work.title}”"
    later = "later ones too" if decision.reaches_later_works else "as they were that day"
    return f"all works, {later}"


def _conditions(decision: Decision) -> str:
    parts = [
        f"in {wordings.listed(map(territories.name, decision.territories))}"
        if decision.territories
        else "",
        f"until {wordings.last_day(decision.ends_at)}" if decision.ends_at else "",
        f"under terms {decision.terms.number} of {decision.terms.licence.code}"
        if decision.terms
        else "",
    ]
    return "".join(f", {part}" for part in parts if part)
