"""What the uses page asks."""

from __future__ import annotations

from typing import Any

import pytest

from artistportal.roster.domain.uses import Use
from earnings.queries import uses
from earnings.queries.uses import Clearing, Purpose, UseSelection
from tests.earnings.figures import THIS_MONTH, Career

pytestmark = pytest.mark.django_db


@pytest.fixture
def career() -> Career:
    made = Career().with_works(3).with_tools("Anvil", "Ossilune")
    made.is_used(THIS_MONTH)
    made.is_used(THIS_MONTH.previous(), use=Use.REMIX.value, uncleared_units=3, tool=made.tools[1])
    return made


class TestPage:
    @pytest.mark.parametrize(
        ("narrowed", "count"),
        [
            ({}, 6),
            ({"purpose": Purpose.TRAINING}, 3),
            ({"purpose": Purpose.GENERATION}, 3),
            ({"clearing": Clearing.ALL}, 3),
            ({"clearing": Clearing.NOT_ALL}, 3),
            ({"tool_slug": "anvil"}, 3),
            ({"month": THIS_MONTH.previous()}, 3),
            ({"search": "no such work"}, 0),
        ],
    )
    def test_is_narrowed_by_each_choice(
        self, career: Career, narrowed: dict[str, Any], count: int
    ) -> None:
        assert uses.page(UseSelection(career.artist.pk, **narrowed), 1).count == count

    def test_finds_a_work_by_part_of_its_title(self, career: Career) -> None:
        part = career.works[0].title[-4:].lower()

        assert uses.page(UseSelection(career.artist.pk, search=part), 1).count == 2

    def test_begins_with_the_newest_month(self, career: Career) -> None:
        first = uses.page(UseSelection(career.artist.pk), 1).lines[0]

        assert (first.month, first.purpose) == (THIS_MONTH, Purpose.TRAINING)
        assert first.is_cleared

    def test_beyond_the_last_gives_the_last(self, career: Career) -> None:
        assert uses.page(UseSelection(career.artist.pk), 99).number == 1

    def test_shows_nobody_elses_uses(self, career: Career) -> None:
        assert uses.page(UseSelection(career.artist.pk + 1), 1).count == 0


class TestOffered:
    def test_names_tools_once_and_months_newest_first(self, career: Career) -> None:
        offered = uses.offered(career.artist.pk)

        assert offered.tools == (("anvil", "Anvil"), ("ossilune", "Ossilune"))
        assert offered.months == (THIS_MONTH, THIS_MONTH.previous())
