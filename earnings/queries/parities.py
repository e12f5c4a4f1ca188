"""Whether the licence behind a deal is as good as the tool's others, for those whom it concerns.

All licences of the tool are compared, whoever's they are; nobody learns another's numbers, and a
licence is named only to its own organisation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, OuterRef, Subquery

from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.uses import Use
from consent.domain import parity
from consent.domain.parity import Favoured, Position, SongSide
from consent.models import Licence, Terms
from consent.queries import terms as stored


@dataclass(frozen=True, slots=True)
class Check:
    """One use: whether another licence is better, in a sentence, and which of one's own are."""

    favoured: Favoured
    sentence: str
    own_better: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parities:
    """What was compared on a day."""

    as_of: date
    checks: tuple[Check, ...]
    song: SongSide


@dataclass(slots=True)
class _Known:
    """One licence of the tool: its organisation, and what it pays."""

    organisation: int
    code: str
    position: Position
    rates: dict[Use, int]


def of_licence(licence: Licence, account: Account, now: datetime) -> Parities | None:
    """The checks of a licence under the terms on offer; None where none are. One query."""
    known = _on_offer(licence.tool_id, now)
    own = known.pop(licence.number, None)
    if own is None:
        return None
    is_house = account.kind is AccountKind.ORGANISATION
    named = {
        number: each.code
        for number, each in known.items()
        if is_house and each.organisation == account.id
    }
    today = now.date()
    checks = tuple(
        Check(
            each,
            each.sentence(today),
            tuple(named[number] for number in each.licences if number in named),
        )
        for each in parity.favoured(own.position, [each.position for each in known.values()])
    )
    return Parities(today, checks, parity.song_side(own.position))


def _on_offer(tool: int, now: datetime) -> dict[int, _Known]:
    """The newest terms of every licence of a tool that is in force, a row for each price."""
    newest = Terms.objects.filter(licence=OuterRef("licence"), offered_at__lte=now)
    rows = Terms.objects.filter(
        licence__in=Licence.objects.in_force(now).filter(tool=tool),
        pk=Subquery(newest.order_by("-number").values("pk")[:1]),
    ).select_related("licence")
    priced = rows.annotate(use=F("prices__use"), rate=F("prices__rate_micros"))
    found: dict[int, _Known] = {}
    for terms in priced.order_by("licence"):
        known = found.get(terms.licence.number)
        if known is None:
            rates: dict[Use, int] = {}
            licence = terms.licence
            position = stored.position(terms, rates)
            known = _Known(licence.organisation_id, licence.code, position, rates)
            found[licence.number] = known
        if terms.use is not None:
            known.rates[Use(terms.use)] = terms.rate
    return found
