"""Usage reports written, sent and worked off as the tasks would, and a label ready to be paid."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.files.base import ContentFile

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, Organisation, Payee, Work
from consent.models import Licence, Terms, Tool
from earnings.models import LedgerAccount, Posting, RoyaltyRun, UsageReport
from earnings.services import royalty_runs, summaries, usage_reports
from earnings.services.usage_reports import Received
from tests.factories.consent import TermsFactory, say_yes
from tests.factories.roster import (
    BEFORE,
    CreditFactory,
    PayeeFactory,
    RecordingFactory,
    SplitSheetFactory,
)

RECEIVED_AT = datetime(2026, 3, 20, 8, tzinfo=UTC)

Row = Mapping[str, object]


@dataclass(frozen=True)
class Deal:
    """A tool, its licence and terms, and one recording that its artist said yes to."""

    tool: Tool
    licence: Licence
    terms: Terms
    artist: Artist
    work: Work
    payee: Payee

    def line(self, **cells: object) -> dict[str, object]:
        """A line of one use of the recording, changed as told."""
        return {
            "isrc": self.work.isrc,
            "use": "discovery",
            "territory": "DE",
            "used_at": "2026-02-10",
            "quantity": 1,
        } | cells


def deal(**terms: Any) -> Deal:
    """A label's recording, licensed and allowed for discovery, paid to one payee."""
    return deal_of(TermsFactory.create(**terms))


def deal_of(offered: Terms, payee: Payee | None = None) -> Deal:
    """The same under these terms, paid to this payee."""
    licence = offered.licence
    work = RecordingFactory.create(rights_holder=licence.organisation)
    artist = CreditFactory.create(work=work).artist
    payee = payee or PayeeFactory.create()
    SplitSheetFactory.create(work=work, shares={payee: 1_000_000})
    say_yes(artist, offered, use=Use.DISCOVERY, now=BEFORE)
    return Deal(licence.tool, licence, offered, artist, work, payee)


def written(rows: Sequence[Row], *, separator: str = "\t", packed: bool = False) -> bytes:
    """A native report of these lines; a column that a line lacks is empty there."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [columns, *([str(row.get(name, "")) for name in columns] for row in rows)]
    text = "".join(separator.join(line) + "\n" for line in lines).encode()
    return gzip.compress(text, mtime=0) if packed else text


def send(tool: Tool, content: bytes, *, name: str = "report.tsv", **more: Any) -> Received:
    """Sends a file as the site's operator."""
    return usage_reports.receive(
        tool=tool,
        file=ContentFile(content, name=name),
        file_name=name,
        **{"by": None, "now": RECEIVED_AT} | more,
    )


def work_off(report: UsageReport, now: datetime = RECEIVED_AT) -> UsageReport:
    """Takes a report in, carries out its runs and sums up, one after the other."""
    due = usage_reports.take_in(report_id=report.pk, clock=lambda: now)
    waiting = list(due.summaries)
    for run_id in due.runs:
        waiting += royalty_runs.carry_out(run_id=run_id, clock=lambda: now)
    for refresh_id in waiting:
        summaries.refresh(refresh_id=refresh_id, clock=lambda: now)
    report.refresh_from_db()
    return report


def bring(tool: Tool, rows: Sequence[Row], now: datetime = RECEIVED_AT) -> UsageReport:
    """Writes, sends and works off a report."""
    return work_off(send(tool, written(rows), now=now).report, now)


def balance(**account: Any) -> int:
    """What an account holds, in micro-units."""
    found = LedgerAccount.objects.filter(**account)
    return sum(Posting.objects.filter(account__in=found).values_list("amount_micros", flat=True))


def last_run(licence: Licence) -> RoyaltyRun:
    return RoyaltyRun.objects.filter(licence=licence).latest("number")


def change_hands(label: Deal, organisation: Organisation) -> None:
    """Another organisation holds the rights in the deal's recording from now on."""
    Work.objects.filter(pk=label.work.pk).update(rights_holder=organisation)
