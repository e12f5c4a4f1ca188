"""A licence's part of a tool's month of use: which lines are its own, what they stand on, what they
come to as cells, a stretch of works after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import polars as pl

from consent.domain.payment import PayModel
from consent.models import Licence, Terms
from earnings.domain import cells, opinions, pools, sides
from earnings.domain.attributions import Attribution
from earnings.domain.clearings import Consent
from earnings.domain.licensing import Agreement
from earnings.domain.pools import Revenue
from earnings.queries import catalogue, disputes, exchange_rates
from earnings.services import months
from earnings.services.months import MonthOfUse


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a month's works: its lines, the works' legs and split sheets, their pieces."""

    month: MonthOfUse
    legs: pl.DataFrame
    sheets: pl.DataFrame
    pieces: pl.DataFrame

    @classmethod
    def of(cls, month: MonthOfUse, legs: pl.DataFrame, sheets: pl.DataFrame) -> Stretch:
        """Those of all legs and sheets that the works of the stretch stand on."""
        near = legs.join(month.works, on="work", how="semi")
        on_them = sheets.join(near, on="leg_work", how="semi")
        days = sides.Days(month.month.first, month.month.until)
        return cls(month, near, on_them, sides.pieces(near, on_them, days))

    def shares(self, sides_ppm: Mapping[str, int]) -> pl.DataFrame:
        return sides.shares(self.legs, self.sheets, self.pieces, sides_ppm, self.month.uses)


@dataclass(frozen=True, slots=True)
class LicenceMonth:
    """What the catalogue and the rule say of a licence's part of a month."""

    month: MonthOfUse
    share: cells.Share
    consent: Consent
    stretches: list[Stretch]

    @classmethod
    def of(cls, month: MonthOfUse, licence: Licence) -> LicenceMonth:
        is_ours = pl.col("organisation") == licence.organisation_id
        footings = months.footings_of(month.works)
        claimed = months.claims(month.works, footings).filter(is_ours).select("work", "use")
        footings = footings.of(claimed)
        legs = footings.held_by(licence.organisation_id)
        sheets = catalogue.split_sheets(legs["leg_work"], month.month.first, month.month.until)
        return cls(
            month,
            share_of(licence, claimed),
            months.consent_for(month, footings),
            [Stretch.of(part, legs, sheets) for part in month.stretches()],
        )

    def gathered(self, attribution: Attribution | None) -> list[pl.DataFrame]:
        """The cells of each stretch; with an attribution, what it leaves over as one more."""
        waiting = disputes.open_for(self.month.tool)
        found = [
            cells.gathered(
                cells.of_licence(stretch.month.matched(), self.share.of(stretch.month.works)),
                self.month.excluded,
                self.consent.of(stretch.month.works),
                stretch.pieces,
                waiting,
                attribution,
            )
            for stretch in self.stretches
        ]
        if attribution:
            of_licence = cells.of_licence(self.month.matched(), self.share)
            found.append(cells.unattributed(of_licence, self.month.excluded, attribution))
        return found


def share_of(licence: Licence, claimed: pl.DataFrame) -> cells.Share:
    """Which lines of its tool are a licence's; its organisation may claim what is `claimed`."""
    of_tool = list(Licence.objects.filter(tool_id=licence.tool_id))
    return cells.Share(
        claimed,
        licence.number,
        is_one_party(of_tool),
        agreements(of_tool, licence.organisation_id),
    )


def is_one_party(of_tool: Iterable[Licence]) -> bool:
    """Whether a tool has licences with one organisation alone."""
    return len({licence.organisation_id for licence in of_tool}) == 1


def agreements(of_tool: Iterable[Licence], organisation: int) -> list[Agreement]:
    return [
        Agreement(
            number=licence.number,
            uses=licence.uses,
            territories=licence.territories,
            from_at=licence.from_at,
            until_at=licence.until_at,
        )
        for licence in of_tool
        if licence.organisation_id == organisation
    ]


def settled(month: MonthOfUse, terms: Terms) -> MonthOfUse:
    """The month as the terms have it where several providers speak of one output."""
    counting, excluded = opinions.settled(month.lines, month.excluded, terms.attribution_provider)
    return replace(month, lines=counting, excluded=excluded)


def attribution_of(terms: Terms, month: MonthOfUse) -> Attribution | None:
    """What weighs the month's lines, where the licence pays by it."""
    if terms.pay_model != PayModel.ATTRIBUTION_WEIGHTED.value:
        return None
    return Attribution.of(month.counted())


def revenue_of(terms: pools.Terms, licence: Licence, month: MonthOfUse) -> Revenue:
    """What the tool took in while the licence was in force, and the rates that exchange it."""
    if not terms.takes_revenue:
        return Revenue()
    micros = month.revenue_micros(licence.from_at, licence.until_at)
    day = month.month.until - timedelta(days=1)
    if not set(micros) - {terms.currency}:
        return Revenue(micros)
    return Revenue(micros, exchange_rates.rates({*micros, terms.currency}, day, day), day)
