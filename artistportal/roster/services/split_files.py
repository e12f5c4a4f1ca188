"""Shares of many works proposed by one file: tried first, and each work all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.roster import permissions
from artistportal.roster.domain import split_files
from artistportal.roster.domain.split_files import Name, Sheet
from artistportal.roster.models import Artist, Organisation, SplitProposal, Work
from artistportal.roster.queries import split_parties
from artistportal.roster.queries.split_parties import Ambiguous, Named, Party, Taken
from artistportal.roster.services import split_proposals
from artistportal.roster.services.split_proposals import NotToBeProposed, Shares


@dataclass(frozen=True, slots=True)
class Tried:
    """One sheet of a file: the work found, and what keeps it from being proposed, if anything."""

    sheet: Sheet
    work: Work | None
    problem: str
    shares: Shares | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    works: Mapping[Name, Sequence[Work]]
    parties: Mapping[int, Sequence[Named]]
    taken: Taken


def try_text(*, text: str, proposer: Artist | Organisation) -> list[Tried]:
    """What each sheet of the file would come to; nothing is written. Raises `BadFile`."""
    sheets = split_files.read(text)
    works = split_parties.works_named(proposer, {sheet.work for sheet in sheets})
    found = [work for named in works.values() for work in named]
    known = _Known(works, split_parties.of_works(found), split_parties.taken(found))
    tried = [_tried(sheet, known) for sheet in sheets]
    odd = {each.work for each in tried if each.problem and each.work}
    return [_beside(each) if each.work in odd and not each.problem else each for each in tried]


def propose_text(
    *, text: str, proposer: Artist | Organisation, by: User, now: datetime
) -> tuple[list[SplitProposal], list[Tried]]:
    """Propose every sheet of the file that can be; those that cannot, with why."""
    permissions.check_can_propose_splits(by, proposer, now)
    proposals: list[SplitProposal] = []
    left: list[Tried] = []
    for tried in try_text(text=text, proposer=proposer):
        if tried.shares is None:
            left.append(tried)
            continue
        try:
            with transaction.atomic():
                proposals.append(
                    split_proposals.propose(shares=tried.shares, proposer=proposer, by=by, now=now)
                )
        except NotToBeProposed as odd:
            left.append(Tried(tried.sheet, tried.work, str(odd)))
    return proposals, left


def _tried(sheet: Sheet, known: _Known) -> Tried:
    named = known.works.get(sheet.work, ())
    column, value = sheet.work
    if len(named) != 1:
        how = f"No work here has the {_LABELS[column]} {value}."
        many = f"{len(named)} works have the title {value}: give the ISRC or ISWC."
        return Tried(sheet, None, many if named else how)
    work = named[0]
    if sheet.problem or sheet.from_date is None:
        return Tried(sheet, work, sheet.problem)
    try:
        payees: dict[Party | str, int] = {
            split_parties.called(line.payee, known.parties[work.pk]) or line.payee: line.share_ppm
            for line in sheet.lines
        }
        shares = Shares(work, sheet.from_date, payees)
        split_proposals.check(shares, known.taken)
    except (Ambiguous, NotToBeProposed) as odd:
        return Tried(sheet, work, str(odd))
    return Tried(sheet, work, "", shares)


def _beside(tried: Tried) -> Tried:
    why = "Another sheet of this work has a problem, and a work is taken whole or not at all."
    return Tried(tried.sheet, tried.work, why)


_LABELS = {"isrc": "ISRC", "iswc": "ISWC", "title": "title"}
