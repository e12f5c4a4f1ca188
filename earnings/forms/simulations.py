"""The form of the simulator: by GET, so that the address says what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from earnings.queries.offers import Price
from earnings.queries.simulations import MOST_WORKS, Release, Track

ALL, OTHERS = "", "-"


class SimulationForm:
    """What was asked, read against what there is; what is not offered counts as not asked."""

    def __init__(self, asked: Mapping[str, Sequence[str]]) -> None:
        self.release = next(iter(asked.get("release", ())), ALL)
        self.at_offer = "paid" not in asked.get("terms", ())
        self._works = frozenset(asked.get("work", ()))
        self._tools = frozenset(asked.get("tool", ()))

    def choices(self, releases: Iterable[Release]) -> list[tuple[str, str]]:
        """All works, each album with how many works it has, and what is on none."""
        releases = list(releases)
        whole = sum(release.works for release in releases)
        albums = [
            (release.title or OTHERS, f"{release.title or 'On no album'} ({release.works})")
            for release in releases
        ]
        return [(ALL, f"All works ({whole})"), *albums]

    @property
    def release_title(self) -> str | None:
        """The album asked for; None for all works, "" for those on none."""
        if self.release == ALL:
            return None
        return "" if self.release == OTHERS else self.release

    def works(self, tracks: Iterable[Track]) -> frozenset[int] | None:
        """The works meant, None for all of the artist's; none ticked means the whole album."""
        if self.release_title is None:
            return None
        tracks = list(tracks)
        ticked = {track.id for track in tracks if str(track.public_id) in self._works}
        return frozenset(ticked or {track.id for track in tracks})

    def listed(self, tracks: Sequence[Track]) -> list[tuple[Track, bool]]:
        """The works to tick, as far as a page bears, and which are meant."""
        meant = self.works(tracks) or frozenset()
        return [(track, track.id in meant) for track in tracks[:MOST_WORKS]]

    def tools(self, prices: Iterable[Price]) -> list[tuple[str, str, bool]]:
        """The tools that offer terms: slug, name, whether it is meant; none ticked means all."""
        named = {price.slug: price.name for price in prices}
        ticked = self._tools & named.keys() or named.keys()
        by_name = sorted(named.items(), key=lambda each: each[1])
        return [(slug, name, slug in ticked) for slug, name in by_name]
