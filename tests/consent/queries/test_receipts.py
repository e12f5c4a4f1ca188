"""What a receipt tells of what stood before it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artistportal.roster.domain.uses import Use
from consent.models import Decision
from consent.queries import receipts
from tests.consent.views.stage import Stage
from tests.factories.consent import say_no, say_yes
from tests.factories.roster import BEFORE, NOW

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def withdraws(decision: Decision) -> bool:
    return receipts.of(receipts.decisions().get(pk=decision.pk)).withdraws


class TestWithdraws:
    def test_tells_a_no_that_takes_a_yes_back(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, now=BEFORE)

        assert withdraws(say_no(stage.artist, work=stage.works[0]))
        assert withdraws(say_no(stage.artist))

    def test_is_not_told_of_a_no_to_what_nobody_allowed(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, use=Use.TRAINING, now=BEFORE)

        assert not withdraws(say_no(stage.artist, use=Use.VOICE))

    def test_is_not_told_where_the_yes_had_ended(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, now=BEFORE, ends_at=NOW - A_DAY)

        assert not withdraws(say_no(stage.artist))

    def test_is_not_told_where_a_no_took_it_back_before(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, use=Use.TRAINING, now=BEFORE)
        say_no(stage.artist, tool=stage.tool, use=Use.TRAINING, now=NOW - A_DAY)

        assert not withdraws(say_no(stage.artist))

    def test_is_told_where_part_of_the_yes_was_left(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, now=BEFORE)
        say_no(stage.artist, territories=frozenset({"DE"}), now=NOW - A_DAY)

        assert withdraws(say_no(stage.artist))
