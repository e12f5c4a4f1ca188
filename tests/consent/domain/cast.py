"""Who is in the worked cases of the rule, and what they say.

Ana is the main artist and the vocalist of a recording; she and Ben wrote its song. The label
licenses the recording (L-1), the publisher the song (L-2), Ana's own house her voice (L-3), each to
tool 1.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from artistportal.roster.domain.uses import Use, WorkKind
from consent.domain.agreements import Licence, Mandate, Terms
from consent.domain.decisions import Capacity, Decision
from consent.domain.scopes import Scope
from consent.domain.works import Holder, Leg, Work
from tests.consent.domain.strategies import START, day

ANA, BEN = 1, 2
LABEL, PUBLISHER, HOUSE = 1, 2, 3
REC, SONG, VOICE = 1, 2, 3
EVERY_USE = frozenset(Use)


def licence(number: int, organisation: int, notice_days: int = 0) -> Licence:
    terms = Terms(number, number, 1, START, notice=timedelta(days=notice_days))
    return Licence(number, number, 1, organisation, EVERY_USE, START, terms=(terms,))


LABELS, PUBLISHERS, HOUSES = licence(1, LABEL), licence(2, PUBLISHER), licence(3, HOUSE)
WITH_NOTICE = licence(1, LABEL, notice_days=30)
REPLACED = replace(LABELS, terms=(*LABELS.terms, Terms(9, 1, 2, day(20), is_material=True)))
RETOUCHED = replace(LABELS, terms=(*LABELS.terms, Terms(9, 1, 2, day(20), is_material=False)))
MANDATE = Mandate(
    1,
    ANA,
    LABEL,
    frozenset({Use.DISCOVERY, Use.TRAINING, Use.FINE_TUNING, Use.VOICE}),
    frozenset(WorkKind),
    day(0),
    day(50),
)

ANAS_RECORDING = Leg(REC, WorkKind.RECORDING, LABEL, (Holder(ANA, START),))
ANAS_AND_BENS_SONG = Leg(
    SONG, WorkKind.COMPOSITION, PUBLISHER, (Holder(ANA, START), Holder(BEN, START))
)
ANAS_VOICE = Leg(VOICE, WorkKind.VOICE, HOUSE, (Holder(ANA, START),))
WORK = Work(REC, (ANAS_RECORDING, ANAS_AND_BENS_SONG, ANAS_VOICE))


def yes(at: int, /, terms: int = 1, artist: int = ANA, **scope: Any) -> Decision:
    """A yes by the artist in person, to all works and uses of tool 1, later works too."""
    return Decision(
        at, artist, True, Scope(tool=1, **scope), day(at), terms=terms, reaches_later_works=True
    )


def no(at: int, /, artist: int = ANA, **scope: Any) -> Decision:
    return Decision(at, artist, False, Scope(**scope), day(at), reaches_later_works=True)


def by_label(decision: Decision) -> Decision:
    return replace(decision, capacity=Capacity.MANDATE, mandate=1)


def by_manager(decision: Decision) -> Decision:
    return replace(decision, capacity=Capacity.MANAGER)


def until(decision: Decision, end: int) -> Decision:
    return replace(decision, ends_at=day(end))


def for_works_of_that_day(decision: Decision) -> Decision:
    return replace(decision, reaches_later_works=False)


DE = frozenset({"DE"})
DE_FR = frozenset({"DE", "FR"})
EVERYBODY = (yes(1), yes(2, terms=2), yes(3, terms=2, artist=BEN), yes(4, terms=3))
NEW_WORK = Work(REC, (Leg(REC, WorkKind.RECORDING, LABEL, (Holder(ANA, day(10)),)), *WORK.legs[1:]))
NOBODYS = Work(REC, (Leg(REC, WorkKind.RECORDING, LABEL, ()),))
INSTRUMENTAL = Work(REC, (ANAS_RECORDING, ANAS_AND_BENS_SONG))
SESSION = Work(REC, WORK.legs, vocalists_without_voice=(7,))
MEDLEY = Work(
    REC,
    (
        *WORK.legs,
        Leg(5, WorkKind.COMPOSITION, PUBLISHER, (Holder(BEN, START),)),
    ),
)
