"""The truth table of the rule: what was said, what is asked, what the rule answers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from artistportal.roster.domain.uses import Use
from consent.domain.agreements import Licence
from consent.domain.decisions import Decision
from consent.domain.reasons import Reason
from consent.domain.scopes import WORLDWIDE
from consent.domain.works import Holder, Work
from tests.consent.domain.cast import (
    ANA,
    ANAS_AND_BENS_SONG,
    ANAS_RECORDING,
    ANAS_VOICE,
    BEN,
    DE,
    DE_FR,
    EVERYBODY,
    HOUSES,
    INSTRUMENTAL,
    LABELS,
    MEDLEY,
    NEW_WORK,
    NOBODYS,
    PUBLISHERS,
    REC,
    REPLACED,
    RETOUCHED,
    SESSION,
    VOICE,
    WITH_NOTICE,
    WORK,
    by_label,
    by_manager,
    for_works_of_that_day,
    no,
    until,
    yes,
)
from tests.consent.domain.strategies import START, day


@dataclass(frozen=True)
class Case:
    """One line of the truth table: what was said, what is asked, what the rule answers."""

    sentence: str
    decisions: tuple[Decision, ...]
    reason: Reason
    use: Use = Use.DISCOVERY
    at: int = 40
    territory: str = "DE"
    licences: tuple[Licence, ...] = (LABELS, PUBLISHERS, HOUSES)
    work: Work = WORK
    tool: int = 1


CASES = [
    # Silence and saying yes.
    Case("silence is no", (), Reason.SILENCE),
    Case("a yes allows", (yes(1),), Reason.ALLOWED),
    Case("a yes allows from the moment it is given", (yes(5),), Reason.ALLOWED, at=5),
    Case("a yes does not reach back", (yes(5),), Reason.SILENCE, at=4),
    Case("a yes to one tool is not a yes to another", (yes(1),), Reason.NO_LICENCE, tool=2),
    Case("a yes to one use is not a yes to another", (yes(1, use=Use.REMIX),), Reason.SILENCE),
    Case("a yes to this use allows it", (yes(1, use=Use.DISCOVERY),), Reason.ALLOWED),
    Case("a yes to one work allows that work", (yes(1, work=REC),), Reason.ALLOWED),
    Case("a yes to one work is not a yes to another", (yes(1, work=8),), Reason.SILENCE),
    Case("somebody else's yes does not count", (yes(1, artist=BEN),), Reason.SILENCE),
    # Ends.
    Case("a yes counts until it ends", (until(yes(1), 41),), Reason.ALLOWED),
    Case("a yes lapses at the moment it ends", (until(yes(1), 40),), Reason.YES_ENDED),
    Case("a new yes follows one that ended", (until(yes(1), 20), yes(30)), Reason.ALLOWED),
    # Territories.
    Case("a yes for Germany allows Germany", (yes(1, territories=DE),), Reason.ALLOWED),
    Case(
        "a yes for Germany does not allow France",
        (yes(1, territories=DE),),
        Reason.YES_ELSEWHERE,
        territory="FR",
    ),
    Case(
        "a yes for Germany does not allow the world",
        (yes(1, territories=DE),),
        Reason.YES_ELSEWHERE,
        territory=WORLDWIDE,
    ),
    Case(
        "a yes for all territories allows the world", (yes(1),), Reason.ALLOWED, territory=WORLDWIDE
    ),
    Case(
        "a no for Germany stops the world",
        (yes(1), no(2, territories=DE)),
        Reason.SAID_NO,
        territory=WORLDWIDE,
    ),
    Case(
        "a no for Germany leaves France allowed",
        (yes(1), no(2, territories=DE)),
        Reason.ALLOWED,
        territory="FR",
    ),
    Case(
        "a no for Germany that a yes for Germany answers frees the world",
        (yes(1), no(2, territories=DE), yes(3, territories=DE)),
        Reason.ALLOWED,
        territory=WORLDWIDE,
    ),
    Case(
        "a yes for two territories does not answer a no for one of them",
        (no(1, territories=DE), yes(2, territories=DE_FR)),
        Reason.SAID_NO,
    ),
    # A no, and answering it.
    Case("a no stops an earlier yes at once", (yes(1), no(5)), Reason.SAID_NO, at=5),
    Case("before the no the yes held", (yes(1), no(5)), Reason.ALLOWED, at=4),
    Case("a broad no silences a narrow yes", (yes(1, work=REC), no(2)), Reason.SAID_NO),
    Case("a narrow no survives a later broad yes", (no(1, work=REC), yes(2)), Reason.SAID_NO),
    Case(
        "a yes as narrow as the no answers it", (no(1, work=REC), yes(2, work=REC)), Reason.ALLOWED
    ),
    Case("a yes narrower than the no answers it", (no(1), yes(2, work=REC)), Reason.ALLOWED),
    Case(
        "an answer for one work leaves the broad no on the others",
        (no(1), yes(2, work=8)),
        Reason.SAID_NO,
    ),
    Case("a no to everything covers every tool", (yes(1), no(2)), Reason.SAID_NO),
    Case("a no to another tool does not cover", (yes(1), no(2, tool=2)), Reason.ALLOWED),
    Case("a no to another use does not cover", (yes(1), no(2, use=Use.VOICE)), Reason.ALLOWED),
    Case(
        "an earlier yes does not answer a later no",
        (yes(1, work=REC), no(2, work=REC)),
        Reason.SAID_NO,
    ),
    Case("every no must be answered", (no(1, work=REC), no(2), yes(3)), Reason.SAID_NO),
    Case(
        "two noes may be answered by two yeses",
        (no(1, use=Use.DISCOVERY), no(2, work=REC), yes(3, use=Use.DISCOVERY), yes(4, work=REC)),
        Reason.ALLOWED,
    ),
    Case(
        "an answer that has ended answers no more",
        (yes(1), no(2, work=REC), until(yes(3, work=REC), 30)),
        Reason.SAID_NO,
    ),
    Case("a no reaches works added later", (yes(1), no(2)), Reason.SAID_NO, work=NEW_WORK),
    # Mandates.
    Case(
        "a yes under a mandate allows what the mandate covers", (by_label(yes(1)),), Reason.ALLOWED
    ),
    Case(
        "a yes under a mandate for another use does not count",
        (by_label(yes(1)),),
        Reason.YES_OUTSIDE_MANDATE,
        use=Use.ANALYSIS,
    ),
    Case(
        "a yes given after the mandate ended does not count",
        (by_label(yes(50)),),
        Reason.YES_OUTSIDE_MANDATE,
        at=60,
    ),
    Case(
        "a yes outlives the mandate it was given under", (by_label(yes(1)),), Reason.ALLOWED, at=60
    ),
    Case(
        "a voice is never allowed under a mandate",
        (by_label(yes(1, terms=3)),),
        Reason.YES_OUTSIDE_MANDATE,
        use=Use.VOICE,
    ),
    Case("a manager's yes allows a recording", (by_manager(yes(1)),), Reason.ALLOWED),
    Case(
        "a voice is never allowed by a manager",
        (by_manager(yes(1, terms=3)),),
        Reason.YES_OUTSIDE_MANDATE,
        use=Use.VOICE,
    ),
    Case("a no under a mandate counts", (yes(1), by_label(no(2))), Reason.SAID_NO),
    Case(
        "a no in person is not lifted under a mandate",
        (no(1), by_label(yes(2))),
        Reason.SAID_NO_IN_PERSON,
    ),
    Case("a no in person is lifted in person", (no(1), yes(2)), Reason.ALLOWED),
    Case(
        "a no under a mandate is lifted under a mandate",
        (by_label(no(1)), by_label(yes(2))),
        Reason.ALLOWED,
    ),
    Case("a no under a mandate is lifted in person", (by_label(no(1)), yes(2)), Reason.ALLOWED),
    # Notice periods.
    Case(
        "a no waits for the notice period that was accepted",
        (yes(1), no(20)),
        Reason.ALLOWED_IN_NOTICE,
        licences=(WITH_NOTICE,),
    ),
    Case(
        "a no takes effect at the end of the notice period",
        (yes(1), no(20)),
        Reason.SAID_NO,
        at=50,
        licences=(WITH_NOTICE,),
    ),
    Case(
        "a second no does not begin a new notice period once the first took effect",
        (yes(1), no(2), no(35)),
        Reason.SAID_NO,
        licences=(WITH_NOTICE,),
    ),
    Case(
        "a no given before any yes waits for nothing",
        (no(1), yes(2, work=8)),
        Reason.SAID_NO,
        licences=(WITH_NOTICE,),
    ),
    Case(
        "a yes that stood under no licence has no notice",
        (yes(1), no(20)),
        Reason.SAID_NO,
        at=30,
        licences=(replace(WITH_NOTICE, from_at=day(25)),),
    ),
    # Terms and licences.
    Case(
        "a yes lapses when materially different terms are offered",
        (yes(1),),
        Reason.TERMS_REPLACED,
        at=20,
        licences=(REPLACED,),
    ),
    Case("until then it holds", (yes(1),), Reason.ALLOWED, at=19, licences=(REPLACED,)),
    Case(
        "a yes to the new terms allows",
        (yes(1), yes(25, terms=9)),
        Reason.ALLOWED,
        licences=(REPLACED,),
    ),
    Case(
        "a yes stays when terms change immaterially",
        (yes(1),),
        Reason.ALLOWED,
        licences=(RETOUCHED,),
    ),
    Case(
        "a lapsed answer leaves the no it answered",
        (no(1), yes(2)),
        Reason.SAID_NO,
        licences=(REPLACED,),
    ),
    Case(
        "a yes to another licence's terms does not count",
        (yes(1, terms=2),),
        Reason.YES_TO_ANOTHER_LICENCE,
    ),
    Case(
        "without a licence nothing is cleared", (yes(1),), Reason.NO_LICENCE, licences=(PUBLISHERS,)
    ),
    Case(
        "a licence that has ended clears nothing",
        (yes(1),),
        Reason.LICENCE_ENDED,
        licences=(replace(LABELS, until_at=day(40)),),
    ),
    Case(
        "a licence clears until it ends",
        (yes(1),),
        Reason.ALLOWED,
        at=39,
        licences=(replace(LABELS, until_at=day(40)),),
    ),
    Case(
        "a licence that has not begun clears nothing",
        (yes(1),),
        Reason.LICENCE_NOT_BEGUN,
        licences=(replace(LABELS, from_at=day(41)),),
    ),
    Case(
        "a licence clears its uses only",
        (yes(1),),
        Reason.LICENCE_LACKS_USE,
        licences=(replace(LABELS, uses=frozenset({Use.REMIX})),),
    ),
    Case(
        "a licence clears its territories only",
        (yes(1),),
        Reason.LICENCE_LACKS_TERRITORY,
        territory="FR",
        licences=(replace(LABELS, territories=DE),),
    ),
    # Works added later.
    Case(
        "a yes that reaches later works reaches this one", (yes(1),), Reason.ALLOWED, work=NEW_WORK
    ),
    Case(
        "a yes to the works of its day leaves later ones out",
        (for_works_of_that_day(yes(9)),),
        Reason.YES_TO_EARLIER_WORKS,
        work=NEW_WORK,
    ),
    Case(
        "a yes to the works of its day covers those credited by then",
        (for_works_of_that_day(yes(10)),),
        Reason.ALLOWED,
        work=NEW_WORK,
    ),
    # Legs and several holders.
    Case(
        "training needs the song too",
        (yes(1),),
        Reason.YES_TO_ANOTHER_LICENCE,
        use=Use.TRAINING,
        work=Work(
            REC, (ANAS_RECORDING, replace(ANAS_AND_BENS_SONG, holders=(Holder(ANA, START),)))
        ),
    ),
    Case(
        "training is cleared when everybody said yes to every leg",
        EVERYBODY,
        Reason.ALLOWED,
        use=Use.TRAINING,
    ),
    Case(
        "one co-writer's silence refuses training",
        (yes(1), yes(2, terms=2)),
        Reason.SILENCE,
        use=Use.TRAINING,
    ),
    Case(
        "one co-writer's no vetoes training",
        (*EVERYBODY, no(9, artist=BEN)),
        Reason.SAID_NO,
        use=Use.TRAINING,
    ),
    Case(
        "a co-writer's no leaves discovery of the recording allowed",
        (*EVERYBODY, no(9, artist=BEN)),
        Reason.ALLOWED,
    ),
    Case(
        "fine-tuning needs the voice too",
        EVERYBODY[:3],
        Reason.YES_TO_ANOTHER_LICENCE,
        use=Use.FINE_TUNING,
    ),
    Case("fine-tuning is cleared with the voice", EVERYBODY, Reason.ALLOWED, use=Use.FINE_TUNING),
    Case(
        "every song of a medley must be allowed",
        EVERYBODY[:2] + EVERYBODY[3:],
        Reason.SILENCE,
        use=Use.TRAINING,
        work=MEDLEY,
    ),
    Case(
        "a recording whose song is not registered is unknown",
        EVERYBODY,
        Reason.NO_WORK_FOUND,
        use=Use.TRAINING,
        work=Work(REC, (ANAS_RECORDING,)),
    ),
    Case(
        "an instrumental has no voice to imitate",
        EVERYBODY,
        Reason.NO_WORK_FOUND,
        use=Use.VOICE,
        work=INSTRUMENTAL,
    ),
    Case(
        "a vocalist whose voice is not registered makes it unknown",
        EVERYBODY,
        Reason.NO_VOICE_FOUND,
        use=Use.VOICE,
        work=SESSION,
    ),
    Case(
        "a work nobody holds consent over is unknown",
        (yes(1),),
        Reason.NOBODY_HOLDS_CONSENT,
        work=NOBODYS,
    ),
    Case(
        "a refusal is told before what is not known",
        (no(1),),
        Reason.SAID_NO,
        use=Use.TRAINING,
        work=Work(REC, (ANAS_RECORDING,)),
    ),
    Case(
        "a voice itself may be asked about",
        (yes(4, terms=3),),
        Reason.ALLOWED,
        use=Use.STYLE,
        work=Work(VOICE, (ANAS_VOICE,)),
    ),
]
