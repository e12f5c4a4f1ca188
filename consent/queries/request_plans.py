"""What a request would ask of whom, before it is sent; and which works somebody means by it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, Work
from artistportal.roster.models.batches import among_ids, among_texts
from artistportal.roster.queries.works import matching
from consent.domain import requests as rules
from consent.domain import wordings
from consent.domain.agreements import Licence as RuleLicence
from consent.domain.answers import Asked
from consent.domain.facts import Facts
from consent.domain.named_works import Named
from consent.domain.payment import Breakage, PayModel, PoolBasis, Unattributed
from consent.domain.reasons import ALLOWING
from consent.domain.requests import MOST_WORKS, Ask, Asking, LeftOut
from consent.domain.stances import own_legs
from consent.domain.worked_examples import Price
from consent.domain.works import Leg
from consent.models import Licence, Request, Terms
from consent.models.licences import LicenceQuerySet
from consent.queries import clearances, facts, works

# How far ahead a yes without an end is looked at.
HORIZON = timedelta(days=36_500)
UNKNOWN = "No work is known by this here."
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Selection:
    """Which works are meant: those that are named, or all of the organisation's that match."""

    names: tuple[Named, ...] | None = None
    words: str = ""
    release: str = ""
    artist: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that nobody is asked about, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """The works that a selection comes to, and the names that no work has."""

    works: tuple[int, ...]
    unknown: tuple[Missing, ...] = ()

    @property
    def is_too_many(self) -> bool:
        return len(self.works) > MOST_WORKS


@dataclass(frozen=True, slots=True)
class ArtistPlanned:
    """One artist who would be asked, for which uses, over how many works."""

    name: str
    uses: str
    works: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What sending would do: whom it asks, over which works, what it leaves out and why."""

    asking: Asking
    artists: tuple[ArtistPlanned, ...]
    missing: tuple[Missing, ...]
    missing_count: int
    refusals: tuple[str, ...]
    silent_uses: str = ""
    """The uses that are named although nobody would be asked about them."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever somebody else would be asked, or about something else."""
        parts = sorted(
            (part.artist, part.use.value, part.kind.value, tuple(sorted(legs)))
            for part, legs in self.asking.parts.items()
        )
        return hashlib.sha256(repr((parts, self.asking.works)).encode()).hexdigest()[:16]


def licences_of_organisation(organisation: int, now: datetime) -> LicenceQuerySet:
    """The licences under which an organisation may ask: not ended, with terms on offer."""
    return _may_ask(now).filter(organisation=organisation)


def licences_of_tool(tool: int, now: datetime) -> LicenceQuerySet:
    return _may_ask(now).filter(tool=tool)


def current_terms(licence: Licence, now: datetime) -> Terms | None:
    """The terms of the licence that are on offer, with their prices; two queries."""
    offered = licence.terms.filter(offered_at__lte=now).order_by("-number")
    return offered.select_related("licence").prefetch_related("prices").first()


def _may_ask(now: datetime) -> LicenceQuerySet:
    offered = Terms.objects.filter(licence=OuterRef("pk"), offered_at__lte=now)
    return (
        Licence.objects.in_force(now)
        .filter(Exists(offered))
        .select_related("tool", "organisation")
        .order_by("tool__name", "organisation__name", "-number")
    )


def found(selection: Selection, organisation: int) -> Found:
    """The works that are meant; one more than may be asked about says that they are too many."""
    if selection.names is not None:
        return _named(selection.names)
    matched = Work.objects.filter(rights_holder=organisation)
    if selection.words:
        matched = matched.filter(matching(selection.words))
    if selection.release:
        matched = matched.filter(release_title__icontains=selection.release)
    if selection.artist:
        matched = matched.filter(credits__artist__name__icontains=selection.artist)
    return Found(tuple(_ids(matched.distinct())[: MOST_WORKS + 1]))


def _ids(matched: QuerySet[Work]) -> QuerySet[Work, int]:
    return matched.order_by("pk").values_list("pk", flat=True)


def _named(names: Iterable[Named]) -> Found:
    names = list(names)
    by_name: dict[tuple[str, str], int] = {}
    for scheme, column in (("ISRC", "isrc"), ("ISWC", "iswc")):
        values = [name.value for name in names if name.scheme == scheme]
        rows = Work.objects.filter(**{f"{column}__in": among_texts(values)}) if values else ()
        by_name |= {(scheme, getattr(work, column)): work.pk for work in rows}
    numbers = [name.value for name in names if name.scheme not in ("", "ISRC", "ISWC")]
    for public_id, work in Work.objects.in_bulk(numbers, field_name="public_id").items():
        by_name[work.kind.upper(), str(public_id)] = work.pk
    ids = [by_name.get((name.scheme, name.value)) for name in names]
    unknown = tuple(
        Missing(f"Line {name.line}: {name.text[:80]}", name.problem or UNKNOWN)
        for name, work in zip(names, ids, strict=True)
        if work is None
    )
    return Found(tuple(dict.fromkeys(filter(None, ids))), unknown)


def plan(terms: Terms, ask: Ask, chosen: Found, now: datetime) -> Plan:
    """Whom the request would ask and what it would leave out; nothing is stored."""
    licence = terms.licence
    asked = [] if chosen.is_too_many else works.for_the_rule(chosen.works)
    known = facts.about(clearances.holders(asked), licence.tool_id)
    rule = next(each for each in known.licences if each.id == licence.pk)
    current = rule.current_terms(now)
    ask = replace(ask, is_current=current is not None and current.id == terms.pk)
    asking = rules.asking(
        asked, _in_order(ask.uses), licence.organisation_id, _is_allowed(known, rule, ask, now)
    )
    missing = (*chosen.unknown, *_left_out(asking))
    return Plan(
        asking,
        _artists(asking),
        missing[:MOST_SHOWN],
        len(chosen.unknown) + len(asking.left_out),
        tuple(_refusals(ask, rule, chosen, asking, now)),
        _silent_uses(ask, asking),
    )


def lines(chosen: Found, tried: Plan) -> list[tuple[str, str, str]]:
    """What becomes of every work that was chosen and every name that is none; one query."""
    asked = set(tried.asking.works)
    rows = Work.objects.filter(pk__in=among_ids(chosen.works)).order_by("title", "pk")
    told = [(f"{work.title} ({work.identifier})", "asked", "") for work in rows if work.pk in asked]
    for work in rows:
        why = tried.asking.left_out.get(work.pk)
        if why is not None:
            told.append((_called(work, why), "left out", why.sentence))
    return told + [(each.what, "not found", each.why) for each in chosen.unknown]


def price_of(terms: Terms) -> Price:
    """How terms pay, for the worked example; one query for the rates."""
    return Price(
        terms.currency,
        PayModel(terms.pay_model),
        PoolBasis(terms.pool_basis) if terms.pool_basis else None,
        terms.pool_micros or 0,
        terms.revenue_ppm or 0,
        {Use(price.use): price.rate_micros for price in terms.prices.all()},
        {
            WorkKind.RECORDING: terms.recording_ppm,
            WorkKind.COMPOSITION: terms.composition_ppm,
            WorkKind.VOICE: terms.voice_ppm,
        },
        terms.minimum_micros or 0,
        Breakage(terms.breakage),
        Unattributed(terms.unattributed),
    )


def are_allowed(
    request: Request, artist: Artist, said: Iterable[tuple[int | None, Use]], now: datetime
) -> bool:
    """Whether the artist allows all of this now, as far as their own part goes."""
    pairs = [(work, use) for work, use in said if work is not None]
    known = facts.about([artist.pk], request.licence.tool_id)
    licence = next(each for each in known.licences if each.id == request.licence.pk)
    legs = {
        leg.work: leg
        for work in works.for_the_rule(work for work, _ in pairs)
        for leg in own_legs(artist.pk, work.legs)
    }
    ask = Ask(frozenset(), request.deadline_at, request.ends_at, _territories(request))
    is_allowed = _is_allowed(known, licence, ask, now)
    return all(is_allowed(artist.pk, legs[work], use) for work, use in pairs)


def _territories(request: Request) -> frozenset[str] | None:
    return None if request.territories is None else frozenset(request.territories)


def _is_allowed(
    known: Facts, licence: RuleLicence, ask: Ask, now: datetime
) -> Callable[[int, Leg, Use], bool]:
    """Whether an artist allows a leg already, everywhere and for as long as is asked."""
    until_at = ask.ends_at or licence.until_at or now + HORIZON
    moments = (now, until_at - timedelta(microseconds=1))
    territories = _stand_ins(known, ask.territories or licence.territories)
    said_yes = {decision.artist for decision in known.decisions if decision.is_yes}

    def is_allowed(artist: int, leg: Leg, use: Use) -> bool:
        if artist not in said_yes:
            return False
        holder = next(holder for holder in leg.holders if holder.artist == artist)
        answers = (Asked(known, licence, leg, holder, (use, each)) for each in territories)
        return all(answer.at(at).reason in ALLOWING for answer in answers for at in moments)

    return is_allowed


def _stand_ins(known: Facts, territories: frozenset[str] | None) -> list[str]:
    """One territory of every class that decisions and licences tell apart."""
    if territories is None:
        return known.one_of_each_class
    return list({known.territory_class(each): each for each in sorted(territories)}.values())


def _in_order(uses: Iterable[Use]) -> list[Use]:
    named = set(uses)
    return [use for use in Use if use in named]


def _artists(asking: Asking) -> tuple[ArtistPlanned, ...]:
    names = Artist.objects.in_bulk(asking.artists)
    uses: defaultdict[int, set[Use]] = defaultdict(set)
    legs: defaultdict[int, set[int]] = defaultdict(set)
    for part, of_part in asking.parts.items():
        uses[part.artist].add(part.use)
        legs[part.artist] |= of_part
    planned = [
        ArtistPlanned(
            names[artist].name,
            wordings.listed(use.label.lower() for use in _in_order(uses[artist])),
            len(legs[artist]),
        )
        for artist in asking.artists
    ]
    return tuple(sorted(planned, key=lambda line: line.name.lower()))


def _silent_uses(ask: Ask, asking: Asking) -> str:
    asked = {part.use for part in asking.parts}
    silent = _in_order(ask.uses - asked) if asked else []
    return wordings.listed(use.label.lower() for use in silent) if silent else ""


def _left_out(asking: Asking) -> list[Missing]:
    shown = list(asking.left_out)[:MOST_SHOWN]
    rows = Work.objects.filter(pk__in=among_ids(shown)) if shown else ()
    return [Missing(_called(work, why := asking.left_out[work.pk]), why.sentence) for work in rows]


def _called(work: Work, why: LeftOut) -> str:
    """Who asks learns no title of what is under nobody's licence with them."""
    is_theirs = why is not LeftOut.NOT_LICENSED
    return f"{work.title} ({work.identifier})" if is_theirs else work.identifier


def _refusals(
    ask: Ask, licence: RuleLicence, chosen: Found, asking: Asking, now: datetime
) -> list[str]:
    found = rules.refusals(ask, licence, now)
    if chosen.is_too_many:
        found.append(f"A request asks about {MOST_WORKS:,} works at most: choose fewer.")
    elif not chosen.works:
        found.append("No work fits what you chose, so there is nobody to ask.")
    elif not asking.parts:
        found.append("There is nobody to ask about these works: choose others, or other uses.")
    return found
