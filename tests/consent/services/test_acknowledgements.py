"""What a tool says of a notice: forwards only, once however often, and by our clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from consent.domain.notices import NoticeState
from consent.models import Notice
from consent.services.acknowledgements import NotToBeAcknowledged, acknowledge
from tests.consent.views.stage import Stage
from tests.factories.accounts import UserFactory
from tests.factories.consent import ToolFactory, say_no, say_yes
from tests.factories.roster import BEFORE, NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=5)


@pytest.fixture
def stage() -> Stage:
    """Ana, who has said no to what she had allowed: notice 2 is to be obeyed."""
    made = Stage()
    say_yes(made.artist, made.terms, now=BEFORE)
    say_no(made.artist, tool=made.tool, now=NOW)
    return made


class TestAcknowledge:
    def test_notes_that_the_tool_knows(self, stage: Stage) -> None:
        notice = acknowledge(tool=stage.tool, number=2, state=NoticeState.ACKNOWLEDGED, now=LATER)

        assert (notice.acknowledged_at, notice.enforced_at) == (LATER, None)

    def test_takes_who_obeys_to_know(self, stage: Stage) -> None:
        notice = acknowledge(tool=stage.tool, number=2, state=NoticeState.ENFORCED, now=LATER)

        assert (notice.acknowledged_at, notice.enforced_at) == (LATER, LATER)
        assert notice.obeyed_seconds == 5 * 3600

    def test_counts_what_is_said_twice_once(self, stage: Stage) -> None:
        for hours in (5, 6, 7):
            acknowledge(
                tool=stage.tool,
                number=2,
                state=NoticeState.ENFORCED,
                now=NOW + timedelta(hours=hours),
            )

        assert Notice.objects.get(number=2).enforced_at == LATER

    def test_never_goes_backwards(self, stage: Stage) -> None:
        acknowledge(tool=stage.tool, number=2, state=NoticeState.ENFORCED, now=LATER)

        notice = acknowledge(tool=stage.tool, number=2, state=NoticeState.ACKNOWLEDGED, now=LATER)

        assert notice.enforced_at == LATER

    def test_counts_by_our_clock_and_keeps_what_the_tool_says_beside(self, stage: Stage) -> None:
        notice = acknowledge(
            tool=stage.tool,
            number=2,
            state=NoticeState.ENFORCED,
            at=NOW + timedelta(hours=1),
            now=LATER,
        )

        assert (notice.enforced_at, notice.done_at) == (LATER, NOW + timedelta(hours=1))
        assert notice.obeyed_seconds == 5 * 3600

    def test_sends_no_more_to_who_knows_already(self, stage: Stage) -> None:
        notice = acknowledge(tool=stage.tool, number=2, state=NoticeState.ACKNOWLEDGED, now=LATER)

        assert not notice.is_waiting

    @pytest.mark.parametrize("at", [BEFORE, NOW + timedelta(days=9)])
    def test_refuses_a_moment_that_cannot_be(self, stage: Stage, at: object) -> None:
        with pytest.raises(NotToBeAcknowledged, match="N-000002"):
            acknowledge(
                tool=stage.tool,
                number=2,
                state=NoticeState.ENFORCED,
                at=at,  # type: ignore[arg-type]  # parametrised
                now=LATER,
            )

    def test_refuses_a_state_that_only_follows(self, stage: Stage) -> None:
        with pytest.raises(NotToBeAcknowledged, match="acknowledged or enforced"):
            acknowledge(tool=stage.tool, number=2, state=NoticeState.SENT, now=LATER)

    def test_knows_no_notice_of_another_tool(self, stage: Stage) -> None:
        with pytest.raises(Notice.DoesNotExist):
            acknowledge(tool=ToolFactory.create(), number=2, state=NoticeState.ENFORCED, now=LATER)

    def test_lets_a_person_say_it_for_their_own_tool_alone(self, stage: Stage) -> None:
        with pytest.raises(PermissionDenied):
            acknowledge(
                tool=stage.tool,
                number=2,
                state=NoticeState.ENFORCED,
                by=UserFactory.create(),
                now=LATER,
            )
