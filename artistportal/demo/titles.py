"""Song titles in the language of who sings them, none twice by one artist. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from random import Random

ENGLISH = "en"
FRAMED = 360
"""So many of the English titles are put together from a frame and a noun."""


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    """The titles of each section of the list beside."""
    text = files("artistportal.demo").joinpath("data", "titles.txt").read_text(encoding="utf-8")
    lists: dict[str, list[str]] = {}
    section: list[str] = []
    for line in filter(None, text.splitlines()):
        if line.startswith("["):
            section = lists.setdefault(line.strip("[]"), [])
        else:
            section.append(line)
    return {name: tuple(titles) for name, titles in lists.items()}


class Titles:
    """Hands out titles, each of them once, until the English ones must be put together."""

    def __init__(self, random: Random) -> None:
        lists = _lists()
        framed = [frame.format(noun) for frame in lists["en-frame"] for noun in lists["en-noun"]]
        self._left = {name: _shuffled(titles, random) for name, titles in lists.items()}
        framed = random.sample(framed, FRAMED)
        self._left[ENGLISH] = _shuffled([*framed, *lists[ENGLISH]], random)
        self._random = random

    def of(self, language: str, count: int) -> Iterator[str]:
        """So many titles: mostly in the artist's language, one in seven in English."""
        for _ in range(count):
            own = self._left.get(language, [])
            abroad = language != ENGLISH and self._random.random() < 1 / 7
            yield self._left[ENGLISH].pop() if abroad or not own else own.pop()


def _shuffled(titles: tuple[str, ...] | list[str], random: Random) -> list[str]:
    return random.sample(list(titles), len(titles))
