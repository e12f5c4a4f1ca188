"""The simulator's chart: for each currency what each tool may come to, from low to high."""

from __future__ import annotations

from collections import defaultdict

from artistportal import money
from earnings.charts import charts
from earnings.charts.charts import Chart
from earnings.domain import outlooks
from earnings.domain.outlooks import Estimate
from earnings.queries.simulations import Simulation

MOST_TOOLS = 12


def of_totals(found: Simulation) -> tuple[Chart, ...]:
    """One chart a currency, a bar a tool, the largest on top."""
    by_currency: defaultdict[str, defaultdict[str, list[Estimate]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in found.rows:
        if row.estimate:
            by_currency[row.currency][row.tool].append(row.estimate)
    return tuple(
        _chart(currency, {tool: outlooks.together(each) for tool, each in tools.items()})
        for currency, tools in sorted(by_currency.items())
    )


def _chart(currency: str, tools: dict[str, Estimate]) -> Chart:
    ranked = sorted(tools.items(), key=lambda each: (-each[1].likely_micros, each[0]))[:MOST_TOOLS]
    best, estimate = ranked[0]
    sentence = (
        f"Each bar reaches from low to high, its darker mark is likely. Most may come from {best}:"
        f" {money.rounded(estimate.low_micros, currency)} to"
        f" {money.rounded(estimate.high_micros, currency)}."
    )
    words = (f"range-{currency.lower()}", f"By tool, {currency}", sentence)
    return charts.ranges(ranked, currency, words)


def summary(found: Simulation, works: int) -> str:
    """What is shown, in one sentence that is read out when it changes."""
    told = [
        f"{money.rounded(total.estimate.low_micros, total.currency)} to"
        f" {money.rounded(total.estimate.high_micros, total.currency)}"
        for total in found.totals
    ]
    of_works = f"{works:,} work{'' if works == 1 else 's'}"
    return (
        f"{of_works}: {' and '.join(told)} in twelve months." if told else f"{of_works}: no basis."
    )
