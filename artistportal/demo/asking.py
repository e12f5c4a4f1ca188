"""What is asked in the last weeks of the tale, and one decision that a label takes. Pure.

Moments count back from the end of the tale, so that what is open is open whenever it is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from artistportal.demo import cast
from artistportal.demo.works import Catalogue, Work
from artistportal.roster.domain.uses import Use, WorkKind

BETWEEN_ANSWERS = timedelta(hours=19)


@dataclass(frozen=True)
class RequestPlan:
    """A request: who asks under which licence, about whose recordings, and what comes of it.

    `proposer` is a house or a tool. Those who are asked answer one after the other, the act first;
    `silent` of them, from the end, say nothing, and of the others the last `noes` say no.
    """

    title: str
    message: str
    proposer: str
    licence: str
    use: Use
    act: str
    made_before: timedelta
    open_for: timedelta
    silent: int = 0
    noes: int = 0
    withdrawn_after: timedelta | None = None
    most_works: int = 6

    def works(self, catalogue: Catalogue) -> list[Work]:
        """The act's best known recordings, those that others wrote or sing on before the rest."""
        own = [w for w in catalogue.of_kind(WorkKind.RECORDING) if w.act == self.act]
        own.sort(key=lambda work: (-min(len(_holders(work, catalogue)), 2), -work.weight))
        return own[: self.most_works]


@dataclass(frozen=True)
class LabelNo:
    """A no that the label gives for an artist under the mandate."""

    artist: str
    tool: str
    use: Use
    given_before: timedelta


REQUESTS = (
    RequestPlan(
        title="Reference songs for a drama series",
        message="Kelpwright Studio would like composers to name your songs as a reference for one"
        " drama series. We think it is worth having; what you say is your own.",
        proposer=cast.LABEL,
        licence=f"kelpwright-studio/{cast.LABEL}",
        use=Use.REFERENCE,
        act=cast.DEMO_ARTIST,
        made_before=timedelta(days=6),
        open_for=timedelta(days=20),
        silent=1,
    ),
    RequestPlan(
        title="Nylon guitar for the spring model",
        message="We are training the model that comes out in spring, and it knows no voice and"
        " guitar like these. You said no before; tell us if that has changed.",
        proposer="brindle-compose",
        licence=f"brindle-compose/{cast.LABEL}",
        use=Use.TRAINING,
        act=cast.DEMO_ARTIST,
        made_before=timedelta(days=5),
        open_for=timedelta(days=14),
        silent=99,
        most_works=3,
    ),
    RequestPlan(
        title="Stems for a remix weekend",
        message="Forty-eight hours in which listeners may take these recordings apart.",
        proposer=cast.LABEL,
        licence=f"brindle-stems/{cast.LABEL}",
        use=Use.REMIX,
        act="mireille-kassab-dorval",
        made_before=timedelta(days=16),
        open_for=timedelta(days=30),
        noes=1,
        most_works=2,
    ),
    RequestPlan(
        title="A songbook for students",
        message="Students would name these songs as references in their exercises.",
        proposer="brindle-compose",
        licence=f"brindle-compose/{cast.LABEL}",
        use=Use.REFERENCE,
        act="mireille-kassab-dorval",
        made_before=timedelta(days=19),
        open_for=timedelta(days=10),
        silent=99,
        most_works=4,
    ),
    RequestPlan(
        title="Covers for a festival app",
        message="An app for the summer festivals; sent too early, we will come back with dates.",
        proposer=cast.LABEL,
        licence=f"kelpwright-covers/{cast.LABEL}",
        use=Use.REMIX,
        act=cast.DEMO_ARTIST,
        made_before=timedelta(days=18),
        open_for=timedelta(days=21),
        silent=99,
        withdrawn_after=timedelta(hours=30),
        most_works=4,
    ),
)
LABEL_NO = LabelNo(cast.DEMO_ARTIST, "tarn-daily", Use.ANALYSIS, timedelta(days=2))


def _holders(work: Work, catalogue: Catalogue) -> set[str]:
    songs = (catalogue.works[key] for key in work.songs)
    return {*work.holders, *(holder for song in songs for holder in song.holders)}
