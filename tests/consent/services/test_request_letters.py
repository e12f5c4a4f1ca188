"""Letters about requests: when asked, once before the deadline, and what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artistportal.accounts.models import Letter, Notification
from consent.services import request_letters, requests
from tests.consent.services.test_requests import SOON, co_writer
from tests.consent.views.stage import Stage
from tests.factories.requests import DEADLINE, answer, propose, speaker_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return Stage()


class TestLetters:
    def to(self, subject: str) -> list[str]:
        return [letter.to.name for letter in Letter.objects.filter(subject__contains=subject)]

    def test_remind_once_three_days_before_the_deadline(self, stage: Stage) -> None:
        propose(stage.terms, stage.works)
        request_letters.remind(now=DEADLINE - timedelta(days=3, seconds=1))
        too_early = self.to("or it is a no")

        for hours in (72, 48):
            request_letters.remind(now=DEADLINE - timedelta(hours=hours))

        assert (too_early, self.to("or it is a no")) == ([], ["Ana Sol"])

    def test_remind_nobody_who_has_answered(self, stage: Stage) -> None:
        ben = co_writer(stage)
        request = propose(stage.terms, stage.works)
        answer(request, ben, False)

        request_letters.remind(now=DEADLINE - timedelta(days=2))

        assert self.to("or it is a no") == ["Ana Sol"]

    def test_remind_nobody_of_a_request_that_was_withdrawn(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works)
        requests.withdraw(by=speaker_of(stage.tool), request=request, now=SOON)

        request_letters.remind(now=DEADLINE - timedelta(days=2))

        assert self.to("or it is a no") == []

    def test_tell_the_proposer_once_when_all_have_answered(self, stage: Stage) -> None:
        ben = co_writer(stage)
        request = propose(stage.terms, stage.works)
        answer(request, stage.artist, True)
        before = self.to("Everybody has answered")

        answer(request, ben, False, now=SOON)
        request_letters.report(now=DEADLINE)

        assert before == []
        (letter,) = Letter.objects.filter(
            subject__startswith="Q-00001: ", to=speaker_of(stage.tool)
        )
        assert "Of 2 asked: 1 agreed and 1 not agreed." in letter.text

    def test_tell_the_proposer_when_the_deadline_has_passed(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works, proposer=stage.label)

        for _ in range(2):
            request_letters.report(now=DEADLINE)

        (letter,) = Letter.objects.filter(to=speaker_of(stage.label))
        assert "Of 1 asked: 1 not agreed." in letter.text
        news = Notification.objects.get(to=letter.to)
        assert news.path == f"/proposals/{request.public_id}/"
        assert news.account == f"organisation:{stage.label.public_id}"
