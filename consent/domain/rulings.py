"""The short answer to one question about many works, each put to the rule with its own facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from consent.domain import clearances, moments
from consent.domain.agreements import Licence, Mandate
from consent.domain.clearances import Clearance, Question
from consent.domain.decisions import Decision
from consent.domain.facts import Facts
from consent.domain.reasons import Reason, Status
from consent.domain.works import Work

# Why an identifier is answered without asking the rule.
WORK_NOT_FOUND = "work_not_found"
IDENTIFIER_MALFORMED = "identifier_malformed"


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """Cleared, refused or unknown, and the codes of why: what decided first, then the rest.

    There are few, and one object of each: so thousands are compared and counted at no cost.
    """

    status: Status
    reasons: tuple[str, ...]


NOT_FOUND = Ruling(Status.UNKNOWN, (WORK_NOT_FOUND,))
MALFORMED = Ruling(Status.UNKNOWN, (IDENTIFIER_MALFORMED,))


def of(clearance: Clearance) -> Ruling:
    """What a clearance comes to: the reasons of its legs, in the order of telling."""
    reasons = {leg.reason for leg in clearance.legs}
    return _ruling(clearance.reason, tuple(sorted(reasons, key=lambda reason: reason.place)))


@cache
def _ruling(decisive: Reason, reasons: tuple[Reason, ...]) -> Ruling:
    return Ruling(decisive.status, tuple(reason.value for reason in reasons))


class Judge:
    """One question about many works; what others decided and agreed is left out of each answer."""

    def __init__(
        self,
        question: Question,
        decisions: Iterable[Decision],
        licences: Iterable[Licence],
        mandates: Iterable[Mandate],
    ) -> None:
        self._question = question
        self._decisions: defaultdict[int, list[Decision]] = defaultdict(list)
        self._licences: defaultdict[int, list[Licence]] = defaultdict(list)
        self._mandates: defaultdict[int, list[Mandate]] = defaultdict(list)
        for decision in decisions:
            self._decisions[decision.artist].append(decision)
        for licence in licences:
            self._licences[licence.organisation].append(licence)
        for mandate in mandates:
            self._mandates[mandate.artist].append(mandate)

    def facts_about(self, work: Work) -> Facts:
        """What the rule can read when it is asked about this work."""
        artists = {holder.artist for leg in work.legs for holder in leg.holders}
        organisations = {leg.rights_holder for leg in work.legs}
        return Facts(
            [each for artist in artists for each in self._decisions.get(artist, ())],
            [each for org in organisations for each in self._licences.get(org, ())],
            [each for artist in artists for each in self._mandates.get(artist, ())],
        )

    def rule(self, work: Work, facts: Facts) -> tuple[Ruling, datetime | None]:
        """The ruling on a work, and until when it holds if nothing changes but time."""
        ruling = of(clearances.clear(facts, work, self._question))
        return ruling, moments.next_after(facts, self._question.at)
