"""What the page of matches asks: which identifiers nobody knows, and which works they may mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Max, Min, Q, QuerySet, Sum, Value

from artistportal.roster.models import Work
from artistportal.roster.models.batches import among_texts
from earnings.domain import suggestions
from earnings.domain.suggestions import Candidate, Candidates, Reported, Suggestion
from earnings.models import IdentifierMatch, UnmatchedMonth

ROWS_ON_A_PAGE = 15
MOST_PAGES = 400
MOST_CANDIDATES = 2_000
SHORTEST_BEGINNING = 6
MOST_MATCHES = 20
LAST_SIGN = "\U0010ffff"
COLUMNS = ("pk", "public_id", "title", "isrc", "iswc", "rights_holder_id", "credits__artist__name")
BY_HAND = "Named by hand."


@dataclass(frozen=True, slots=True)
class MatchSelection:
    """Which identifiers are shown; an empty part means all."""

    tool_slug: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an identifier stands: a tool, and from which month to which."""

    tool: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Suggested:
    """A work that may be meant, and why."""

    work: int
    public_id: UUID
    title: str
    artists: tuple[str, ...]
    identifier: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An identifier of the organisation's lines that names no known work."""

    identifier: str
    currency: str
    title: str
    artist: str
    units: int
    amount_micros: int | None
    since_at: datetime
    places: tuple[Place, ...]
    is_shared: bool
    suggestions: tuple[Suggested, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some identifiers, and whether there are more before and after them."""

    number: int
    rows: tuple[Unmatched, ...]
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


@dataclass(frozen=True, slots=True)
class Sums:
    """All that is unmatched at an organisation: by currency, and the tools to choose from."""

    amounts: tuple[tuple[str, int], ...]
    units: int
    tools: tuple[tuple[str, str], ...]


def sums(organisation: int) -> Sums:
    """What is unmatched altogether; one query."""
    rows = (
        UnmatchedMonth.objects.filter(organisation=organisation)
        .values_list("currency", "tool__slug", "tool__name")
        .annotate(Sum("amount_micros"), Sum("units"))
    )
    amounts: defaultdict[str, int] = defaultdict(int)
    units, tools = 0, set()
    for currency, slug, name, amount, used in rows:
        amounts[currency] += amount or 0
        units += used
        tools.add((slug, name))
    ordered = tuple(sorted(tools, key=lambda tool: tool[1]))
    return Sums(tuple(sorted(amounts.items())), units, ordered)


def page(organisation: int, selection: MatchSelection, number: int) -> Page:
    """The identifiers with the largest amounts first, each with its suggestions; three queries."""
    number = min(max(number, 1), MOST_PAGES)
    start = (number - 1) * ROWS_ON_A_PAGE
    found = list(_identifiers(organisation, selection)[start : start + ROWS_ON_A_PAGE + 1])
    shown = found[:ROWS_ON_A_PAGE]
    reported = [Reported(row["identifier"], row["title_"], row["artist_"]) for row in shown]
    places, shared = _places(organisation, [row["identifier"] for row in shown])
    suggested = suggest(reported, organisation)
    rows = tuple(
        Unmatched(
            identifier=row["identifier"],
            currency=row["currency"],
            title=row["title_"],
            artist=row["artist_"],
            units=row["units_"],
            amount_micros=row["amount_"],
            since_at=row["since_"],
            places=places[row["identifier"]],
            is_shared=row["identifier"] in shared,
            suggestions=suggested[row["identifier"]],
        )
        for row in shown
    )
    return Page(number, rows, len(found) > ROWS_ON_A_PAGE)


def standing(organisation: int) -> list[IdentifierMatch]:
    """The matches with works of the organisation that stand, the newest first."""
    found = IdentifierMatch.objects.standing().filter(work__rights_holder=organisation)
    return list(found.select_related("work", "made_by").order_by("-made_at")[:MOST_MATCHES])


def suggest(
    reported: Iterable[Reported], organisation: int | None = None
) -> dict[str, tuple[Suggested, ...]]:
    """Works that each identifier may mean, of one organisation or of any; one query.

    Only works that an index leads to are compared: by a slip in the identifier, by how the title
    begins, by the artist's name. So it costs the same however large the catalogue is.
    """
    asked = list(reported)
    if not asked:
        return {}
    known, public_ids = _candidates(asked, organisation)
    candidates = Candidates(known.values())
    return {
        each.identifier: tuple(
            _suggested(suggestion, known[suggestion.work], public_ids)
            for suggestion in suggestions.suggest(each, candidates)
        )
        for each in asked
    }


def reason(identifier: str, work: Work) -> str:
    """Why the work was suggested for the identifier, if it was."""
    row = UnmatchedMonth.objects.filter(identifier=identifier).exclude(title="").first()
    told = Reported(identifier, row.title if row else "", row.artist if row else "")
    names = tuple(work.artists.values_list("name", flat=True))
    known = Candidate(work.pk, work.title, names, work.isrc or work.iswc or "")
    found = suggestions.suggest(told, Candidates([known]))
    return found[0].reason if found else BY_HAND


def _identifiers(organisation: int, selection: MatchSelection) -> QuerySet[Any, Any]:
    matched = IdentifierMatch.objects.standing().values("identifier")
    meant = Q(organisation=organisation)
    if selection.tool_slug:
        meant &= Q(tool__slug=selection.tool_slug)
    if selection.search:
        words = selection.search
        meant &= (
            Q(title__icontains=words) | Q(artist__icontains=words) | Q(identifier__iexact=words)
        )
    return (
        UnmatchedMonth.objects.filter(meant)
        .exclude(identifier="")
        .exclude(identifier__in=matched)
        .values("identifier", "currency")
        .annotate(
            units_=Sum("units"),
            amount_=Sum("amount_micros"),
            since_=Min("since_at"),
            title_=Max("title"),
            artist_=Max("artist"),
        )
        .order_by(F("amount_").desc(nulls_last=True), "-units_", "identifier")
    )


def _places(
    organisation: int, identifiers: list[str]
) -> tuple[dict[str, tuple[Place, ...]], set[str]]:
    """Where the identifiers stand, and which of them stand in lines of others too."""
    rows = UnmatchedMonth.objects.filter(identifier__in=identifiers).values_list(
        "identifier", "organisation_id", "tool__name", "month_date"
    )
    months: defaultdict[tuple[str, str], list[date]] = defaultdict(list)
    shared = set()
    for identifier, holder, tool, month in rows:
        if holder == organisation:
            months[identifier, tool].append(month)
        else:
            shared.add(identifier)
    places: defaultdict[str, tuple[Place, ...]] = defaultdict(tuple)
    for (identifier, tool), used in sorted(months.items()):
        places[identifier] += (Place(tool, min(used), max(used)),)
    return dict(places), shared


def _candidates(
    asked: list[Reported], organisation: int | None
) -> tuple[dict[int, Candidate], dict[int, UUID]]:
    names = set[str]().union(*(suggestions.slips(each.identifier) for each in asked))
    artists = {form for each in asked for form in _forms(each.artist)}
    titles = {form for each in asked for form in _forms(each.title)}
    likeliest_first = [
        Q(isrc__in=among_texts(sorted(names))),
        Q(iswc__in=among_texts(sorted(names))),
        Q(title__in=among_texts(sorted(titles))),
        _beginning(titles),
        Q(credits__artist__name__in=among_texts(sorted(artists))),
    ]
    first, *others = (_works(meant, place) for place, meant in enumerate(likeliest_first))
    rows = first.union(*others).order_by("place", "pk")
    about: dict[int, Candidate] = {}
    public_ids: dict[int, UUID] = {}
    for _place, pk, public_id, title, isrc, iswc, holder, artist in rows[:MOST_CANDIDATES]:
        if organisation is None or holder == organisation:
            known = about[pk].artists if pk in about else ()
            named = known if not artist or artist in known else (*known, artist)
            about[pk] = Candidate(pk, title, named, isrc or iswc or "")
            public_ids[pk] = public_id
    return about, public_ids


def _works(meant: Q, place: int) -> QuerySet[Any, tuple[Any, ...]]:
    found = Work.objects.filter(meant).annotate(place=Value(place))
    return found.values_list("place", *COLUMNS)


def _forms(text: str) -> Iterator[str]:
    """The ways in which the catalogue may write it."""
    bare = re.split(r"[(\[]", text, maxsplit=1)[0].strip()
    if bare:
        yield from {bare, bare.lower(), bare.upper(), bare.title(), bare.capitalize()}


def _beginning(titles: Iterable[str]) -> Q:
    """Works whose title begins so, by the index: SQLite's LIKE would read the whole table."""
    found = Q(pk__in=())
    beginnings = {title[: max(SHORTEST_BEGINNING, len(title) * 2 // 3)] for title in titles}
    for prefix in sorted(beginnings):
        if connection.vendor == "sqlite":
            found |= Q(title__gte=prefix, title__lt=prefix + LAST_SIGN)
        else:
            found |= Q(title__startswith=prefix)
    return found


def _suggested(
    suggestion: Suggestion, candidate: Candidate, public_ids: dict[int, UUID]
) -> Suggested:
    return Suggested(
        work=suggestion.work,
        public_id=public_ids[suggestion.work],
        title=candidate.title,
        artists=candidate.artists,
        identifier=candidate.identifier,
        reason=suggestion.reason,
    )
