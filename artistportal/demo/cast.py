"""The artists and those who play, write and sing with them, read from the lists beside. Pure."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from random import Random

from artistportal.demo import identifiers
from artistportal.demo.timeline import Size

STAR = "adaeze-lindqvist"
DEMO_ARTIST = "noor-castellanos"
WREN = "wren-halloran-okoye"
DIEGO = "diego-santacruz-amador"
VETOING_WRITER = "gareth-pennywell"

LABEL = "saltmeadow"
PUBLISHER = "ferry-lane"

STAR_WEIGHT = 16.0
SINGS = frozenset({"artist", "singer", "front"})
FLAT = str.maketrans("øæåßðþłıØÆÅÞŁ", "oaasdtliOAATL")


@dataclass(frozen=True)
class Artist:
    """Somebody who is credited: an act of the label, a self-released artist, or a collaborator."""

    key: str
    name: str
    is_band: bool
    part: str
    house: str
    language: str
    territory: str
    person: str
    attitude: str
    weight: float
    isni: str
    ipi: str
    front: str = ""

    @property
    def is_act(self) -> bool:
        """Whether recordings come out under this name."""
        return self.part == "artist"


@dataclass(frozen=True)
class Organisation:
    """A house that licenses works."""

    key: str
    name: str
    kind: str
    dpid: str
    isrc_prefix: str


ORGANISATIONS = (
    Organisation(LABEL, "Saltmeadow Records", "label", identifiers.dpid(2019_0612_04), "GBZQ7"),
    Organisation(PUBLISHER, "Ferry Lane Songs", "publisher", identifiers.dpid(2020_0218_11), ""),
    Organisation(WREN, "Wren Halloran-Okoye", "self", "", "IEYX3"),
    Organisation(DIEGO, "Diego Santacruz Amador", "self", "", "COXV8"),
)


@dataclass(frozen=True)
class Cast:
    """Everybody, by key."""

    artists: Mapping[str, Artist]

    def acts(self) -> list[Artist]:
        return [artist for artist in self.artists.values() if artist.is_act]

    def with_part(self, *parts: str) -> list[Artist]:
        return [artist for artist in self.artists.values() if artist.part in parts]


def slug(name: str) -> str:
    """A name as it stands in an e-mail address: ASCII, lower case, hyphens."""
    plain = unicodedata.normalize("NFKD", name.translate(FLAT))
    ascii_only = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")


def build(size: Size, *, seed: str) -> Cast:
    """The first artists of the list, both self-released ones, and everybody else."""
    random = Random(f"{seed}/cast")
    artists: dict[str, Artist] = {}
    for artist in (*_acts(size, random), *_collaborators(random)):
        artists[artist.key] = artist
    return Cast(artists)


def _acts(size: Size, random: Random) -> Iterator[Artist]:
    rows = _rows("artists.tsv")
    label = [row for row in rows if row["house"] == "label"][: size.artists]
    alone = [row for row in rows if row["house"] == "self"]
    for rank, row in enumerate([*label, *alone]):
        key = slug(row["name"])
        is_band = row["kind"] == "band"
        yield Artist(
            key=key,
            name=row["name"],
            is_band=is_band,
            part="artist",
            house=LABEL if row["house"] == "label" else key,
            language=row["language"],
            territory=row["territory"],
            person=row["person"],
            attitude=row["attitude"],
            weight=_weight(rank, self_released=row["house"] == "self"),
            isni=identifiers.isni(random),
            ipi=identifiers.ipi(random),
            front=slug(row["person"]) if is_band else key,
        )
        if is_band:
            yield _front(row, random)


def _front(row: Mapping[str, str], random: Random) -> Artist:
    """The singer of a band, whose voice is their own and not the band's."""
    return Artist(
        key=slug(row["person"]),
        name=row["person"],
        is_band=False,
        part="front",
        house=LABEL,
        language=row["language"],
        territory=row["territory"],
        person=row["person"],
        attitude=row["attitude"],
        weight=0,
        isni=identifiers.isni(random),
        ipi=identifiers.ipi(random),
    )


def _collaborators(random: Random) -> Iterator[Artist]:
    for row in _rows("collaborators.tsv"):
        yield Artist(
            key=slug(row["name"]),
            name=row["name"],
            is_band=False,
            part=row["part"],
            house="",
            language="",
            territory=row["territory"],
            person=row["name"],
            attitude=row["attitude"],
            weight=0,
            isni=identifiers.isni(random),
            ipi=identifiers.ipi(random),
        )


def _weight(rank: int, *, self_released: bool) -> float:
    """How often an act is used: one star, then a long tail, the self-released in it."""
    if rank == 0:
        return STAR_WEIGHT
    return 1.4 if self_released else 17 / (rank + 2) ** 0.8


def _rows(name: str) -> list[dict[str, str]]:
    text = files("artistportal.demo").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))
