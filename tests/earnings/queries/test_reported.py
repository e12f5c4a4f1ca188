"""Up to when each tool has told what it used."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from earnings.queries import reported as queries
from tests.earnings.figures import THIS_MONTH, Career, reported
from tests.factories.earnings import deal
from tests.factories.roster import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def career() -> Career:
    return Career().with_works(1).with_tools("Anvil")


class TestReported:
    def test_expects_the_next_report_as_late_as_the_last_one_was(self, career: Career) -> None:
        reported(career.tools[0], THIS_MONTH, datetime(2026, 3, 21, tzinfo=UTC))

        (told,), _ = queries.reported(career.artist.pk, (), NOW)

        assert told.last == THIS_MONTH.previous()
        assert told.expected_date == date(2026, 4, 21)

    def test_knows_of_each_month_whether_it_was_told(self, career: Career) -> None:
        reported(career.tools[0], THIS_MONTH.previous())

        months = (THIS_MONTH.back(2), THIS_MONTH.previous())
        (told,), _ = queries.reported(career.artist.pk, months, NOW)

        assert told.tells == (True, False)

    def test_counts_a_correction_of_old_months_for_no_delay(self, career: Career) -> None:
        reported(career.tools[0], THIS_MONTH, datetime(2026, 3, 3, tzinfo=UTC))
        reported(career.tools[0], THIS_MONTH.back(5), datetime(2026, 3, 14, tzinfo=UTC))

        (told,), _ = queries.reported(career.artist.pk, (), NOW)

        assert told.expected_date == date(2026, 4, 3)

    def test_names_a_tool_that_is_licensed_and_has_told_nothing(self) -> None:
        agreed = deal()

        (told,), _ = queries.reported(agreed.artist.pk, (THIS_MONTH,), NOW)

        assert (told.tool, told.last, told.expected_date, told.tells) == (
            agreed.tool.name,
            None,
            None,
            (False,),
        )

    def test_leaves_out_what_has_nothing_to_do_with_the_artist(self, career: Career) -> None:
        deal()

        assert queries.reported(career.artist.pk, (), NOW) == ((), None)
