"""What some works might come to with some tools in twelve months, from the last twelve.

Six queries, however many works and tools. Nothing here is a promise, and every row says what it
rests on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Work
from earnings.domain import outlooks as rules
from earnings.domain.outlooks import Estimate, NoBasis
from earnings.queries import cohorts, offers, outlooks
from earnings.queries.cohorts import Cohorts
from earnings.queries.offers import Price
from earnings.queries.outlooks import Asked, Worth

MOST_WORKS = 60
SIMILAR = "Similar catalogues"
OWN = (
    "Likely is twelve months like the ones named beside it; low and high, as if every quarter were"
    " like the weakest and the strongest three months in a row."
)
PRICED = (
    "Where terms have a rate, similar catalogues are counted by how often a work was used, at the"
    " rate on offer to you and before shares are divided."
)
PAID = (
    "Where terms share a pool, similar catalogues are counted by what was paid for a work; a pool"
    " grows or shrinks with the tool’s revenue and with how much is used."
)


@dataclass(frozen=True, slots=True)
class Release:
    """An album by its title, with how many of the artist's works are on it; "" for all others."""

    title: str
    works: int


@dataclass(frozen=True, slots=True)
class Track:
    """One work of the release chosen."""

    id: int
    public_id: UUID
    title: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Row:
    """One use by one tool: what it may come to, and what similar catalogues came to."""

    slug: str
    tool: str
    use: Use
    currency: str
    terms: str
    estimate: Estimate | None
    others: Estimate | None
    basis: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """The rows of one currency together."""

    currency: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Simulation:
    """The rows that have a basis, those that have none, and what was assumed."""

    rows: tuple[Row, ...]
    without: tuple[Row, ...]
    totals: tuple[Total, ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Which works (None for all), how many they are, and at which terms."""

    artist: int
    works: frozenset[int] | None
    count: int
    at_offer: bool


def catalogue(artist: int, release: str | None) -> tuple[tuple[Release, ...], tuple[Track, ...]]:
    """The artist's albums by title, works on none last; and the works of one of them, if one is
    asked for. One query.
    """
    works = Work.objects.filter(credits__artist=artist)
    if release is None:
        counts = works.values_list("release_title").annotate(Count("pk", distinct=True))
        return _by_title(counts), ()
    listed = works.order_by("title", "pk").distinct()
    rows = list(listed.values_list("release_title", "pk", "public_id", "title", "isrc", "iswc"))
    tracks = tuple(
        Track(pk, public_id, title, isrc or iswc or "")
        for on, pk, public_id, title, isrc, iswc in rows
        if on == release
    )
    return _by_title(Counter(row[0] for row in rows).items()), tracks


def _by_title(counts: Iterable[tuple[str, int]]) -> tuple[Release, ...]:
    found = [Release(title, count) for title, count in counts]
    return tuple(sorted(found, key=lambda release: (not release.title, release.title)))


def versions(question: Question, now: datetime) -> list[Price]:
    """Every version of the terms that the works are under, the newest first."""
    return offers.versions(question.artist, question.works, None, now)


def simulation(
    question: Question, prices: Sequence[Price], tools: Collection[str], now: datetime
) -> Simulation:
    """For the tools chosen, by their slugs; none chosen means all."""
    meant = [price for price in prices if not tools or price.slug in tools]
    newest = _newest(meant)
    asked = Asked(question.artist, None, tuple(Use), question.works)
    paid = outlooks.history(asked, now, _repricing(meant) if question.at_offer else None)
    others = cohorts.others(
        question.artist,
        {price.tool for price in meant},
        {price.use for price in meant},
        now,
    )
    rows = [
        _row(price, [each for each in paid if _is_of(each, price)], others, question.count)
        for price in newest
    ]
    return _put_together(rows)


def _newest(prices: Sequence[Price]) -> list[Price]:
    """One price a tool, use and currency: the newest licence's newest terms."""
    found: dict[tuple[str, Use, str], Price] = {}
    for price in prices:
        found.setdefault((price.name, price.use, price.currency), price)
    return [found[key] for key in sorted(found)]


def _repricing(prices: Sequence[Price]) -> outlooks.Repricing:
    """By tool, use and currency, how a month's money moves to the rate on offer; only where one
    licence alone sets it.
    """
    by_use: dict[tuple[str, Use, str], list[Price]] = {}
    for price in prices:
        by_use.setdefault((price.name, price.use, price.currency), []).append(price)
    alone = {key: each for key, each in by_use.items() if len({p.licence for p in each}) == 1}

    def repriced(key: tuple[str, Use, str], month: Month, micros: int) -> int:
        offered = alone.get(key)
        if not offered or offered[0].rate_micros is None:
            return micros
        then = next((p for p in offered if p.offered_at <= month.from_at), offered[-1])
        return rules.at_rate(micros, offered[0].rate_micros, then.rate_micros or 0)

    return repriced


def _is_of(worth: Worth, price: Price) -> bool:
    return (worth.tool, worth.use) == (price.name, price.use) and worth.currency in {
        "",
        price.currency,
    }


def _row(price: Price, paid: Sequence[Worth], others: Cohorts, works: int) -> Row:
    """From the artist's own months; where there are none, from others; and those beside it."""
    worth = next((worth for worth in paid if worth.estimate), None)
    own = _without_own_words(worth.estimate) if worth and worth.estimate else None
    compared = _of_others(price, others, works)
    why_not = next((worth.why_not for worth in paid if worth.why_not), "")
    if own is None and compared is None:
        why_not = (
            f"{why_not or 'nothing was paid for it in the last twelve closed months'},"
            f" and fewer than {rules.FEWEST_ARTISTS} artists stand behind any number"
        )
    return Row(
        slug=price.slug,
        tool=price.name,
        use=price.use,
        currency=price.currency,
        terms=price.terms,
        estimate=own or compared,
        others=compared,
        basis=worth.basis if worth else SIMILAR,
        why_not="" if own or compared else why_not,
    )


def _without_own_words(estimate: Estimate) -> Estimate:
    """What is said once for all rows is not said again of each."""
    return replace(estimate, assumptions=estimate.assumptions[1:])


def _of_others(price: Price, others: Cohorts, works: int) -> Estimate | None:
    try:
        found = rules.from_others(
            others.get((price.tool, price.use, price.currency), []), works, price.rate_micros
        )
    except NoBasis:
        return None
    by = PAID if price.rate_micros is None else PRICED
    return replace(found, assumptions=(by,))


def _put_together(rows: Sequence[Row]) -> Simulation:
    known = tuple(row for row in rows if row.estimate)
    by_currency: dict[str, list[Estimate]] = {}
    for row in known:
        if row.estimate:
            by_currency.setdefault(row.currency, []).append(row.estimate)
    totals = tuple(
        Total(currency, rules.together(estimates))
        for currency, estimates in sorted(by_currency.items())
    )
    said = [OWN] if any(row.basis != SIMILAR for row in known) else []
    for row in known:
        for estimate in (row.estimate, row.others):
            said += estimate.assumptions if estimate else ()
    return Simulation(
        rows=known,
        without=tuple(row for row in rows if not row.estimate),
        totals=totals,
        assumptions=tuple(dict.fromkeys(said)),
    )
