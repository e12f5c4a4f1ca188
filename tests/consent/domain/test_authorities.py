"""Who may decide what, and the sentence for who may not."""

from __future__ import annotations

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
            (READER, Use.TRAINING, None, "Only admins and editors of Northlight decide"),
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
