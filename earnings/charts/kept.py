"""From gross to net: what statements of some months added up to, drawn step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from artistportal import money
from earnings.charts import charts
from earnings.charts.charts import Chart
from earnings.domain.month_ranges import MonthRange
from earnings.domain.waterfalls import Step
from earnings.queries.booked import Kept

EARNED, NET = "Earned", "Added to your balance"


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The chart, its steps for the table, and the statements behind it."""

    kept: Kept
    chart: Chart
    steps: tuple[Step, ...]

    @property
    def takes(self) -> bool:
        """Whether anything lies between what was earned and what was added."""
        return len(self.steps) > 2


def steps(kept: Kept) -> tuple[Step, ...]:
    """From earned to net, leaving out what took and gave nothing."""
    between = (
        Step("Fee", -kept.fee_micros),
        Step("Label’s part", -kept.contract_micros),
        Step("Expenses", -kept.expenses_micros),
        Step("Put in reserve", -kept.reserved_micros),
        Step("Out of reserve", kept.released_micros),
        Step("Recouped", -kept.recouped_micros),
        Step("Tax", -kept.tax_micros),
    )
    return (
        Step(EARNED, kept.earned_micros, is_sum=True),
        *(step for step in between if step.micros),
        Step(NET, kept.net_micros, is_sum=True),
    )


def waterfall(found: Sequence[Kept], currency: str) -> Waterfall | None:
    """Of the statements in this currency, or else in the one with the most of them."""
    if not found:
        return None
    kept = max(found, key=lambda each: (each.currency == currency, each.statements))
    taken = steps(kept)
    words = ("kept", "From earned to yours", _sentence(kept))
    return Waterfall(kept, charts.steps(taken, kept.currency, words), taken)


def _sentence(kept: Kept) -> str:
    months = MonthRange(kept.first, kept.last.next())
    earned = money.rounded(kept.earned_micros, kept.currency)
    net = money.rounded(kept.net_micros, kept.currency)
    count = f"{kept.statements} statement{'' if kept.statements == 1 else 's'}"
    told = f"{net} was added to your balance" if net != earned else "all was added to your balance"
    return (
        f"Of {earned} on your {count} for {months}, {told}."
        " Statements are by accounting month and for all tools, so this sum need not be the one"
        " by month of use."
    )
