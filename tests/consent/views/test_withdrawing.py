"""A no takes no more than a yes: pages read, fields filled in and buttons pressed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import MagicMock, patch

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from artistportal.roster.domain.uses import Use
from consent.models import Act, Decision, Request
from tests.consent.views.stage import Fields, Stage
from tests.factories.consent import say_yes
from tests.factories.requests import propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return Stage()


def steps(client: Client, url: str, **answers: str) -> tuple[int, int]:
    """Review and save: the pages that come of it, and the fields that stand there to fill in."""
    fields = Fields(client.get(f"{url}review/", answers).content.decode())
    saved = client.post(fields.action, fields.hidden, follow=True)
    assert saved.status_code == 200
    return 1 + len(saved.redirect_chain), len(fields.visible)


def presses(client: Client, request: Request, answer: str) -> int:
    """How often a button is pressed, from the inbox on, until a request is answered."""
    chosen = {"all": answer, "seen": str(Decision.objects.count())}
    for count in (1, 2, 3):
        client.post(f"/requests/{request.public_id}/answer/", chosen, follow=True)
        if Act.objects.filter(request=request).exists():
            return count
        chosen["reviewed"] = "1"
    raise AssertionError("Not answered after three presses.")


class TestWithdrawing:
    def test_takes_no_more_pages_and_fields_than_granting(self, stage: Stage) -> None:
        client = stage.client()

        granting = steps(client, "/consent/", tool="ossilune", discovery="yes")
        withdrawing = steps(client, "/consent/", tool="ossilune", discovery="no")

        assert [d.is_yes for d in Decision.objects.order_by("number")] == [True, False]
        assert all(no <= yes for no, yes in zip(withdrawing, granting, strict=True))

    @pytest.mark.parametrize(
        "everything", [{"tool": "ossilune", "all": "no"}, {"everything": "no"}]
    )
    def test_of_everything_takes_no_more_than_granting_all_to_one_tool(
        self, stage: Stage, everything: dict[str, str]
    ) -> None:
        client = stage.client()

        granting = steps(client, "/consent/", tool="ossilune", all="yes")
        withdrawing = steps(client, "/consent/", **everything)

        newest = Decision.objects.newest_first()[0]
        assert (newest.is_yes, newest.use, newest.work) == (False, "", None)
        assert all(no <= yes for no, yes in zip(withdrawing, granting, strict=True))

    def test_by_declining_a_request_takes_no_more_than_accepting_it(self, stage: Stage) -> None:
        client, now = stage.client(), timezone.now()
        one, other = (
            propose(
                *(stage.terms, stage.works, (Use.TRAINING,)),
                now=now,
                deadline_at=now + timedelta(days=9),
            )
            for _ in range(2)
        )

        assert presses(client, one, "no") <= presses(client, other, "yes")


class TestTellingTools:
    """Whoever saves, tools hear of it before the next sweep."""

    @pytest.fixture
    def rung(self) -> Iterator[MagicMock]:
        with patch("consent.tasks.ring_due_endpoints.delay") as bell:
            yield bell

    def test_follows_an_answer_to_a_request(
        self,
        stage: Stage,
        rung: MagicMock,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        now = timezone.now()
        asked = propose(stage.terms, stage.works, now=now, deadline_at=now + timedelta(days=9))

        with django_capture_on_commit_callbacks(execute=True):
            presses(stage.client(), asked, "no")

        rung.assert_called_once_with()

    def test_follows_one_answer_for_many_works(
        self,
        stage: Stage,
        rung: MagicMock,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        said = {"tool": "ossilune", "use": "discovery", "answer": "no", "seen": "0", "save": "1"}

        with django_capture_on_commit_callbacks(execute=True):
            stage.client().post("/consent/bulk/", said)

        assert Decision.objects.exists()
        rung.assert_called_once_with()

    def test_follows_taking_an_act_back(
        self,
        stage: Stage,
        rung: MagicMock,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        say_yes(stage.artist, stage.terms, now=timezone.now())
        act = Act.objects.get()

        with django_capture_on_commit_callbacks(execute=True):
            stage.client().post(f"/consent/acts/{act.public_id}/reverse/")

        assert Act.objects.filter(reverses=act).exists()
        rung.assert_called_once_with()
