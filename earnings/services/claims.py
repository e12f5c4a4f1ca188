"""Claims: found among a tool's month of lines, and kept in step with them, version by version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from artistportal.roster.models.batches import among_ids
from consent.domain import clearances as rule
from consent.domain.clearances import Question
from consent.domain.reasons import Reason
from consent.models import Decision, Licence
from consent.queries import clearances, facts
from consent.queries import works as consent_works
from earnings.domain import cells, claims
from earnings.domain.claims import ClaimState, Figures, Key
from earnings.domain.clearings import Consent
from earnings.domain.licensing import Agreement
from earnings.models import Claim, ClaimVersion
from earnings.queries import pricing
from earnings.services.months import MonthOfUse
from earnings.services.numbers import next_number

ROWS_AT_ONCE = 500
# What a claim says of the facts.
SAID = (
    "units",
    "first_used_at",
    "last_used_at",
    "reports",
    "decision",
    "amount_micros",
    "currency",
)
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Found:
    """What a month's lines come to: the claims, and which works were used how in all."""

    claims: Mapping[Key, Figures]
    frame: pl.DataFrame
    reported: Collection[tuple[int, str]]


NOTHING = Found({}, claims.NOTHING, frozenset())


def find(
    month: MonthOfUse,
    lines: pl.LazyFrame,
    gathered: pl.DataFrame,
    consent: Consent,
) -> Found:
    """The claims of a month; writes nothing. `lines` are those that count, with their work,
    `gathered` their cells. A month without a refusal is not read again.
    """
    counted = gathered.filter(pl.col("outcome") != cells.Outcome.EXCLUDED.value)
    reported = frozenset(claims.used(counted).iter_rows())
    refused = claims.refused(counted)
    if refused.is_empty():
        return replace(NOTHING, reported=reported)
    holders = month.works.select("work", "organisation").unique("work").lazy()
    meant = lines.join(refused.lazy(), on=["work", "use"], how="semi")
    owned = meant.join(holders, on="work", how="left", validate="m:1")
    frame = claims.gathered(owned, consent, _agreements(month.tool))
    decided = _decisions(month, frame)
    rates = pricing.unlicensed_rates(month.tool, month.month)
    figures = {_key(row): _figures(row, decided, rates) for row in frame.iter_rows(named=True)}
    return Found(figures, frame, reported)


def _figures(
    row: Mapping[str, Any],
    decided: Mapping[Key, int],
    rates: Mapping[tuple[int, str], claims.Rate],
) -> Figures:
    figures = Figures(
        units=row["units"],
        first_used_at=row["first_used_at"],
        last_used_at=row["last_used_at"],
        reports=tuple(row["reports"]),
        decision=decided.get(_key(row)),
    )
    return claims.at_rate(figures, rates.get((row["licence"] or 0, row["use"])))


def follow(*, tool: int, month: Month, found: Found, now: datetime) -> None:
    """Makes, changes and withdraws the tool's claims of a month until they say what was found.

    Inside the transaction that replaces the month's summaries; found twice, nothing changes.
    """
    stored = Claim.objects.filter(tool=tool, month_date=month.first).select_related("licence")
    known = {_key_of(claim): claim for claim in stored}
    changed = [
        *_agreeing(known, found, now),
        *_withdrawn(known, found, now),
    ]
    new = [key for key in found.claims if key not in known]
    made = _made(tool, month, [(key, found.claims[key]) for key in new], now)
    Claim.objects.bulk_create(made, batch_size=ROWS_AT_ONCE)
    Claim.objects.bulk_update(
        changed, [*SAID, "state", "why", "changed_at", "version"], batch_size=ROWS_AT_ONCE
    )
    ClaimVersion.objects.bulk_create(
        [ClaimVersion.of(claim) for claim in (*made, *changed)], batch_size=ROWS_AT_ONCE
    )


def _agreements(tool: int) -> dict[int, list[Agreement]]:
    found: defaultdict[int, list[Agreement]] = defaultdict(list)
    for licence in Licence.objects.filter(tool=tool).order_by("number"):
        found[licence.organisation_id].append(
            Agreement(
                licence.number,
                licence.uses,
                licence.territories,
                licence.from_at,
                licence.until_at,
            )
        )
    return found


def _decisions(month: MonthOfUse, frame: pl.DataFrame) -> dict[Key, int]:
    """The decision behind each claim, by number, where somebody's decision refused the use."""
    decided = frame.filter(~pl.col("reason").is_in(sorted(claims.UNDECIDED)))
    works = {work.id: work for work in consent_works.for_the_rule(decided["work"].unique())}
    known = facts.about(clearances.holders(works.values()), month.tool) if works else None
    if known is None:
        return {}
    found: dict[Key, int] = {}
    for row in decided.iter_rows(named=True):
        for at in _moments(row):
            question = Question(month.tool, Use(row["use"]), row["territory"], at)
            number = _decision(rule.clear(known, works[row["work"]], question), row["reason"])
            if number is not None:
                found[_key(row)] = number
                break
    return found


def _moments(row: Mapping[str, Any]) -> Iterable[datetime]:
    """When the use was refused: as it began, or as its stretch of time ended."""
    yield row["first_used_at"]
    if row["refused_until"]:
        yield row["refused_until"] - INSTANT


def _decision(clearance: rule.Clearance, reason: str) -> int | None:
    if clearance.reason is not Reason(reason):
        return None
    answers = (answer for leg in clearance.legs for answer in leg.answers)
    decisions = (a.decision for a in answers if a.reason is clearance.reason and a.decision)
    return next((decision.number for decision in decisions), None)


def _key(row: Mapping[str, Any]) -> Key:
    return Key(row["work"], row["use"], row["licence"], row["reason"])


def _key_of(claim: Claim) -> Key:
    licence = claim.licence.number if claim.licence else None
    return Key(claim.work_id, claim.use, licence, claim.reason)


def _agreeing(known: Mapping[Key, Claim], found: Found, now: datetime) -> Iterable[Claim]:
    """Claims that stand but say something else, made to say what was found."""
    decisions = _ids(found.claims[key].decision for key in known if key in found.claims)
    for key, claim in known.items():
        figures = found.claims.get(key)
        if figures is None:
            continue
        said = _said(figures, decisions)
        if any(getattr(claim, name) != value for name, value in said.items()):
            yield _changed(claim, now, **said)


def _withdrawn(known: Mapping[Key, Claim], found: Found, now: datetime) -> Iterable[Claim]:
    for key, claim in known.items():
        if key not in found.claims and claim.is_open:
            why = claims.withdrawal(key, found.reported, found.frame)
            yield _changed(claim, now, state=ClaimState.WITHDRAWN.value, why=why.value)


def _changed(claim: Claim, now: datetime, **said: Any) -> Claim:
    for name, value in said.items():
        setattr(claim, name, value)
    claim.version += 1
    claim.changed_at = now
    return claim


def _made(
    tool: int, month: Month, new: Sequence[tuple[Key, Figures]], now: datetime
) -> list[Claim]:
    if not new:
        return []
    decisions = _ids(figures.decision for _, figures in new)
    numbers = {key.licence for key, _ in new if key.licence}
    licences = dict(Licence.objects.filter(number__in=numbers).values_list("number", "pk"))
    first = next_number(Claim.objects.all())
    return [
        Claim(
            number=first + place,
            tool_id=tool,
            licence_id=licences.get(key.licence or 0),
            work_id=key.work,
            use=key.use,
            month_date=month.first,
            reason=key.reason,
            made_at=now,
            changed_at=now,
            **_said(figures, decisions),
        )
        for place, (key, figures) in enumerate(new)
    ]


def _said(figures: Figures, decisions: Mapping[int, int]) -> dict[str, Any]:
    return {
        "state": ClaimState.OPEN.value,
        "why": "",
        "units": figures.units,
        "first_used_at": figures.first_used_at,
        "last_used_at": figures.last_used_at,
        "reports": list(figures.reports),
        "decision_id": decisions.get(figures.decision or 0),
        "amount_micros": figures.amount_micros,
        "currency": figures.currency,
    }


def _ids(numbers: Iterable[int | None]) -> dict[int, int]:
    """The primary keys of decisions by their numbers."""
    wanted = among_ids({number for number in numbers if number})
    return dict(Decision.objects.filter(number__in=wanted).values_list("number", "pk"))
