"""The paper of a statement: what it says, and that nobody's words become markup."""

from __future__ import annotations

import re
import time
import zlib
from datetime import date

import pytest

from artistportal.roster.models import Work
from earnings.models import Statement
from earnings.services import statement_papers
from tests.factories.earnings import bring, deal
from tests.factories.statements import issue

pytestmark = pytest.mark.django_db

ADDRESS = "https://portal.example/earnings/statements/1/"
MARKUP = '#panic("x") $1$ *b* <i> @x = + \\ `#import "a.typ"` //'


@pytest.fixture
def statement() -> Statement:
    label = deal()
    Work.objects.filter(pk=label.work.pk).update(title=MARKUP)
    bring(label.tool, [label.line(quantity=12)])
    return issue(label.payee, date(2026, 3, 1), held_micros=5)


def is_tagged(pdf: bytes) -> bool:
    return b"/StructTreeRoot" in _whole(pdf) and b"/Marked true" in _whole(pdf)


def _whole(pdf: bytes) -> bytes:
    """The file with its packed objects opened."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    opened = [zlib.decompressobj().decompress(part) for part in packed if part[:1] == b"\x78"]
    return pdf + b"".join(opened)


class TestPdf:
    def test_is_tagged_titled_and_the_same_every_time(self, statement: Statement) -> None:
        made = statement_papers.pdf(statement, ADDRESS)

        whole = _whole(made)
        assert is_tagged(made)
        assert b"pdfuaid" in whole
        assert b"/Lang(en)" in whole
        assert statement.content_sha256.encode() in whole
        assert statement_papers.pdf(statement, ADDRESS) == made

    def test_is_made_in_a_moment(self, statement: Statement) -> None:
        statement_papers.pdf(statement, ADDRESS)
        begun = time.process_time()

        statement_papers.pdf(statement, ADDRESS)

        assert time.process_time() - begun < 2

    def test_is_made_even_where_no_font_has_a_sign(self, statement: Statement) -> None:
        Work.objects.update(title="雨 \U000f0000")

        assert is_tagged(statement_papers.pdf(statement, ADDRESS))


class TestContent:
    def test_keeps_titles_as_they_were_written(self, statement: Statement) -> None:
        told = statement_papers.content(statement, ADDRESS)

        assert told["works"][0]["name"] == MARKUP
        assert told["works"][0]["units"] == "12"
        assert [each["label"] for each in told["sums"]][:3] == [
            "Opening balance",
            "Earned",
            "Costs",
        ]

    def test_adds_what_is_not_among_the_first_ten_up_in_one_line(self) -> None:
        tallies = {n: statement_papers.Tally(1, n * 1_000_000) for n in range(1, 14)}

        lines = statement_papers._tools({f"Tool {n}": t for n, t in tallies.items()}, "EUR")

        assert len(lines) == 11
        assert lines[-1] == {
            "name": "3 other tools",
            "about": "",
            "units": "3",
            "amount": "6.00\xa0EUR",
        }
