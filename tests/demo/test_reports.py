"""The usage reports as files: about 300,000 lines, and everything that goes wrong in real life."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from artistportal.demo import plans, tools
from artistportal.demo.plans import Plan
from artistportal.demo.reports import Dirt, Ids, ReportFile, Reports
from artistportal.demo.timeline import FULL, SMALL
from artistportal.roster.domain.uses import WorkKind

AS_OF = datetime(2026, 11, 21, 8, tzinfo=UTC)
SOME_ID = "0b6f1b52-41ab-4b0e-9d0f-5d4f5c4c1a11"


def ids(plan: Plan) -> Ids:
    voices = {work.key: SOME_ID for work in plan.catalogue.of_kind(WorkKind.VOICE)}
    return Ids(voices, {planned.key: place for place, planned in enumerate(plan.licences, 1)})


def all_files(plan: Plan) -> list[ReportFile]:
    written = Reports(plan.usage, ids(plan), seed=plan.seed)
    return [file for month in plan.timeline.months for file in written.of_month(month)]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plans.draw(SMALL, AS_OF)


@pytest.fixture(scope="module")
def files(plan: Plan) -> list[ReportFile]:
    return all_files(plan)


def text(file: ReportFile) -> str:
    data = gzip.decompress(file.data) if file.name.endswith(".gz") else file.data
    return data.decode()


def isrcs_of(tool: str, files: list[ReportFile]) -> set[str]:
    """The recordings that a tool reports."""
    rows = [row for file in files if file.tool == tool for row in text(file).split("\n")[1:]]
    return {row.split("\t")[1] for row in rows if row}


class TestOfMonth:
    def test_writes_the_same_bytes_for_the_same_seed(
        self, plan: Plan, files: list[ReportFile]
    ) -> None:
        assert all_files(plans.draw(SMALL, AS_OF)) == files

    def test_reports_for_every_tool(self, files: list[ReportFile]) -> None:
        assert {file.tool for file in files} == set(tools.BY_SLUG)

    @pytest.mark.parametrize("day", ["2026-11-01", "2026-11-02", "2026-11-21"])
    def test_sends_nothing_before_the_month_is_over_or_in_the_future(self, day: str) -> None:
        as_of = datetime.fromisoformat(day).replace(tzinfo=UTC)
        plan = plans.draw(SMALL, as_of)
        written = Reports(plan.usage, ids(plan), seed=plan.seed)
        for month in plan.timeline.months:
            moments = [file.sent_at for file in written.of_month(month)]
            assert moments == sorted(moments)
            assert all(month.until_at <= moment <= as_of for moment in moments)

    @pytest.mark.parametrize("dirt", Dirt)
    def test_has_every_kind_of_dirt(self, files: list[ReportFile], dirt: Dirt) -> None:
        assert [file for file in files if file.dirt is dirt]

    def test_names_recordings_that_nobody_here_made(
        self, plan: Plan, files: list[ReportFile]
    ) -> None:
        assert isrcs_of("tarn-radio", files) - set(plan.catalogue.works)

    def test_has_one_tool_that_reports_in_the_format_of_ddex(self, files: list[ReportFile]) -> None:
        dsr = [file for file in files if file.tool == tools.DSR_TOOL]

        assert all(text(file).startswith("HEAD\tdsrf/") for file in dsr)
        assert all(file.name.startswith("DSR_") for file in dsr)

    def test_sends_the_same_bytes_twice(self, files: list[ReportFile]) -> None:
        copy = next(file for file in files if file.dirt is Dirt.SENT_TWICE)

        assert [file.data for file in files].count(copy.data) == 2

    def test_uses_a_voice_after_its_no(self, plan: Plan, files: list[ReportFile]) -> None:
        used = [file for file in files if file.dirt is Dirt.USED_AFTER_NO]

        assert any("-x," in text(file) for file in used)


class TestFullSize:
    def test_has_about_300_000_lines(self) -> None:
        plan = plans.draw(FULL, AS_OF)

        count = sum(
            plan.usage.count(tool, month)
            for tool in tools.TOOLS
            for month in plan.usage.months(tool)
        )

        assert 290_000 <= count <= 315_000
