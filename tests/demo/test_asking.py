"""What is asked in the last weeks of the tale: whom, about which works."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from artistportal.demo import asking, cast, plans
from artistportal.demo.plans import Plan
from artistportal.demo.timeline import FULL, SMALL

AS_OF = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture(scope="module", params=[SMALL, FULL], ids=["small", "full"])
def plan(request: pytest.FixtureRequest) -> Plan:
    return plans.draw(request.param, AS_OF)


class TestRequests:
    def test_are_about_recordings_of_an_act_that_is_there(self, plan: Plan) -> None:
        for planned in asking.REQUESTS:
            found = planned.works(plan.catalogue)
            assert 0 < len(found) <= planned.most_works
            assert {work.act for work in found} == {planned.act}

    def test_ask_under_licences_in_force(self, plan: Plan) -> None:
        licences = {licence.key: licence for licence in plan.licences}

        for planned in asking.REQUESTS:
            licence, made_at = licences[planned.licence], AS_OF - planned.made_before
            assert planned.use in licence.tool.uses
            assert licence.is_in_force(made_at, AS_OF)

    def test_leave_the_tool_nine_days_to_hear_from_the_demo_artist(self) -> None:
        (open_one,) = (
            planned
            for planned in asking.REQUESTS
            if planned.act == cast.DEMO_ARTIST and planned.proposer == "brindle-compose"
        )

        assert (open_one.open_for - open_one.made_before).days == 9
