"""What an answer would do to models and money, before it is given: read from the summaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery, Sum

from artistportal import money
from artistportal.periods import Month
from artistportal.periods import months as months_between
from artistportal.roster.domain.uses import TRAINING_USES, Use
from artistportal.roster.models import Credit
from artistportal.roster.models.batches import among_ids
from consent.domain import wordings
from earnings.domain import outlooks
from earnings.domain.outlooks import MONTHS, Estimate, NoBasis
from earnings.models import ArtistUse, SummaryRefresh, ToolMonth
from earnings.queries import cohorts, offers
from earnings.queries.cohorts import Cohorts
from earnings.queries.offers import Price

# Tool, use and currency; and what moves a month's money of these to another rate.
Key = tuple[str, Use, str]
Repricing = Callable[[Key, Month, int], int]


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer about some uses by one tool or all, of some works of an artist or all of them."""

    artist: int
    tool: int | None
    uses: tuple[Use, ...]
    works: frozenset[int] | None = None

    @property
    def used(self) -> Q:
        """The artist's used works that are meant, whatever the use."""
        meant = Q(artist_id=self.artist)
        if self.tool is not None:
            meant &= Q(tool_id=self.tool)
        return meant if self.works is None else meant & Q(work_id__in=among_ids(self.works))


@dataclass(frozen=True, slots=True)
class Version:
    """A model version that was reported to have learned from the works; "" where none is named."""

    tool_id: int
    tool: str
    name: str
    works: int
    first_used_at: datetime


@dataclass(frozen=True, slots=True)
class Worth:
    """What one use by one tool may come to in a year, or why nobody can say."""

    use: Use
    tool: str
    currency: str = ""
    estimate: Estimate | None = None
    why_not: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Which versions contain the works and keep them, what those still pay, what it is worth."""

    versions: list[Version]
    tails: list[str]
    worths: list[Worth]
    sees_money: bool

    @property
    def has_estimate(self) -> bool:
        return any(worth.estimate for worth in self.worths)

    @property
    def without_basis(self) -> list[tuple[str, str]]:
        """The uses for which nobody can say, with why; those of one reason together."""
        told: defaultdict[str, list[str]] = defaultdict(list)
        for worth in self.worths:
            if worth.why_not:
                told[worth.why_not].append(worth.use.label)
        return [(wordings.listed(uses), why) for why, uses in told.items()]

    @property
    def assumptions(self) -> list[str]:
        """What the estimates assume, each sentence once."""
        said = [s for worth in self.worths if worth.estimate for s in worth.estimate.assumptions]
        return list(dict.fromkeys(said))


def outlook(asked: Asked, *, sees_money: bool, now: datetime) -> Outlook:
    """At most six queries, however many works and months; two where money is not shown."""
    versions = _versions(asked)
    prices = offers.on_offer(asked.artist, asked.works, asked.tool, now)
    worths = _worths(asked, prices, now) if sees_money else []
    return Outlook(versions, list(_tails(versions, prices, sees_money)), worths, sees_money)


def _versions(asked: Asked) -> list[Version]:
    rows = (
        ArtistUse.objects.filter(asked.used, use__in=[use.value for use in TRAINING_USES])
        .values_list("tool_id", "tool__name", "model_version")
        .annotate(Count("work", distinct=True), first=Min("first_used_at"))
        .order_by("tool__name", "first", "model_version")
    )
    return [Version(*row) for row in rows]


def _tails(
    versions: list[Version],
    prices: list[Price],
    sees_money: bool,  # beside its data
) -> Iterable[str]:
    """What versions that contain the works still pay, as the terms on offer have it."""
    for tool_id, tool in dict.fromkeys((v.tool_id, v.tool) for v in versions):
        theirs = [price for price in prices if price.tool == tool_id]
        if not theirs:
            yield f"{tool}: nothing is agreed about what such versions pay; no terms are in force."
        for terms in dict.fromkeys(price.terms for price in theirs):
            yield f"{tool}: {_tail([p for p in theirs if p.terms == terms], sees_money)}"


def _tail(prices: list[Price], sees_money: bool) -> str:  # beside its data
    terms = prices[0].terms
    rates = [p for p in prices if p.rate_micros is not None and not p.use.is_training]
    if prices[0].rate_micros is None:
        return (
            f"{terms} share a pool, so a cleared use reported with such a version"
            " still takes its part. Nothing is agreed for merely keeping what was learned."
        )
    told = ", ".join(
        f"{p.use.label.lower()} {money.shown(p.rate_micros or 0, p.currency)}" for p in rates
    )
    listed = f" ({told} a unit)" if told and sees_money else ""
    return (
        f"{terms} pay by use: a cleared use reported with such a version is still paid at its"
        f" rate{listed}. Nothing is agreed for merely keeping what was learned."
    )


def _worths(asked: Asked, prices: list[Price], now: datetime) -> list[Worth]:
    """One line a tool, use and currency that paid; for the other uses what others were paid."""
    found = history(asked, now)
    known = {worth.use for worth in found}
    missing = [use for use in asked.uses if use not in known]
    if asked.tool is None or not missing:
        return found
    return [*found, *_from_others(asked, missing, prices, now)]


def history(asked: Asked, now: datetime, repriced: Repricing | None = None) -> list[Worth]:
    """One line a tool, use and currency that paid in the last closed months; two queries.

    `repriced` moves a month's money to other rates.
    """
    series: defaultdict[Key, dict[Month, int]] = defaultdict(dict)
    held: set[Key] = set()
    moved: set[Key] = set()
    windows: dict[str, tuple[Month, Month]] = {}
    paid = list(_paid(asked, now))
    shares = _shares(asked) if paid and asked.works is not None else None
    for tool_id, tool, use, currency, month, earned, waits, first, last in paid:
        key = tool, Use(use), currency
        amount = earned + waits
        if shares is not None:
            amount = outlooks.part(amount, *shares.get((tool_id, month, use), (0, 0)))
        series[key][Month(month)] = repriced(key, Month(month), amount) if repriced else amount
        windows[tool] = Month(first or month), Month(last or month)
        if waits:
            held.add(key)
        if series[key][Month(month)] != amount:
            moved.add(key)
    found = (
        _worth(key, amounts, windows[key[0]], _notes(key in held, key in moved, asked))
        for key, amounts in sorted(series.items())
    )
    return [worth for worth in found if worth]


def _worth(
    key: tuple[str, Use, str],
    amounts: Mapping[Month, int],
    window: tuple[Month, Month],
    notes: tuple[str, ...],
) -> Worth | None:
    """None where nothing came in within the last twelve months that the tool told of."""
    tool, use, currency = key
    last = window[1]
    first = max(window[0], last.back(MONTHS - 1))
    months = [amounts.get(month, 0) for month in months_between(first, last.next())]
    if not any(months):
        return None
    try:
        estimate = outlooks.from_months(months)
    except NoBasis as odd:
        return Worth(use, tool, why_not=f"{odd} by {tool}")
    told = (
        f"{tool}: likely is twelve months like the {len(months)} up to {last.name}; low and high,"
        " as if every quarter were like the weakest and the strongest three months in a row."
    )
    basis = f"Your {len(months)} months to {last.first:%b %Y}"
    return Worth(use, tool, currency, replace(estimate, assumptions=(told, *notes)), basis=basis)


def _notes(has_held: bool, is_moved: bool, asked: Asked) -> tuple[str, ...]:  # beside its data
    said = {
        "Held amounts count in full, as if all of them were released.": has_held,
        "A month's money is spread over works by how often each was used.": asked.works is not None,
        "Months paid at an older rate are moved to the rate on offer now.": is_moved,
    }
    return tuple(sentence for sentence, is_so in said.items() if is_so)


def _paid(asked: Asked, now: datetime) -> Iterable[tuple[Any, ...]]:
    """The artist's money by tool, use, currency and closed month, and which months the tool told
    of first and last.
    """
    this_month = Month.of(now)
    told = (
        SummaryRefresh.objects.filter(tool=OuterRef("tool"), month_date__lt=this_month.first)
        .exclude(computed_at=None)
        .values("tool")
    )
    rows = ToolMonth.objects.filter(
        payee__artist_id=asked.artist,
        use__in=[use.value for use in asked.uses],
        month_date__lt=this_month.first,
    )
    if asked.tool is not None:
        rows = rows.filter(tool_id=asked.tool)
    return (
        rows.values_list("tool_id", "tool__name", "use", "currency", "month_date")
        .annotate(
            Sum("earned_micros"),
            Sum("held_micros"),
            first=Subquery(told.annotate(first=Min("month_date")).values("first")),
            last=Subquery(told.annotate(last=Max("month_date")).values("last")),
        )
        .order_by("month_date")
    )


def _shares(asked: Asked) -> dict[tuple[int, Any, str], tuple[int, int]]:
    """The units of the works meant, and of all of the artist's, by tool, month and use."""
    everything = replace(asked, works=None)
    rows = (
        ArtistUse.objects.filter(everything.used, use__in=[use.value for use in asked.uses])
        .values_list("tool_id", "month_date", "use")
        .annotate(
            theirs=Sum("units", filter=Q(work_id__in=among_ids(asked.works or ())), default=0),
            whole=Sum("units"),
        )
    )
    return {(tool, month, use): (theirs, whole) for tool, month, use, theirs, whole in rows}


def _from_others(
    asked: Asked, uses: Sequence[Use], prices: list[Price], now: datetime
) -> list[Worth]:
    """What others' works came to with the tool, at the terms that these works are offered."""
    priced = {price.use: price for price in reversed(prices)}
    tools = {price.tool for price in prices}
    others = cohorts.others(asked.artist, tools, uses, now) if priced.keys() & set(uses) else {}
    works = len(asked.works) if asked.works is not None else works_of(asked.artist)
    return [_compared(use, priced.get(use), others, works) for use in uses]


def _compared(use: Use, price: Price | None, others: Cohorts, works: int) -> Worth:
    unpaid = f"nothing was paid for it in the last {MONTHS} closed months"
    if price is None:
        return Worth(use, "", why_not=f"{unpaid}, and no licence in force offers terms for it")
    of_others = others.get((price.tool, use, price.currency), [])
    try:
        estimate = outlooks.from_others(of_others, works, price.rate_micros)
    except NoBasis as odd:
        return Worth(use, "", why_not=f"{unpaid}, and {odd}")
    notes = (f"{use.label}: {told_of_others(price, works)}", *priced_at(price))
    return Worth(use, "", price.currency, replace(estimate, assumptions=notes))


def told_of_others(price: Price, works: int) -> str:
    """What stands behind a number that comes from others."""
    by = "what they were paid" if price.rate_micros is None else "how often they were used"
    return (
        f"the lower quartile, median and upper quartile of {outlooks.FEWEST_ARTISTS} or more other"
        f" artists, none of your label or team, by {by} for it in the last {MONTHS} closed months,"
        f" spread over all works of each; times {works} work{'' if works == 1 else 's'}."
    )


def priced_at(price: Price) -> tuple[str, ...]:
    """At which terms a use was priced, where it has a rate."""
    if price.rate_micros is None:
        return ()
    return (f"Priced at the rate of {price.terms}, before shares are divided.",)


def works_of(artist: int) -> int:
    return Credit.objects.filter(artist_id=artist).values("work").distinct().count()
