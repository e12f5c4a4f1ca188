"""Why a use is cleared, refused or unknown, with the names of the works, people and licences."""

from __future__ import annotations

from dataclasses import dataclass

from artistportal.roster.models import Work
from consent.domain import clearances, wordings
from consent.domain.answers import Answer
from consent.domain.clearances import Clearance, LegClearance
from consent.queries import facts, works
from consent.queries.clearances import holders


@dataclass(frozen=True, slots=True)
class Told:
    """What one artist said about one leg, in words."""

    artist: str
    answer: Answer

    @property
    def rests_on(self) -> str:
        decision = self.answer.decision
        if decision is None:
            return ""
        said = "Yes" if decision.is_yes else "No"
        return f"{said} of {wordings.day(decision.given_at)} by {decision.said_by}"

    @property
    def effective(self) -> str:
        return wordings.day(self.answer.effective_at)


@dataclass(frozen=True, slots=True)
class LegTold:
    """One leg: what it is, who licenses it, and what each who holds consent said."""

    leg: LegClearance
    title: str
    organisation: str
    told: list[Told]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer and its legs, ready to be read."""

    clearance: Clearance
    legs: list[LegTold]

    @property
    def whose(self) -> str:
        """Whose answer decided, where it was somebody's: `Ana and Ben`."""
        decided = self.clearance.reason
        names = {t.artist for leg in self.legs for t in leg.told if t.answer.reason is decided}
        return wordings.listed(sorted(names)) if names else ""


def of_work(work: Work, question: clearances.Question) -> Explanation:
    """Every leg of the answer, in three queries."""
    named = works.with_names(work.pk)
    known = facts.about(holders([named.work]), question.tool)
    clearance = clearances.clear(known, named.work, question)
    return Explanation(clearance, [_leg(leg, named) for leg in clearance.legs])


def _leg(leg: LegClearance, named: works.Named) -> LegTold:
    title, organisation = named.titles.get(leg.work or 0, ("", ""))
    missing = ", ".join(named.people[artist] for artist in leg.missing_voices)
    told = [Told(named.people[answer.artist], answer) for answer in leg.answers]
    return LegTold(leg, title or missing, organisation, told)
