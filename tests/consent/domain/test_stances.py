"""Where one artist stands, and how it is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from artistportal.roster.domain.uses import Use, WorkKind
from consent.domain import wordings
from consent.domain.agreements import Licence
from consent.domain.decisions import Decision
from consent.domain.facts import Facts
from consent.domain.reasons import Reason
from consent.domain.stances import Stance, Standing, any_work_of, own_legs, stance
from tests.consent.domain.cast import (
    ANA,
    ANAS_AND_BENS_SONG,
    DE,
    DE_FR,
    HOUSES,
    LABEL,
    LABELS,
    PUBLISHER,
    PUBLISHERS,
    WITH_NOTICE,
    no,
    until,
    yes,
)
from tests.consent.domain.strategies import day

HELD = [(WorkKind.RECORDING, LABEL), (WorkKind.COMPOSITION, PUBLISHER)]


def anas(
    *decisions: Decision,
    use: Use = Use.DISCOVERY,
    licences: tuple[Licence, ...] = (LABELS, PUBLISHERS, HOUSES),
) -> Stance:
    said = [replace(decision, said_by="Ana") for decision in decisions]
    return stance(Facts(said, licences), any_work_of(ANA, HELD), 1, use, day(40))


class TestStance:
    @pytest.mark.parametrize(
        ("told", "standing", "sentence"),
        [
            (anas(), Standing.SILENT, "No answer yet: that means no."),
            (anas(yes(1)), Standing.ALLOWED, "Allowed since 2 Jan 2026 by Ana."),
            (anas(yes(1), no(4)), Standing.REFUSED, "Not allowed since 5 Jan 2026 by Ana."),
            (
                anas(yes(1), no(20), licences=(WITH_NOTICE,)),
                Standing.ENDING,
                (
                    "Allowed, ending on 20 Feb 2026: no said on 21 Jan 2026 by Ana,"
                    " in notice until then."
                ),
            ),
            (
                anas(until(yes(1), 45), no(20), licences=(WITH_NOTICE,)),
                Standing.ENDING,
                (
                    "Allowed, ending on 15 Feb 2026: no said on 21 Jan 2026 by Ana,"
                    " in notice until then."
                ),
            ),
            (
                anas(yes(1, territories=DE)),
                Standing.SOMEWHERE,
                "Allowed in places: only in Germany.",
            ),
            (
                anas(yes(1, territories=DE_FR)),
                Standing.SOMEWHERE,
                "Allowed in places: only in France and Germany.",
            ),
            (
                anas(yes(1), yes(2, territories=frozenset({"DE", "US"})), no(4, territories=DE)),
                Standing.SOMEWHERE,
                "Allowed in places: not in Germany; since 2 Jan 2026 by Ana.",
            ),
            (
                anas(until(yes(1), 30)),
                Standing.REFUSED,
                "Not allowed. Said yes until a day that has passed.",
            ),
            (
                anas(yes(1), use=Use.TRAINING),
                Standing.PARTLY,
                "Answered in part: one part is allowed and another is not. That means no.",
            ),
            (
                anas(yes(1), licences=(PUBLISHERS,)),
                Standing.UNLICENSED,
                f"Not licensed. {Reason.NO_LICENCE.sentence}",
            ),
            (
                anas(yes(1), use=Use.VOICE),
                Standing.NOT_THEIRS,
                "Not yours: this use needs a kind of work over which you hold no consent.",
            ),
        ],
    )
    def test_is_told_in_words(self, told: Stance, standing: Standing, sentence: str) -> None:
        assert told.standing is standing
        assert wordings.state(told) == sentence

    def test_leaves_aside_what_no_licence_covers_and_names_it(self) -> None:
        told = anas(yes(1), use=Use.TRAINING, licences=(LABELS,))

        assert told.standing is Standing.ALLOWED
        assert [leg.kind for leg in told.unlicensed] == [WorkKind.COMPOSITION]


class TestOwnLegs:
    def test_leave_the_others_aside(self) -> None:
        (leg,) = own_legs(ANA, [ANAS_AND_BENS_SONG])

        assert [holder.artist for holder in leg.holders] == [ANA]


class TestSummary:
    def test_names_what_is_allowed(self) -> None:
        told = [anas(yes(1)), anas(use=Use.TRAINING)]

        assert wordings.summary(told) == "Allowed: discovery. All else is not."

    def test_says_what_silence_means(self) -> None:
        assert wordings.summary([anas()]) == "No answer yet: that means no."

    def test_says_when_nothing_is_allowed(self) -> None:
        assert wordings.summary([anas(no(1))]) == "Nothing is allowed."
