"""Where a clone was found, and what its platforms did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.cases.domain.kinds import CaseKind
from artistportal.cases.models import Appearance, Case
from artistportal.cases.queries import appearances as found
from artistportal.cases.services import appearances, cases
from artistportal.cases.services.appearances import Found, Mark, NotNoted
from tests.factories.accounts import support
from tests.factories.cases import member, opened
from tests.factories.roster import NOW

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def clone() -> Case:
    return opened(kind=CaseKind.VOICE_CLONE)


def added(case: Case, address: str = "https://tube.example/1") -> Appearance:
    place = Found("Tube", address, NOW)
    return appearances.add(case, place, by=case.opened_by, now=NOW)


class TestAPlace:
    def test_is_noticed_answered_and_removed_each_once(self) -> None:
        case = clone()
        place, by = added(case), case.opened_by
        with pytest.raises(NotNoted, match="notice first"):
            appearances.mark(place, Mark.ANSWERED, by=by, now=NOW)

        appearances.mark(place, Mark.NOTICED, by=by, now=NOW + HOUR)
        sent = place.notice
        appearances.mark(place, Mark.ANSWERED, answer="We look.", by=support(), now=NOW + 3 * HOUR)
        appearances.mark(place, Mark.REMOVED, by=by, now=NOW + 4 * HOUR)

        assert appearances.notice_for(place, support(), NOW + 90 * HOUR) == sent
        assert "https://tube.example/1" in sent
        (row,) = found.platforms(Case.objects.all())
        assert (row.notices, row.answered, row.removed, row.median) == (1, 1, 1, 2 * HOUR)
        for mark in Mark:
            with pytest.raises(NotNoted, match="already"):
                appearances.mark(place, mark, by=by, now=NOW + 5 * HOUR)

    def test_stands_once_in_a_case_of_its_kind_that_goes_on(self) -> None:
        case, question = clone(), opened()
        added(case)
        cases.withdraw(over := clone(), reason="", by=over.opened_by, now=NOW)

        with pytest.raises(NotNoted, match="already"):
            added(case)
        with pytest.raises(NotNoted, match="no platforms"):
            added(question)
        with pytest.raises(NotNoted, match="Withdrawn"):
            added(over)
        tomorrow = Found("Tube", "https://tube.example/2", NOW + HOUR)
        with pytest.raises(NotNoted, match="future"):
            appearances.add(case, tomorrow, by=case.opened_by, now=NOW)

    def test_is_nobody_elses(self) -> None:
        place = added(clone())

        with pytest.raises(PermissionDenied):
            appearances.mark(place, Mark.NOTICED, by=member().user, now=NOW)
