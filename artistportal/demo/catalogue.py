"""The works of the cast: songs, recordings, voices; who is on them, who is paid. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from artistportal.demo import cast, identifiers
from artistportal.demo.cast import Artist, Cast
from artistportal.demo.timeline import Size, Timeline
from artistportal.demo.titles import Titles
from artistportal.demo.works import Catalogue, Credit, Work
from artistportal.roster.domain.credits import AiPart
from artistportal.roster.domain.uses import WorkKind

FIRST_ISWC = 931_200_417
OLDEST = timedelta(days=365 * 11)
NEWEST = timedelta(days=40)
VERSIONS = ("Acoustic", "Live at the Malthouse", "Night Version", "Radio Edit", "Demo")
SECOND_RECORDING = 0.235
FEATURED = 0.09
CO_WRITTEN = 0.36
PRODUCED = 0.6
SONGS_WITHOUT_SHARES = 0.008
RECORDINGS_WITHOUT_SHARES = 0.006
WITH_SOME_AI = 5
AT_PUBLISHER = 4
"""One label act in so many has its songs at the publisher."""


@dataclass(frozen=True)
class Release:
    """An album, an EP or a single: songs that come out on one day."""

    title: str
    day: date
    songs: tuple[str, ...]


class _Maker:
    """Draws the works of one seed, act by act."""

    def __init__(self, people: Cast, size: Size, timeline: Timeline, seed: str) -> None:
        self.people = people
        self.size = size
        self.timeline = timeline
        self.random = Random(f"{seed}/catalogue")
        self.titles = Titles(self.random)
        self.works: dict[str, Work] = {}
        self.numbers: dict[tuple[str, int], int] = {}
        self.producers = people.with_part("producer")
        self.writers = people.with_part("writer")
        self.singers = people.with_part("singer")
        self.players = people.with_part(
            "drums", "violin", "bass", "cello", "percussion", "guitar", "piano", "trumpet"
        )

    def make(self) -> Catalogue:
        acts = self.people.acts()
        label = [act for act in acts if act.house == cast.LABEL]
        for place, act in enumerate(acts):
            published = act.house == cast.LABEL and place % AT_PUBLISHER == 0
            song_house = cast.PUBLISHER if published else act.house
            for release in self._releases(act, self._song_count(place, len(acts))):
                self._record(act, release, song_house, label)
        for artist in self.people.artists.values():
            if artist.part in {"artist", "front"} and not artist.is_band:
                self._add(_voice(artist, self.timeline))
        return Catalogue(dict(_with_ai(_weighed(self.works, self.people))))

    def _song_count(self, place: int, acts: int) -> int:
        """Older acts of the list have made more; the counts add up to about the size's songs."""
        mean = self.size.songs / acts
        return max(4, round(mean * (1.35 - 0.7 * place / acts)))

    def _releases(self, act: Artist, count: int) -> Iterator[Release]:
        titles = list(self.titles.of(act.language, count))
        last = self.timeline.as_of.date() - NEWEST
        while titles:
            size = self.random.choice((1, 1, 4, 5, 9, 10, 11))
            songs, titles = tuple(titles[:size]), titles[size:]
            age = OLDEST * self.random.random() ** 1.35
            day = last - age
            title = self.random.choice(songs)
            yield Release(title if len(songs) > 1 else songs[0], day, songs)

    def _record(self, act: Artist, release: Release, song_house: str, label: list[Artist]) -> None:
        for title in release.songs:
            song = self._add(self._song(act, title, release, song_house))
            first = self._add(self._recording(act, song, release, label))
            if self.random.random() < SECOND_RECORDING:
                version = self.random.choice(VERSIONS)
                self._add(
                    replace(
                        first,
                        key=(isrc := self._isrc(act, first.released_date)),
                        isrc=isrc,
                        title=f"{title} ({version})",
                        release=release.title if version != "Demo" else "",
                        weight=first.weight * 0.22,
                    )
                )

    def _song(self, act: Artist, title: str, release: Release, house: str) -> Work:
        others: list[Artist] = []
        if self.random.random() < CO_WRITTEN:
            others = self.random.sample(self.writers, self.random.choice((1, 1, 1, 2)))
        writers = [act, *others]
        keep = 25 if house == cast.PUBLISHER else 20
        keep = 0 if house == act.key else keep
        shares = _even([writer.key for writer in writers], 100 - keep)
        if keep:
            shares[house] = keep
        code = identifiers.iswc(FIRST_ISWC + 137 * len(self.works))
        return Work(
            key=code,
            kind=WorkKind.COMPOSITION,
            title=title,
            house=house,
            act=act.key,
            credits=tuple(Credit(writer.key, ("writer",), True) for writer in writers),
            shares={} if self.random.random() < SONGS_WITHOUT_SHARES else shares,
            released_date=release.day,
            iswc=code,
        )

    def _recording(self, act: Artist, song: Work, release: Release, label: list[Artist]) -> Work:
        guest = self._guest(act, label)
        producer = self.random.choice(self.producers) if self.random.random() < PRODUCED else None
        players = self.random.sample(self.players, self.random.choice((0, 1, 1, 2, 3)))
        shares = _recording_shares(act, guest, producer)
        code = self._isrc(act, release.day)
        years = (self.timeline.as_of.date() - release.day).days / 365
        return Work(
            key=code,
            kind=WorkKind.RECORDING,
            title=song.title + (f" (feat. {guest.name})" if guest else ""),
            house=act.house,
            act=act.key,
            credits=tuple(_recording_credits(act, guest, producer, players)),
            shares={} if self.random.random() < RECORDINGS_WITHOUT_SHARES else shares,
            released_date=release.day,
            release=release.title,
            isrc=code,
            songs=(song.key,),
            weight=min(40.0, self.random.paretovariate(1.1)) / (1 + years) ** 0.35,
        )

    def _guest(self, act: Artist, label: list[Artist]) -> Artist | None:
        if self.random.random() >= FEATURED:
            return None
        candidates = [
            artist for artist in (*label, *self.singers) if not artist.is_band and artist != act
        ]
        return self.random.choice(candidates)

    def _isrc(self, act: Artist, day: date) -> str:
        prefix = next(house.isrc_prefix for house in cast.ORGANISATIONS if house.key == act.house)
        number = self.numbers[prefix, day.year] = self.numbers.get((prefix, day.year), 0) + 1
        return identifiers.isrc(prefix, day.year, number)

    def _add(self, work: Work) -> Work:
        self.works[work.key] = work
        return work


def build(people: Cast, size: Size, timeline: Timeline, *, seed: str) -> Catalogue:
    """The catalogue of that size."""
    return _Maker(people, size, timeline, seed).make()


def _weighed(works: dict[str, Work], people: Cast) -> dict[str, Work]:
    """The same works, the recordings of each act weighing together what the act weighs."""
    totals: dict[str, float] = {}
    for work in works.values():
        totals[work.act] = totals.get(work.act, 0.0) + work.weight * bool(work.isrc)
    return {
        key: replace(work, weight=work.weight / totals[work.act] * people.artists[work.act].weight)
        if work.isrc
        else work
        for key, work in works.items()
    }


def _with_ai(works: dict[str, Work]) -> Iterator[tuple[str, Work]]:
    """The demo artist says of all her recordings what AI made: nothing, or some backing of one."""
    own = [w.key for w in works.values() if w.isrc and w.act == cast.DEMO_ARTIST]
    partly = set(own[::WITH_SOME_AI])
    for key, work in works.items():
        if key in own:
            part = AiPart.PARTLY if key in partly else AiPart.NONE
            yield key, replace(work, contains_ai=part, credits=tuple(_say_ai(work, part)))
        else:
            yield key, work


def _say_ai(work: Work, part: AiPart) -> Iterator[Credit]:
    """Her own part is hers alone; what AI made is the producer's and the players'."""
    for credit in work.credits:
        own = AiPart.NONE if credit.artist == cast.DEMO_ARTIST else part
        yield replace(credit, ai_part=own)


def _voice(artist: Artist, timeline: Timeline) -> Work:
    house = artist.house
    shares = {artist.key: 100} if house == artist.key else {artist.key: 85, house: 15}
    return Work(
        key=f"voice:{artist.key}",
        kind=WorkKind.VOICE,
        title=f"Voice of {artist.name}",
        house=house,
        act=artist.key,
        credits=(Credit(artist.key, ("voice",), True),),
        shares=shares,
        released_date=timeline.months[0].first - timedelta(days=400),
        weight=max(artist.weight, 0.6),
        is_filed=artist.is_act,
    )


def _recording_credits(
    act: Artist, guest: Artist | None, producer: Artist | None, players: Sequence[Artist]
) -> Iterator[Credit]:
    if act.is_band:
        yield Credit(act.key, ("main artist",), True)
        yield Credit(act.front, ("vocalist",))
    else:
        yield Credit(act.key, ("main artist", "vocalist"), True)
    if guest:
        yield Credit(guest.key, ("featured artist", "vocalist"), True)
    if producer:
        yield Credit(producer.key, ("producer",))
    for player in players:
        yield Credit(player.key, ("musician",))


def _recording_shares(act: Artist, guest: Artist | None, producer: Artist | None) -> dict[str, int]:
    """The star keeps 60 of 100, others 45, the self-released all; less guest and producer."""
    own = 100 if act.house == act.key else 60 if act.key == cast.STAR else 45
    shares = {} if own == 100 else {act.house: 100 - own}
    if guest:
        shares[guest.key] = 12
    if producer:
        shares[producer.key] = 4
    shares[act.key] = 100 - sum(shares.values())
    return shares


def _even(payees: Sequence[str], whole: int) -> dict[str, int]:
    """Equal shares, the first payee taking what is left over."""
    part = whole // len(payees)
    shares = dict.fromkeys(payees, part)
    shares[payees[0]] += whole - part * len(payees)
    return shares
