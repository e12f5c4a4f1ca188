"""The history: every decision, filtered, and as a file."""

from __future__ import annotations

import pytest

from artistportal.roster.domain.uses import Use
from tests.consent.views.stage import Stage
from tests.factories.consent import say_no, say_yes

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    made = Stage()
    made.works[0].title = '=HYPERLINK("x")'
    made.works[0].save()
    say_yes(made.artist, made.terms, use=Use.TRAINING)
    say_no(made.artist, work=made.works[0])
    return made


class TestHistory:
    def test_lists_newest_first(self, stage: Stage) -> None:
        page = stage.client().get("/consent/history/").content.decode()

        assert page.index("D-000002") < page.index("D-000001")
        assert "2 decisions" in page

    def test_filters_by_answer(self, stage: Stage) -> None:
        page = stage.client().get("/consent/history/?answer=yes").content.decode()

        assert "D-000001" in page
        assert "D-000002" not in page

    def test_says_so_when_nothing_matches(self, stage: Stage) -> None:
        page = stage.client().get("/consent/history/?use=remix").content.decode()

        assert "Nothing matches" in page

    def test_never_shows_another_artists(self, stage: Stage) -> None:
        page = Stage(tool="Anvil").client().get("/consent/history/").content.decode()

        assert "Nothing was decided yet" in page


class TestCsv:
    def test_holds_every_line_and_no_formula(self, stage: Stage) -> None:
        text = stage.client().get("/consent/history.csv").content.decode("utf-8-sig")

        header, newest, oldest = text.splitlines()
        assert header.startswith("number,given_at_utc,answer")
        assert newest.startswith("D-000002,2026-03-15T12:00:00+00:00,no,all,all,")
        assert "'=HYPERLINK" in newest
        assert oldest.startswith("D-000001")
