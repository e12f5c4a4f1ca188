"""A report's lines, month by month: what corrections they may hold, which licences they concern."""

from __future__ import annotations

import pytest

from earnings.models import ReportProblem, RoyaltyRun
from tests.factories.earnings import balance, bring, deal, send, work_off, written

pytestmark = pytest.mark.django_db


class TestFaultyCorrections:
    @pytest.mark.parametrize(
        ("rows", "at"),
        [
            ([{"line_id": "b", "corrects": "x"}], 2),
            ([{"line_id": "b", "corrects": "b"}], 2),
            ([{"line_id": "b", "corrects": "c"}, {"line_id": "c", "corrects": "a"}], 2),
            ([{"line_id": "b", "corrects": "a"}, {"line_id": "c", "corrects": "a"}], 3),
            ([{"line_id": "", "corrects": "a"}], 2),
        ],
    )
    def test_rejects_a_correction_that_would_count_wrong(
        self, rows: list[dict[str, str]], at: int
    ) -> None:
        label = deal()
        bring(label.tool, [label.line(line_id="a")])

        report = bring(label.tool, [label.line(**row) for row in rows])

        assert report.outcome == "rejected"
        found = ReportProblem.objects.filter(report=report, severity="error")
        assert set(found.values_list("line", "column")) == {(at, "corrects")}

    def test_rejects_a_second_correction_of_one_line_but_not_the_same_again(self) -> None:
        label = deal()
        bring(label.tool, [label.line(line_id="a", quantity=100)])
        correction = label.line(line_id="b", corrects="a", quantity=60)
        bring(label.tool, [correction])

        again = bring(label.tool, [correction, label.line(line_id="d")])
        rival = bring(label.tool, [label.line(line_id="c", corrects="a", quantity=50)])

        assert (again.outcome, rival.outcome) == ("accepted", "rejected")
        assert balance(payee=label.payee) == 610_000


class TestArchiveLines:
    def test_says_which_licences_unmatched_lines_name(self) -> None:
        label = deal()
        rows = [label.line(isrc="QZABC2600001", licence=f"L-{label.licence.number:04d}")]
        report = send(label.tool, written(rows)).report

        work_off(report)

        assert RoyaltyRun.objects.get().licence == label.licence
