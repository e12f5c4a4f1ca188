"""What may be left to others, and how it reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from artistportal.roster.domain import mandates
from artistportal.roster.domain.uses import Use, WorkKind

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


class TestCheckCanBeLeft:
    def test_takes_training_of_recordings(self) -> None:
        mandates.check_can_be_left({Use.TRAINING}, {WorkKind.RECORDING})

    @pytest.mark.parametrize(
        ("uses", "kinds"),
        [
            ({Use.TRAINING}, {WorkKind.RECORDING, WorkKind.VOICE}),
            ({Use.TRAINING, Use.VOICE}, {WorkKind.RECORDING}),
            ({Use.STYLE}, {WorkKind.COMPOSITION}),
        ],
    )
    def test_never_lets_go_of_a_voice(self, uses: set[Use], kinds: set[WorkKind]) -> None:
        with pytest.raises(mandates.NotToBeLeft, match="voice is the artist's alone"):
            mandates.check_can_be_left(uses, kinds)

    def test_refuses_to_leave_nothing(self) -> None:
        with pytest.raises(mandates.NotToBeLeft, match="at least one"):
            mandates.check_can_be_left(set(), {WorkKind.RECORDING})


class TestCheckSpan:
    def test_refuses_to_reach_back(self) -> None:
        with pytest.raises(mandates.NotToBeLeft, match="never reaches back"):
            mandates.check_span(NOW - timedelta(microseconds=1), None, NOW)

    def test_refuses_to_end_before_it_starts(self) -> None:
        with pytest.raises(mandates.NotToBeLeft, match="ends after it starts"):
            mandates.check_span(NOW, NOW, NOW)


class TestInWords:
    def test_reads_as_a_sentence(self) -> None:
        words = mandates.in_words(
            ["training", "fine_tuning", "discovery"],
            ["recording"],
            until_at=datetime(2028, 1, 1, tzinfo=UTC),
            clause="clause 4.2",
        )

        assert words == (
            "May decide training, fine-tuning and discovery of recordings, not voice,"
            " until 31 Dec 2027, clause 4.2."
        )
