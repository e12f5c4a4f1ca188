"""The cases of the demo."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from artistportal.cases.domain.states import CaseState
from artistportal.cases.models import Appearance, Case
from artistportal.demo import cast as people
from artistportal.demo.making import questions
from artistportal.demo.people import SUPPORT
from tests.factories.accounts import support
from tests.factories.consent import owner_of
from tests.factories.earnings import bring, deal
from tests.factories.roster import NOW

pytestmark = pytest.mark.django_db


class TestMake:
    def test_opens_three_once_from_lines_of_the_artist(self) -> None:
        made = deal()
        bring(made.tool, [made.line(quantity=3)])
        users = {people.DEMO_ARTIST: owner_of(made.artist), SUPPORT: support()}
        plan = cast(Any, SimpleNamespace(timeline=SimpleNamespace(as_of=NOW)))
        settling = cast(Any, SimpleNamespace(users=users))

        questions.make(plan, settling)
        questions.make(plan, settling)

        cases = Case.objects.order_by("number")
        assert [case.state for case in cases] == [
            CaseState.WITH_OPENER,
            CaseState.WITH_OTHERS,
            CaseState.OPEN,
        ]
        assert cases[0].subject_key.startswith(str(made.work.public_id))
        assert Appearance.objects.filter(removed_at=None).count() == 1
