"""What a checked report comes to, and whether a person should look before it counts.

A report that nothing speaks against is accepted by itself; the thresholds are argued in
docs/usage-report.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from typing import Any, Final

from earnings.domain.exclusions import Exclusion

LEAST_LINES: Final = 1_000  # a share of fewer says little
MOST_UNMATCHED_PERCENT: Final = 50
MOST_EXCLUDED_PERCENT: Final = 20
MOST_TIMES: Final = 5
LEAST_UNITS: Final = 100_000
LEAST_REVENUE_MICROS: Final = 10_000_000_000


@dataclass(frozen=True, slots=True)
class Figures:
    """What a tool told of one month, so far: uses, and net revenue by currency."""

    month: date
    units: int = 0
    revenue_micros: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Why a person should look: the rule that says so, and its sentence."""

    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a report came to when it was checked, beside all that was accepted before.

    `month` is the month of most of its uses with what was told of it before, `before` the last
    month that the tool told of earlier. `uncleared` is None where it was not asked.
    """

    lines: int
    matched: int
    excluded: Mapping[str, int]
    uncleared: int | None = None
    revenue_micros: Mapping[str, int] = field(default_factory=dict)
    month: Figures | None = None
    before: Figures | None = None
    days_of: str = ""  # an accepted report of the same days that may hold the same uses
    suspicions: tuple[Suspicion, ...] = ()

    @property
    def unmatched(self) -> int:
        return self.lines - self.matched

    @property
    def excluded_lines(self) -> int:
        return sum(self.excluded.values())

    @property
    def reasons(self) -> list[tuple[Exclusion, int]]:
        """The excluded lines by reason."""
        return [(reason, self.excluded[reason]) for reason in Exclusion if reason in self.excluded]

    @property
    def change_percent(self) -> int | None:
        """How many more uses the month has than the one before, rounded down."""
        if self.month is None or self.before is None or not self.before.units:
            return None
        return (self.month.units - self.before.units) * 100 // self.before.units

    def to_json(self) -> dict[str, Any]:
        return {
            "lines": self.lines,
            "matched": self.matched,
            "unmatched": self.unmatched,
            "uncleared": self.uncleared,
            "excluded": dict(self.excluded),
            "revenue_micros": dict(self.revenue_micros),
            "month": _figures_json(self.month),
            "before": _figures_json(self.before),
            "days_of": self.days_of,
            "suspicions": [
                {"rule": found.rule, "sentence": found.sentence} for found in self.suspicions
            ],
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Summary:
        return cls(
            lines=told["lines"],
            matched=told["matched"],
            excluded=told["excluded"],
            uncleared=told["uncleared"],
            revenue_micros=told["revenue_micros"],
            month=_figures(told["month"]),
            before=_figures(told["before"]),
            days_of=told["days_of"],
            suspicions=tuple(Suspicion(**found) for found in told["suspicions"]),
        )


def whole(parts: Iterable[Summary]) -> Summary:
    """The files of one message as one report."""
    return reduce(_joined, parts)


def judged(summary: Summary) -> tuple[Suspicion, ...]:
    """All that speaks for a look by a person."""
    found = ((rule.__name__.removeprefix("_"), rule(summary)) for rule in RULES)
    return tuple(Suspicion(name, sentence) for name, sentence in found if sentence)


def _many_unmatched(summary: Summary) -> str:
    """Wrong identifiers, or another's catalogue."""
    if not _is_share(summary.unmatched, summary.lines, MOST_UNMATCHED_PERCENT):
        return ""
    return (
        f"{summary.unmatched:,} of {summary.lines:,} lines name no work that is known here, more"
        f" than {MOST_UNMATCHED_PERCENT} %."
    )


def _many_excluded(summary: Summary) -> str:
    """A report sent again under other ids, or uses that no person made."""
    wanted = {Exclusion.CORRECTED.value, Exclusion.OTHER_OPINION.value}
    excluded = sum(count for reason, count in summary.excluded.items() if reason not in wanted)
    if not _is_share(excluded, summary.lines, MOST_EXCLUDED_PERCENT):
        return ""
    return (
        f"{excluded:,} of {summary.lines:,} lines are excluded as repeated or beyond belief, more"
        f" than {MOST_EXCLUDED_PERCENT} %."
    )


def _many_uses(summary: Summary) -> str:
    """A quantity in the wrong unit, or a machine that listens to machines."""
    month, before = summary.month, summary.before
    if month is None or before is None or month.units < LEAST_UNITS:
        return ""
    if month.units <= MOST_TIMES * before.units:
        return ""
    return (
        f"{month.month:%B %Y} comes to {month.units:,} uses, more than {MOST_TIMES} times the"
        f" {before.units:,} of {before.month:%B %Y}."
    )


def _much_revenue(summary: Summary) -> str:
    """An amount in the wrong unit."""
    month, before = summary.month, summary.before
    if month is None or before is None:
        return ""
    for currency, micros in sorted(month.revenue_micros.items()):
        least = max(LEAST_REVENUE_MICROS, MOST_TIMES * before.revenue_micros.get(currency, 0))
        if currency in before.revenue_micros and micros > least:
            return (
                f"The net revenue of {month.month:%B %Y} in {currency} is more than {MOST_TIMES}"
                f" times that of {before.month:%B %Y}."
            )
    return ""


def _same_days(summary: Summary) -> str:
    """Uses that may have been told before, where no id of a line says so."""
    if not summary.days_of or summary.lines < LEAST_LINES:
        return ""
    return (
        f"{summary.days_of} told of some of these days before, and does not stop counting: uses"
        " in both would be paid twice."
    )


RULES: Final[tuple[Callable[[Summary], str], ...]] = (
    _many_unmatched,
    _many_excluded,
    _many_uses,
    _much_revenue,
    _same_days,
)


def _is_share(part: int, lines: int, percent: int) -> bool:
    return lines >= LEAST_LINES and part * 100 > lines * percent


def _joined(one: Summary, other: Summary) -> Summary:
    known = None not in (one.uncleared, other.uncleared)
    return replace(
        one,
        lines=one.lines + other.lines,
        matched=one.matched + other.matched,
        excluded=_sum(one.excluded, other.excluded),
        uncleared=(one.uncleared or 0) + (other.uncleared or 0) if known else None,
        revenue_micros=_sum(one.revenue_micros, other.revenue_micros),
        month=_added(one.month, other.month),
        before=one.before or other.before,
        days_of=one.days_of or other.days_of,
    )


def _added(one: Figures | None, other: Figures | None) -> Figures | None:
    """Both files' part of one month; of two months the one of more uses."""
    if one is None or other is None:
        return one or other
    if one.month != other.month:
        return max(one, other, key=lambda figures: figures.units)
    revenue = _sum(one.revenue_micros, other.revenue_micros)
    return Figures(one.month, one.units + other.units, revenue)


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    added = Counter(one)
    added.update(other)
    return dict(added)


def _figures_json(figures: Figures | None) -> dict[str, Any] | None:
    if figures is None:
        return None
    return {
        "month": figures.month.isoformat(),
        "units": figures.units,
        "revenue_micros": dict(figures.revenue_micros),
    }


def _figures(told: Mapping[str, Any] | None) -> Figures | None:
    if told is None:
        return None
    return Figures(date.fromisoformat(told["month"]), told["units"], told["revenue_micros"])
