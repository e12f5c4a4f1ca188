"""Catalogue files of few lines, as a label would send them."""

from __future__ import annotations

from artistportal.roster.domain.catalogue import COLUMNS
from artistportal.roster.models import Organisation
from artistportal.roster.services import catalogue
from artistportal.roster.services.catalogue import Outcome
from tests.factories.accounts import support
from tests.factories.roster import NOW, numbered_iswc

HEADER = ",".join(COLUMNS)
SONG = 'composition,Salt Roads,,,T0345246801,,,"Joe Kahn: writer, consent",Joe Kahn: 100,2026-01-01'
TRACK = (
    "recording,Salt Roads,Harbour,GBAAA2500001,,HB-1,T0345246801,"
    '"Mara Lind: main artist, vocalist, consent | Joe Kahn: producer",'
    "Mara Lind: 60 | Northlight: 40,2026-01-01"
)


def bring(label: Organisation, *lines: str) -> Outcome:
    """Take over a file of these lines, brought by support."""
    data = "\n".join([HEADER, *lines]).encode()
    return catalogue.import_file(data=data, organisation=label, by=support(), now=NOW)


def problems_of(outcome: Outcome) -> list[tuple[int, str, str]]:
    """Line, column and sentence of each problem; all of them have a cure."""
    assert all(problem.cure for problem in outcome.problems)
    return [(problem.line, problem.column, problem.sentence) for problem in outcome.problems]


def song(number: int) -> str:
    """One of many songs, each of one of fifty writers."""
    return (
        f"composition,Song {number},,,{numbered_iswc(number)},,,"
        f'"Writer {number % 50}: writer, consent",Writer {number % 50}: 100,2026-01-01'
    )
