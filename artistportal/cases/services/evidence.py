"""The evidence of a case, packed: what was said, its files, and what the site knows of its line.

Packages above this one add what they know to `EVIDENCE` when they are ready. Every file of the
pack stands in MANIFEST.txt with its SHA-256, as `sha256sum --check` reads it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from artistportal.accounts.models import Download, User
from artistportal.accounts.permissions import Accounts
from artistportal.accounts.services import audit, downloads
from artistportal.accounts.services.audit import Fact
from artistportal.accounts.services.downloads import Order
from artistportal.cases.models import Attachment, Case, CaseMove, Message
from artistportal.cases.queries import appearances, cases
from artistportal.roster.domain.accounts import NOBODY, Account
from artistportal.roster.queries import accounts

KIND = "case_evidence"
EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom the pack is made, at which moment; amounts are left out where they see none."""

    account: Account
    sees_money: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of the pack."""

    name: str
    data: bytes


Provider = Callable[[Case, Reader], Iterable[Piece]]
EVIDENCE: list[Provider] = []


def order(case: Case, *, account: Account, by: User, now: datetime) -> Download:
    """Order the pack of a case that the person may see; support may order any."""
    if not by.is_staff and not cases.visible_to(by, account).filter(pk=case.pk).exists():
        raise PermissionDenied("This case is not yours.")
    fact = Fact(
        verb="case.evidence",
        subject=f"case:{case.public_id}",
        sentence=f"The evidence of {case.code} was packed.",
        concerns=[key] if (key := cases.account_key(case)) else [],
    )
    audit.record(fact, by=by, now=now)
    return downloads.ask(
        Order(
            kind=KIND,
            title=f"Evidence of {case.code}",
            filename=f"{case.code}_evidence.zip",
            options={
                "case": str(case.public_id),
                "money": account.sees_money,
                "by_support": account is NOBODY and by.is_staff,
            },
        ),
        user=by,
        account=account.key,
        now=now,
    )


def may_have(download: Download, known: Accounts) -> bool:
    """Whether the pack is still for this person: of the account, and its money if told."""
    if download.options["by_support"]:
        return download.user.is_staff
    if download.account == NOBODY.key:
        return True
    return known.get(download.account, False) or (
        download.account in known and not download.options["money"]
    )


def make(download: Download, path: Path, progress: Callable[[int, int], None]) -> None:
    """Write the pack to the path, for the person who ordered it and as of that moment."""
    case, reader = _case(download)
    said = cases.conversation(case, with_notes=False)
    pieces = [
        *_about(case, said),
        *(piece for provider in EVIDENCE for piece in provider(case, reader)),
    ]
    files = [(f"attachments/{n:02}_{_safe(a.name)}", a) for n, a in enumerate(_files(said), 1)]
    total = len(pieces) + len(files)
    hashes = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for done, piece in enumerate(pieces, 1):
            pack.writestr(_entry(piece.name), piece.data)
            hashes.append((hashlib.sha256(piece.data).hexdigest(), piece.name))
            progress(done, total)
        for done, (name, attachment) in enumerate(files, len(pieces) + 1):
            hashes.append((_copy(pack, name, attachment), name))
            progress(done, total)
        manifest = "".join(f"{sha256}  {name}\n" for sha256, name in hashes)
        pack.writestr(_entry("MANIFEST.txt"), manifest)


def json_piece(name: str, content: Any) -> Piece:
    """A file of JSON that people can read too."""
    text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
    return Piece(name, f"{text}\n".encode())


def _case(download: Download) -> tuple[Case, Reader]:
    """The case and its reader, looked up anew: who lost access meanwhile gets nothing."""
    user, now = download.user, download.created_at
    known = accounts.of_person(user, now)
    account = next((each for each in known if each.key == download.account), NOBODY)
    by_support = user.is_staff and download.options["by_support"]
    seen = Case.objects.all() if by_support else cases.visible_to(user, account)
    named = seen.select_related("artist", "organisation", "opened_by", "answerer")
    case = named.filter(public_id=download.options["case"]).first()
    if case is None or not user.is_active:
        raise PermissionDenied("This case is not theirs.")
    if download.options["by_support"]:
        return case, Reader(_account_of(case), sees_money=True, now=now)
    sees_money = account.sees_money and download.options["money"]
    return case, Reader(account, sees_money=sees_money, now=now)


def _account_of(case: Case) -> Account:
    """The account that the case is of, as its owner would see it."""
    owner = cases.account_key(case)
    known = accounts.of_person(case.opened_by, case.opened_at)
    return next((each for each in known if each.key == owner), NOBODY)


def _about(case: Case, said: list[Message]) -> Iterable[Piece]:
    yield Piece("README.txt", README.format(case=case, site=settings.SITE_URL).encode())
    yield json_piece("case.json", _content(case))
    yield json_piece("messages.json", [_said(message) for message in said])
    if found := appearances.of_case(case):
        yield json_piece("appearances.json", [_appearance(each) for each in found])


def _content(case: Case) -> dict[str, Any]:
    return {
        "case": case.code,
        "kind": case.kind,
        "kind_in_words": case.get_kind_display(),
        "title": case.title,
        "state": case.state,
        "line": {
            "kind": case.subject_kind,
            "key": case.subject_key,
            "in_words": case.subject_label,
        },
        "for": str(case.artist or case.organisation or case.opened_by),
        "opened_by": str(case.opened_by),
        "opened_at": case.opened_at.isoformat(),
        "answered_by": str(case.answerer or ""),
        "money": case.money,
        "outcome": case.outcome,
        "moves": [_move(move) for move in case.moves.select_related("by").order_by("pk")],
        "address": settings.SITE_URL + reverse("cases:case", args=[case.public_id]),
    }


def _move(move: CaseMove) -> dict[str, Any]:
    return {
        "verb": move.verb,
        "from": move.start,
        "to": move.end,
        "by": str(move.by or "the clock"),
        "at": move.at.isoformat(),
        "reason": move.reason,
    }


def _said(message: Message) -> dict[str, Any]:
    return {
        "by": str(message.by),
        "from_support": message.from_support,
        "at": message.at.isoformat(),
        "text": message.text,
        "files": [{"name": a.name, "sha256": a.sha256} for a in message.attachments.all()],
    }


def _appearance(found: Any) -> dict[str, Any]:
    moments = ("found_at", "noticed_at", "answered_at", "removed_at")
    return {
        "platform": found.platform,
        "address": found.address,
        **{name: at.isoformat() if (at := getattr(found, name)) else None for name in moments},
        "notice": found.notice,
        "answer": found.answer,
    }


def _files(said: list[Message]) -> list[Attachment]:
    return [attachment for message in said for attachment in message.attachments.all()]


def _copy(pack: zipfile.ZipFile, name: str, attachment: Attachment) -> str:
    """Copy a file into the pack piece by piece, and say its hash as it is now."""
    digest = hashlib.sha256()
    with attachment.file.open("rb") as source, pack.open(_entry(name), "w") as target:
        shutil.copyfileobj(source, _Both(target, digest))
    return digest.hexdigest()


class _Both:
    """Writes to a file and into a hash."""

    def __init__(self, target: IO[bytes], digest: Any) -> None:
        self.target, self.digest = target, digest

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self.target.write(data)


def _entry(name: str) -> zipfile.ZipInfo:
    """Without a moment of its own, so that the same pack is the same file."""
    entry = zipfile.ZipInfo(name, EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _safe(name: str) -> str:
    """The sender's name of the file without what a path would read something into."""
    kept = "".join(sign if sign.isalnum() or sign in "._- " else "_" for sign in name)
    return kept.lstrip(".")[-100:] or "file"


README = """\
Evidence of {case.code}, from {site}

case.json          the case: what it is about, where it stands, how it moved
messages.json      everything that was said in it, by whom and when
appearances.json   where a clone or a false release was found, if that is what it is about
attachments/       the files, as they were received; their hashes are in messages.json too
roster/            the work, its credits, every version of its split sheet and who signed, where
                   a case is about them
consent/           the clearance on that day, with its proof and receipts, where consent matters
earnings/          what tools reported, with the hash of each report's file, and what came of it;
                   the holds on payments
MANIFEST.txt       the SHA-256 of every file here; check with: sha256sum --check MANIFEST.txt

Amounts are left out where the person who ordered this pack is not shown the money.
Nothing that support wrote for itself is in it.
"""
