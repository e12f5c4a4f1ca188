"""Two years of decisions: who said yes or no to what, and when. Pure.

Everybody who holds consent has an attitude; from it follow their answers to each tool, the noes
they say once and for all, what they take back and what they allow again. A few tales are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from artistportal.demo import cast, mandates, tools
from artistportal.demo.cast import Artist, Cast
from artistportal.demo.licences import LicencePlan, TermsPlan
from artistportal.demo.people import MANAGER
from artistportal.demo.timeline import Timeline
from artistportal.demo.works import Catalogue, Work
from artistportal.roster.domain.uses import LEGS, Use, WorkKind

EUROPE = ("AT", "BE", "DE", "DK", "ES", "FI", "FR", "IE", "IT", "NL", "NO", "PL", "PT", "SE")
BEFORE_IT_ALL = timedelta(days=40)
MATERIAL_YES_AGAIN = 0.72
TAKEN_BACK = 0.07
GIVEN_AGAIN = 0.35
LIMITED_TO_EUROPE = 0.07
ENDS_AFTER_A_YEAR = 0.05
ONLY_PRESENT_WORKS = 0.12
NO_TO_ONE_WORK = 40

ANSWERS: dict[str, dict[Use, tuple[float, float]]] = {
    "open": {
        Use.TRAINING: (0.62, 0.22),
        Use.FINE_TUNING: (0.36, 0.4),
        Use.ANALYSIS: (0.92, 0.03),
        Use.REFERENCE: (0.72, 0.15),
        Use.STYLE: (0.55, 0.3),
        Use.VOICE: (0.42, 0.45),
        Use.REMIX: (0.74, 0.14),
        Use.DISCOVERY: (0.96, 0.01),
    },
    "selective": {
        Use.TRAINING: (0.3, 0.5),
        Use.FINE_TUNING: (0.14, 0.6),
        Use.ANALYSIS: (0.82, 0.08),
        Use.REFERENCE: (0.48, 0.3),
        Use.STYLE: (0.26, 0.54),
        Use.VOICE: (0.14, 0.74),
        Use.REMIX: (0.46, 0.34),
        Use.DISCOVERY: (0.93, 0.03),
    },
    "guarded": {
        Use.TRAINING: (0.05, 0.82),
        Use.FINE_TUNING: (0.0, 0.9),
        Use.ANALYSIS: (0.5, 0.3),
        Use.REFERENCE: (0.16, 0.6),
        Use.STYLE: (0.0, 0.9),
        Use.VOICE: (0.0, 0.95),
        Use.REMIX: (0.14, 0.64),
        Use.DISCOVERY: (0.78, 0.1),
    },
    "refuser": dict.fromkeys(Use, (0.0, 0.0)),
}
"""For each attitude and use how likely a yes and a no are; what is left is silence."""

MANAGED_USES = frozenset({Use.REMIX, Use.REFERENCE})
YES, NO, SILENCE, TAKEN_AWAY = "yes", "no", "silence", "taken away"

TOLD: dict[str, dict[tuple[str, Use], str]] = {
    cast.STAR: {
        ("tarn-radio", Use.DISCOVERY): YES,
        ("tarn-daily", Use.DISCOVERY): YES,
        ("tarn-encore", Use.DISCOVERY): YES,
        ("yondermill-mixdesk", Use.DISCOVERY): YES,
        ("pettigrove-index", Use.ANALYSIS): YES,
        ("quarrelight-lumen", Use.TRAINING): YES,
        ("brindle-compose", Use.TRAINING): NO,
        ("brindle-compose", Use.REFERENCE): YES,
        ("brindle-stems", Use.REMIX): YES,
        ("kelpwright-covers", Use.REMIX): NO,
        ("ossi-duet", Use.VOICE): NO,
        ("ossi-duet", Use.STYLE): NO,
        ("moor-singer", Use.VOICE): TAKEN_AWAY,
        ("merrow-score", Use.REFERENCE): YES,
    },
    cast.DEMO_ARTIST: {
        ("tarn-radio", Use.DISCOVERY): YES,
        ("tarn-daily", Use.DISCOVERY): YES,
        ("tarn-daily", Use.ANALYSIS): YES,
        ("yondermill-mixdesk", Use.DISCOVERY): YES,
        ("yondermill-mixdesk", Use.REMIX): NO,
        ("pettigrove-index", Use.ANALYSIS): YES,
        ("quarrelight-lumen", Use.TRAINING): YES,
        ("quarrelight-lumen", Use.FINE_TUNING): NO,
        ("brindle-compose", Use.TRAINING): NO,
        ("brindle-compose", Use.REFERENCE): YES,
        ("brindle-stems", Use.REMIX): TAKEN_AWAY,
        ("kelpwright-studio", Use.REFERENCE): SILENCE,
        ("kelpwright-covers", Use.REMIX): SILENCE,
        ("ossi-duet", Use.VOICE): NO,
        ("ossi-duet", Use.STYLE): YES,
        ("moor-singer", Use.VOICE): TAKEN_AWAY,
        ("merrow-score", Use.REFERENCE): YES,
        ("yondermill-foundry", Use.TRAINING): SILENCE,
    },
}
"""The answers that are not left to chance."""


@dataclass(frozen=True)
class Choice:
    """One decision to be recorded; an empty part of the scope means all."""

    artist: str
    by: str
    is_yes: bool
    given_at: datetime
    tool: str = ""
    use: Use | None = None
    work: str = ""
    territories: tuple[str, ...] | None = None
    licence: str = ""
    terms: int = 0
    reaches_later_works: bool = True
    ends_at: datetime | None = None
    under_mandate: bool = False


class _Teller:
    """Tells the tale of one artist after the other, each from dice of their own."""

    def __init__(
        self, people: Cast, catalogue: Catalogue, plans: list[LicencePlan], timeline: Timeline
    ) -> None:
        self.people = people
        self.plans = plans
        self.timeline = timeline
        self.kinds: dict[str, dict[str, set[WorkKind]]] = {}
        self.own: dict[str, list[Work]] = {}
        for work in catalogue.works.values():
            for holder in work.holders:
                houses = self.kinds.setdefault(holder, {})
                houses.setdefault(work.house, set()).add(work.kind)
                self.own.setdefault(holder, []).append(work)

    def tell(self, artist: Artist, random: Random) -> Iterator[Choice]:
        yield from self._once_and_for_all(artist, random)
        answers: dict[tuple[str, Use], str] = {}
        for plan in self.plans:
            for use in plan.tool.uses:
                if not self.kinds[artist.key].get(plan.house, set()) & set(LEGS[use]):
                    continue
                key = (plan.tool.slug, use)
                if key not in answers:
                    answers[key] = self._answer(artist, key, random)
                yield from self._say(artist, plan, use, answers[key], random)

    def tell_of_single_works(self, random: Random) -> Iterator[Choice]:
        """Noes that name one work each."""
        holders = [key for key in self.own if key in self.people.artists]
        for _ in range(min(NO_TO_ONE_WORK, len(holders))):
            key = random.choice(holders)
            work = random.choice(self.own[key])
            use = random.choice([use for use, kinds in LEGS.items() if work.kind in kinds])
            given_at = self.timeline.moment(random.uniform(0.05, 0.97))
            yield Choice(key, key, is_yes=False, given_at=given_at, use=use, work=work.key)

    def _once_and_for_all(self, artist: Artist, random: Random) -> Iterator[Choice]:
        at_first = self.timeline.starts_at - BEFORE_IT_ALL + _hours(random, 30)
        if artist.attitude == "refuser":
            yield Choice(artist.key, artist.key, is_yes=False, given_at=at_first)
        elif artist.key == cast.VETOING_WRITER:
            given_at = self.timeline.moment(0.3)
            yield Choice(artist.key, artist.key, is_yes=False, given_at=given_at, use=Use.REMIX)
        elif artist.key == cast.STAR:
            yield Choice(artist.key, artist.key, is_yes=False, given_at=at_first, use=Use.VOICE)
        elif artist.attitude == "guarded" and random.random() < 0.55:
            yield Choice(artist.key, artist.key, is_yes=False, given_at=at_first, use=Use.TRAINING)

    def _answer(self, artist: Artist, key: tuple[str, Use], random: Random) -> str:
        draw = random.random()
        told = TOLD.get(artist.key, {}).get(key)
        if told:
            return told
        yes, no = ANSWERS[artist.attitude][key[1]]
        if draw >= yes + no:
            return SILENCE
        if draw >= yes:
            return NO
        return TAKEN_AWAY if random.random() < TAKEN_BACK else YES

    def _say(
        self, artist: Artist, plan: LicencePlan, use: Use, answer: str, random: Random
    ) -> Iterator[Choice]:
        in_time = 0.2 if artist.key in TOLD else 1.0
        given_at = plan.signed_at + _days(random, 2, 6 + 34 * in_time)
        if answer == SILENCE or given_at >= self.timeline.as_of:
            return
        if answer == NO:
            yield self._no(artist, plan, use, given_at)
            return
        terms = plan.terms_at(given_at)
        yield self._yes(artist, plan, use, given_at, terms, random)
        yield from self._say_again(artist, plan, use, terms, random)
        if answer == TAKEN_AWAY:
            yield from self._take_away(artist, plan, use, given_at, random)

    def _say_again(
        self, artist: Artist, plan: LicencePlan, use: Use, terms: TermsPlan, random: Random
    ) -> Iterator[Choice]:
        """Materially new terms lapse every yes; most who said it say it again."""
        lapse_at = plan.lapse_at(terms)
        if lapse_at and (artist.key in TOLD or random.random() < MATERIAL_YES_AGAIN):
            again_at = lapse_at + _days(random, 1, 18 if artist.key in TOLD else 50)
            if again_at < self.timeline.as_of:
                new = plan.terms_at(again_at)
                yield self._yes(artist, plan, use, again_at, new, random)

    def _take_away(
        self, artist: Artist, plan: LicencePlan, use: Use, given_at: datetime, random: Random
    ) -> Iterator[Choice]:
        """A yes is taken back, and by some given again."""
        left = self.timeline.as_of - given_at
        no_at = given_at + left * random.uniform(0.4, 0.75)
        yield self._no(artist, plan, use, no_at)
        again_at = no_at + _days(random, 30, 120)
        ended = plan.until_at is not None and plan.until_at <= again_at
        for_good = ended or again_at >= self.timeline.as_of or plan.tool.slug == tools.SILENT_TOOL
        if not for_good and random.random() < GIVEN_AGAIN:
            yield self._yes(artist, plan, use, again_at, plan.terms_at(again_at), random)

    def _no(self, artist: Artist, plan: LicencePlan, use: Use, given_at: datetime) -> Choice:
        return Choice(
            artist.key,
            _speaker(artist, use),
            is_yes=False,
            given_at=given_at,
            tool=plan.tool.slug,
            use=use,
        )

    def _yes(
        self,
        artist: Artist,
        plan: LicencePlan,
        use: Use,
        given_at: datetime,
        terms: TermsPlan,
        random: Random,
    ) -> Choice:
        told = artist.key in TOLD
        generates = use not in {Use.DISCOVERY, Use.ANALYSIS}
        draw = random.random()
        limited = generates and not told and draw < LIMITED_TO_EUROPE
        ends = generates and not told and draw > 1 - ENDS_AFTER_A_YEAR
        by_house = not told and mandates.covers(artist, plan.house, use, given_at, self.timeline)
        return Choice(
            artist=artist.key,
            by=plan.house if by_house else _speaker(artist, use),
            is_yes=True,
            given_at=given_at,
            tool=plan.tool.slug,
            use=use,
            territories=EUROPE if limited else None,
            licence=plan.key,
            terms=terms.number,
            reaches_later_works=told or by_house or random.random() >= ONLY_PRESENT_WORKS,
            ends_at=given_at + timedelta(days=365) if ends else None,
            under_mandate=by_house,
        )


def build(
    people: Cast,
    catalogue: Catalogue,
    plans: list[LicencePlan],
    timeline: Timeline,
    *,
    seed: str,
) -> list[Choice]:
    """All decisions, oldest first."""
    teller = _Teller(people, catalogue, plans, timeline)
    choices: list[Choice] = []
    for artist in people.artists.values():
        if artist.key in teller.kinds:
            choices += teller.tell(artist, Random(f"{seed}/story/{artist.key}"))
    choices += teller.tell_of_single_works(Random(f"{seed}/story/single works"))
    return list(_one_after_the_other(choices))


def _one_after_the_other(choices: list[Choice]) -> Iterator[Choice]:
    """The choices in the order of their moments, no two at the same one."""
    last = datetime.min.replace(tzinfo=UTC)
    for choice in sorted(choices, key=lambda c: (c.given_at, c.artist, c.tool, c.use or "")):
        last = max(choice.given_at, last + timedelta(seconds=1))
        yield replace(choice, given_at=last)


def _speaker(artist: Artist, use: Use) -> str:
    """Who says it: the artist, or for some uses a manager."""
    return MANAGER if artist.key == cast.DEMO_ARTIST and use in MANAGED_USES else artist.key


def _days(random: Random, least: float, most: float) -> timedelta:
    seconds = random.uniform(least, most) * 86_400
    return timedelta(seconds=round(seconds))


def _hours(random: Random, most: float) -> timedelta:
    return timedelta(seconds=round(random.uniform(0, most) * 3600))
