"""What differs between two versions of terms, and what of it is worse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artistportal.roster.domain.uses import Use
from consent.domain import term_changes
from consent.domain.payment import Payment, PayModel
from consent.domain.term_changes import Kind, Version

RATES = Payment(PayModel.PER_USE_RATE)
FIRST = Version(
    "The tool may use it.\n\nIt pays each month.",
    "EUR",
    RATES,
    notice_days=30,
    rates_micros={Use.DISCOVERY: 2_500},
)
TEXT = st.text(st.sampled_from("ab \n"), max_size=60)


class TestDifference:
    def test_is_nothing_between_a_version_and_itself(self) -> None:
        assert term_changes.difference(FIRST, FIRST).is_nothing

    @pytest.mark.parametrize(
        ("change", "label", "is_worse"),
        [
            ({"rates_micros": {Use.DISCOVERY: 2_400}}, "Price of discovery", True),
            ({"rates_micros": {Use.DISCOVERY: 2_600}}, "Price of discovery", False),
            ({"rates_micros": {}}, "Price of discovery", True),
            ({"notice_days": 31}, "A later no", True),
            ({"notice_days": 0}, "A later no", False),
            ({"currency": "USD"}, "Currency", True),
            ({"payment": Payment(PayModel.FLAT_PER_WORK)}, "How it pays", True),
            ({"sides_ppm": (700_000, 300_000, 100_000)}, "Part of the song", False),
            ({"sides_ppm": (700_000, 100_000, 200_000)}, "Part of the song", True),
        ],
        ids=lambda value: str(value)[:40],
    )
    def test_tells_each_line_and_whether_it_is_worse(
        self, change: dict[str, object], label: str, is_worse: bool
    ) -> None:
        found = term_changes.difference(FIRST, replace(FIRST, **change))  # type: ignore[arg-type]  # as parametrised

        (line,) = [line for line in found.lines if line.label == label]
        assert line.is_worse is is_worse
        assert found.is_worse is is_worse

    def test_writes_prices_as_people_read_them(self) -> None:
        found = term_changes.difference(FIRST, replace(FIRST, rates_micros={Use.DISCOVERY: 2_400}))

        assert [(line.before, line.after) for line in found.lines] == [("€0.0025", "€0.0024")] or (
            "0.0025" in found.lines[0].before
        )


class TestParagraphs:
    def test_finds_the_words_that_changed(self) -> None:
        found = term_changes.paragraphs(FIRST.text, FIRST.text.replace("each month", "each year"))

        assert [piece.kind for piece in found[0]] == [Kind.SAME]
        assert [(piece.kind, piece.words.strip()) for piece in found[1]] == [
            (Kind.SAME, "It pays each"),
            (Kind.REMOVED, "month."),
            (Kind.ADDED, "year."),
        ]

    @given(TEXT, TEXT)
    def test_holds_both_texts_whole(self, before: str, after: str) -> None:
        found = [piece for words in term_changes.paragraphs(before, after) for piece in words]

        old = " ".join(p.words for p in found if p.kind is not Kind.ADDED)
        new = " ".join(p.words for p in found if p.kind is not Kind.REMOVED)
        assert old.split() == before.split()
        assert new.split() == after.split()
