"""The table of uses: the same in the code and in the document that explains it."""

from __future__ import annotations

from pathlib import Path

from artistportal.roster.domain.uses import LEGS, PLAIN_WORDS, Use, WorkKind

RULE = Path(__file__).resolve().parents[3] / "docs" / "rule.md"


class TestLegs:
    def test_are_those_of_the_document(self) -> None:
        rows = [line.strip("| ").split(" | ") for line in RULE.read_text().splitlines()]
        told = {row[0]: row[1] for row in rows if len(row) == 2 and row[0] in set(Use)}

        assert told == {use.value: ", ".join(legs) for use, legs in LEGS.items()}

    def test_are_told_for_every_use(self) -> None:
        assert set(LEGS) == set(PLAIN_WORDS) == set(Use)

    def test_are_a_voice_alone_for_style_and_voice(self) -> None:
        alone = {use for use, legs in LEGS.items() if legs == (WorkKind.VOICE,)}

        assert alone == {Use.STYLE, Use.VOICE}


class TestUse:
    def test_knows_which_go_into_a_model(self) -> None:
        training = {use for use in Use if use.is_training}

        assert training == {Use.TRAINING, Use.FINE_TUNING, Use.ANALYSIS}
