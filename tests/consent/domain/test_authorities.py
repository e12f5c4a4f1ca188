"""Who may decide what, and the sentence for who may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from artistportal.roster.domain.uses import Use, WorkKind
from consent.domain.agreements import Mandate
from consent.domain.authorities import Authority
from consent.domain.decisions import Capacity
from tests.consent.domain.strategies import START

OWNER = Authority("Ana", Capacity.OWNER)
MANAGER = Authority("Ana", Capacity.MANAGER)
STRANGER = Authority("Ana", None)
LABEL = Authority(
    "Ana",
    Capacity.MANDATE,
    "Northlight",
    (
        Mandate(
            1, 1, 1, frozenset({Use.TRAINING, Use.VOICE}), frozenset({WorkKind.RECORDING}), START
        ),
    ),
)
READER = Authority("Ana", None, "Northlight")
OTHER_LABEL = Authority("Ana", Capacity.MANDATE, "Farlight")


class TestRefusal:
    @pytest.mark.parametrize(
        ("authority", "use", "kind"),
        [
            (OWNER, None, None),
            (OWNER, Use.VOICE, WorkKind.VOICE),
            (MANAGER, Use.TRAINING, None),
            (MANAGER, Use.FINE_TUNING, WorkKind.RECORDING),
            (LABEL, Use.TRAINING, None),
            (LABEL, Use.TRAINING, WorkKind.RECORDING),
        ],
    )
    def test_is_none_for_who_may(
        self, authority: Authority, use: Use | None, kind: WorkKind | None
    ) -> None:
        assert authority.refusal(use, kind) is None

    @pytest.mark.parametrize(
        ("authority", "use", "kind", "sentence"),
        [
            (STRANGER, Use.TRAINING, None, "Only Ana, or somebody they let decide for them"),
            (READER, Use.TRAINING, None, "Only owners, managers and editors of Northlight decide"),
            (MANAGER, Use.VOICE, None, "Only Ana decides about their voice"),
            (MANAGER, Use.TRAINING, WorkKind.VOICE, "Only Ana decides about their voice"),
            (MANAGER, None, None, "All uses would include the voice"),
            (LABEL, Use.VOICE, None, "Only Ana decides about their voice"),
            (LABEL, None, None, "All uses would include the voice"),
            (LABEL, Use.REMIX, None, "mandate to Northlight does not cover remix."),
            (LABEL, Use.TRAINING, WorkKind.COMPOSITION, "cover training of compositions."),
            (OTHER_LABEL, Use.TRAINING, None, "given Farlight no mandate that is in force"),
        ],
    )
    def test_is_a_sentence_for_who_may_not(
        self, authority: Authority, use: Use | None, kind: WorkKind | None, sentence: str
    ) -> None:
        assert sentence in (authority.refusal(use, kind) or "")


class TestDecidableUses:
    def test_are_all_for_the_artist(self) -> None:
        assert OWNER.decidable_uses == tuple(Use)

    def test_leave_the_voice_out_for_a_manager(self) -> None:
        assert set(Use) - set(MANAGER.decidable_uses) == {Use.VOICE, Use.STYLE}

    def test_are_those_of_the_mandate_for_a_label(self) -> None:
        assert LABEL.decidable_uses == (Use.TRAINING,)


class TestInShort:
    def test_says_what_until_when_and_by_which_clause(self) -> None:
        until = replace(
            LABEL.mandates[0],
            uses=frozenset({Use.TRAINING}),
            until_at=datetime(2028, 1, 1, tzinfo=UTC),
            clause="4.2",
        )

        assert replace(LABEL, mandates=(until,)).in_short == [
            "You may decide training of recordings, not voice, until 31 Dec 2027, 4.2."
        ]

    def test_says_to_a_reader_whose_leave_it_is(self) -> None:
        (sentence,) = replace(READER, mandates=LABEL.mandates).in_short

        assert sentence.startswith("Northlight may decide")
        assert READER.nothing.startswith("Only owners, managers and editors")

    def test_explains_what_lies_outside(self) -> None:
        (voice, others) = LABEL.outside

        assert voice == (
            "Style and voice",
            "only Ana decides about their voice; nobody can do it for them.",
        )
        assert "discovery" in others[0]
        assert "training" not in others[0]
        assert OTHER_LABEL.nothing == "Nothing: Ana has given Farlight no mandate that is in force."
