"""What the roster adds to the evidence of a case: the work, its credits, and who shares in it.

Shares are about money: they are for readers who are shown it and have a say or a share, as on the
page of the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from artistportal.cases.domain.kinds import SubjectKind
from artistportal.cases.models import Case
from artistportal.cases.services.evidence import Piece, Reader, json_piece
from artistportal.roster.models import Credit, ProposedShare, SplitProposal, SplitSheet, Work
from artistportal.roster.queries import splits, works

WORK_KINDS = (SubjectKind.WORK, SubjectKind.CREDIT, SubjectKind.SPLIT)


def of_case(case: Case, reader: Reader) -> Iterable[Piece]:
    """The work that a case is about: its facts, the credit or the credits, and its splits."""
    kind = SubjectKind(case.subject_kind)
    if kind not in WORK_KINDS:
        return
    public_id, *rest = case.subject_key.split("/")
    work = works.visible_to(reader.account).filter(public_id=public_id).first()
    if work is None:
        return
    credited = works.credits_of(work)
    meant = [each for each in credited if kind is not SubjectKind.CREDIT or _key(each) == rest]
    yield json_piece("roster/work.json", _work(work))
    yield json_piece("roster/credits.json", [_credit(each) for each in meant])
    if kind is not SubjectKind.CREDIT:
        yield from _splits(work, credited, reader)


def _splits(work: Work, credited: list[Credit], reader: Reader) -> Iterator[Piece]:
    """Every version of the split sheet, and what was proposed with who signed when and how."""
    account = replace(reader.account, sees_money=reader.sees_money)
    sheets = works.sheets_of(work)
    if works.shows_splits(account, credited, sheets):
        yield json_piece("roster/split_sheets.json", [_sheet(each) for each in sheets])
    proposals = splits.every(account).filter(work=work).order_by("proposed_at", "pk")
    told = [_proposal(each) for each in proposals]
    if told:
        yield json_piece("roster/split_proposals.json", told)


def _key(credit: Credit) -> list[str]:
    return [str(credit.artist.public_id), credit.role]


def _work(work: Work) -> dict[str, Any]:
    return {
        "id": str(work.public_id),
        "kind": work.kind,
        "title": work.title,
        "release": work.release_title,
        "isrc": work.isrc,
        "iswc": work.iswc,
        "rights_holder": str(work.rights_holder),
        "contains_ai": work.contains_ai,
        "added_at": _at(work.created_at),
    }


def _credit(credit: Credit) -> dict[str, Any]:
    return {
        "artist": str(credit.artist),
        "artist_id": str(credit.artist.public_id),
        "isni": credit.artist.isni,
        "role": credit.role,
        "holds_consent": credit.holds_consent,
        "ai_contribution": credit.ai_contribution,
        "credited_at": _at(credit.credited_at),
    }


def _sheet(sheet: SplitSheet) -> dict[str, Any]:
    shares = sorted(sheet.shares.all(), key=lambda share: (-share.share_ppm, share.pk))
    return {
        "from": sheet.from_date.isoformat(),
        "until": sheet.until_date.isoformat() if sheet.until_date else None,
        "shares_ppm": [{"payee": str(each.payee), "share": each.share_ppm} for each in shares],
    }


def _proposal(proposal: SplitProposal) -> dict[str, Any]:
    return {
        "proposal": str(proposal.public_id),
        "state": proposal.standing.value,
        "from": proposal.from_date.isoformat(),
        "proposed_by": f"{proposal.proposed_by} for {proposal.proposer}",
        "proposed_at": _at(proposal.proposed_at),
        "why": proposal.why,
        "refused_at": _at(proposal.refused_at),
        "withdrawn_at": _at(proposal.withdrawn_at),
        "signatures": [_signature(each) for each in proposal.shares.all()],
    }


def _signature(share: ProposedShare) -> dict[str, Any]:
    return {
        "payee": str(share.payee),
        "share_ppm": share.share_ppm,
        "answer": splits.said(share).value,
        "answered_by": str(share.answered_by or ""),
        "answered_at": _at(share.signed_at or share.refused_at),
        "words": share.words,
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
