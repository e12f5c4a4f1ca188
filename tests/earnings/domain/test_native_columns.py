"""The page that defines the report says what the code reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from artistportal.roster.domain.uses import Use
from earnings.domain.dsr_uses import USE_OF_TYPE
from earnings.domain.native_columns import COLUMNS, header_problems
from tests.factories.consent import ToolFactory
from tests.factories.earnings import RECEIVED_AT, send, work_off

DOCS = Path(__file__).parents[3] / "docs" / "usage-report.md"


class TestColumns:
    def test_stand_in_the_documentation_as_they_are_read(self) -> None:
        page = DOCS.read_text(encoding="utf-8")

        for column in COLUMNS:
            needed = "yes" if column.is_required else "no"
            assert f"| `{column.name}` | {needed} | {column.type} | " in page
            assert f" | {column.description} |" in page

    def test_document_every_use_of_a_ddex_file(self) -> None:
        page = DOCS.read_text(encoding="utf-8")

        assert all(name in page for name in USE_OF_TYPE)
        assert set(USE_OF_TYPE.values()) == set(Use)

    @pytest.mark.django_db
    def test_accept_the_sample_of_the_documentation(self) -> None:
        page = DOCS.read_text(encoding="utf-8")
        sample = page.split("```tsv\n")[1].split("```")[0].encode()
        later = RECEIVED_AT.replace(month=11)

        report = work_off(send(ToolFactory.create(), sample, now=later).report, later)

        assert (report.outcome, report.lines, report.problem_count) == ("accepted", 4, 0)
        assert (report.currency, report.net_revenue_micros) == ("EUR", 61_000)

    @pytest.mark.django_db
    def test_accept_the_sample_files_of_which_one_replaces_the_other(self) -> None:
        later = RECEIVED_AT.replace(month=11)
        tool = ToolFactory.create()
        one, two = (
            (DOCS.parent / "samples" / f"usage-report_2026-10{name}.tsv").read_bytes()
            for name in ("", "_restated")
        )

        first = work_off(send(tool, one, now=later).report, later)
        second = work_off(send(tool, two, now=later, replaces=first.code).report, later)

        first.refresh_from_db()
        assert (first.lines, first.problem_count, first.replaced_with) == (5, 0, second)
        assert (second.outcome, second.lines, second.problem_count) == ("accepted", 4, 0)


class TestHeaderProblems:
    @pytest.mark.parametrize(
        ("header", "column"),
        [
            (["use", "territory", "used_at", "quantity"], "isrc"),
            (["use", "territory", "used_at", "isrc"], "quantity"),
            (["use", "territory", "used_at", "quantity", "isrc", "isrc"], "isrc"),
        ],
    )
    def test_name_the_column_that_is_missing_or_twice(self, header: list[str], column: str) -> None:
        errors = [p for p in header_problems(header) if p.severity == "error"]

        assert [p.column for p in errors] == [column]
