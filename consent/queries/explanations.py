"""Why a use is cleared, refused or unknown, with the names of the works, people and licences."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import CharField, F, Value

from artistportal.roster.models import Artist, Work
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
    """Every leg of the answer, in five queries."""
    (asked,) = works.for_the_rule([work.pk])
    known = facts.about(holders([asked]), question.tool)
    clearance = clearances.clear(known, asked, question)
    people, titles = _names(clearance)
    return Explanation(clearance, [_leg(leg, people, titles) for leg in clearance.legs])


def _names(clearance: Clearance) -> tuple[dict[int, str], dict[int, tuple[str, str]]]:
    """The artists by id, and the works by id with who licenses them, in one query."""
    artists = {a.artist for leg in clearance.legs for a in leg.answers}
    artists |= {artist for leg in clearance.legs for artist in leg.missing_voices}
    works_told = {leg.work for leg in clearance.legs if leg.work}
    nobody = Value("", output_field=CharField())
    people = Artist.objects.filter(pk__in=artists).values_list(F("pk"), F("name"), nobody)
    titled = Work.objects.filter(pk__in=works_told).values_list(
        F("pk"), F("title"), F("rights_holder__name")
    )
    names: dict[int, str] = {}
    titles: dict[int, tuple[str, str]] = {}
    for pk, name, organisation in people.union(titled, all=True):
        if organisation:
            titles[pk] = name, organisation
        else:
            names[pk] = name
    return names, titles


def _leg(leg: LegClearance, names: dict[int, str], titles: dict[int, tuple[str, str]]) -> LegTold:
    title, organisation = titles.get(leg.work or 0, ("", ""))
    missing = ", ".join(names[artist] for artist in leg.missing_voices)
    told = [Told(names[answer.artist], answer) for answer in leg.answers]
    return LegTold(leg, title or missing, organisation, told)
