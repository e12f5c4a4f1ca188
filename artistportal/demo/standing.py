"""Which works a tool may use in a month, as an honest tool would know it. Pure.

A plain reading of the decisions, month by month: good enough to choose what a tool reports, and no
substitute for the rule of consent, which alone decides what is paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from artistportal.demo import catalogue_files
from artistportal.demo.licences import LicencePlan
from artistportal.demo.story import Choice
from artistportal.demo.timeline import Timeline
from artistportal.demo.works import Catalogue, Work
from artistportal.periods import Month
from artistportal.roster.domain.uses import LEGS, Use, WorkKind

NEVER = datetime.max.replace(tzinfo=UTC)
EVERYWHERE: frozenset[str] = frozenset()
"""No territory named means all of them."""


@dataclass
class Stretch:
    """From when until when an artist's yes stands, and where."""

    from_at: datetime
    until_at: datetime
    territories: frozenset[str]
    reaches_later_works: bool
    withdrawn_at: datetime = NEVER

    def covers(self, month: Month, known_at: datetime) -> bool:
        in_time = self.reaches_later_works or known_at <= self.from_at
        return in_time and self.from_at <= month.from_at and month.until_at <= self.until_at


@dataclass(frozen=True)
class Usable:
    """A work that may be used, and where: an empty set means everywhere."""

    work: Work
    territories: frozenset[str]


class Standing:
    """The decisions of everybody, read once and asked month by month."""

    def __init__(
        self,
        catalogue: Catalogue,
        plans: Sequence[LicencePlan],
        choices: Iterable[Choice],
        timeline: Timeline,
    ) -> None:
        self.catalogue = catalogue
        self.plans = plans
        self.by_key = {plan.key: plan for plan in plans}
        self.known_at = {
            key: catalogue_files.known_at(work, timeline) for key, work in catalogue.works.items()
        }
        self.complete = {use: self._complete(use) for use in Use}
        self.end = timeline.as_of
        self.stretches: dict[tuple[str, str, Use], list[Stretch]] = {}
        self.noes: set[tuple[str, str, Use]] = set()
        self.single_noes: dict[tuple[str, str], list[Choice]] = {}
        for choice in choices:
            self._read(choice)

    def usable(self, tool: str, use: Use, month: Month) -> tuple[list[Usable], list[Work]]:
        """The works a tool may use all month, and those that are licensed but not allowed."""
        in_force = {
            plan.house: plan
            for plan in self.plans
            if plan.tool.slug == tool and plan.is_in_force(month.from_at, month.until_at)
        }
        allowed: list[Usable] = []
        refused: list[Work] = []
        for work, legs in self.complete[use]:
            if self.known_at[work.key] > month.from_at or work.house not in in_force:
                continue
            where = self._where(legs, use, month, in_force)
            if where is None:
                refused.append(work)
            else:
                allowed.append(Usable(work, where))
        return allowed, refused

    def withdrawn(self, tool: str, use: Use, month: Month) -> list[str]:
        """Who allowed this use to a tool once and has taken it back before a month."""
        found = []
        for (artist, licence, said_use), stretches in self.stretches.items():
            is_this = self.by_key[licence].tool.slug == tool and said_use is use
            if is_this and stretches[-1].withdrawn_at < month.from_at:
                found.append(artist)
        return found

    def _complete(self, use: Use) -> list[tuple[Work, list[Work]]]:
        """The works of which a tool speaks for this use, with their legs."""
        kind = WorkKind.VOICE if LEGS[use] == (WorkKind.VOICE,) else WorkKind.RECORDING
        works = self.catalogue.of_kind(kind)
        return [(work, legs) for work in works if (legs := self.catalogue.legs(work, use))]

    def _where(
        self, legs: list[Work], use: Use, month: Month, in_force: dict[str, LicencePlan]
    ) -> frozenset[str] | None:
        """Where a work of these legs may be used this month; None where it may not."""
        where = EVERYWHERE
        for leg in legs:
            plan = in_force.get(leg.house)
            if plan is None:
                return None
            where = _narrowed(where, frozenset(plan.territories or ()))
            for holder in leg.holders:
                stretch = self._stretch(holder, plan, use, month, leg)
                if stretch is None:
                    return None
                where = _narrowed(where, stretch.territories)
        return where

    def _stretch(
        self, holder: str, plan: LicencePlan, use: Use, month: Month, leg: Work
    ) -> Stretch | None:
        said = self.single_noes.get((holder, leg.key), ())
        if any(no.use in {None, use} and no.given_at < month.until_at for no in said):
            return None
        for stretch in self.stretches.get((holder, plan.key, use), ()):
            if stretch.covers(month, self.known_at[leg.key]):
                return stretch
        return None

    def _read(self, choice: Choice) -> None:
        if choice.work:
            self.single_noes.setdefault((choice.artist, choice.work), []).append(choice)
        elif choice.is_yes and choice.use:
            self._read_yes(choice, choice.use)
        else:
            self._read_no(choice)

    def _read_yes(self, choice: Choice, use: Use) -> None:
        plan = self.by_key[choice.licence]
        said_no = (choice.artist, plan.tool.slug, use) in self.noes
        if choice.under_mandate and said_no:
            return
        terms = next(terms for terms in plan.terms if terms.number == choice.terms)
        ends = (choice.ends_at, plan.lapse_at(terms), plan.until_at, self.end)
        self.stretches.setdefault((choice.artist, plan.key, use), []).append(
            Stretch(
                choice.given_at,
                min(end for end in ends if end),
                frozenset(choice.territories or ()),
                choice.reaches_later_works,
            )
        )

    def _read_no(self, choice: Choice) -> None:
        uses = [choice.use] if choice.use else list(Use)
        for plan in self.plans:
            if choice.tool and plan.tool.slug != choice.tool:
                continue
            for use in uses:
                self.noes.add((choice.artist, plan.tool.slug, use))
                for stretch in self.stretches.get((choice.artist, plan.key, use), ()):
                    if stretch.until_at > choice.given_at:
                        stretch.until_at = stretch.withdrawn_at = choice.given_at


def _narrowed(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    if not one or not other:
        return one or other
    return one & other
