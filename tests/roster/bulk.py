"""A catalogue of thousands of works, by the file that a label would send."""

from __future__ import annotations

from artistportal.roster.domain.catalogue import COLUMNS
from artistportal.roster.models import Artist, Organisation
from artistportal.roster.services import catalogue
from tests.factories.accounts import support
from tests.factories.roster import BEFORE, SigningFactory


def record(label: Organisation, artist: Artist, count: int, *, prefix: str = "GBBLK") -> None:
    """Give an artist `count` recordings at a label, on fifty releases, each with a split sheet."""
    if not label.signings.filter(artist=artist).exists():
        SigningFactory.create(organisation=label, artist=artist)
    lines = [
        f"recording,Song {number:05},Album {number % 50:02},{prefix}25{number:05},,,,"
        f'"{artist.name}: main artist, vocalist, consent",{artist.name}: 100,2025-01-01'
        for number in range(count)
    ]
    outcome = catalogue.import_file(
        data="\n".join([",".join(COLUMNS), *lines]).encode(),
        organisation=label,
        by=support(),
        now=BEFORE,
    )
    assert not outcome.problems
