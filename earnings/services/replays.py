"""What must be computed anew when somebody says what an identifier means, disputes a work, or when
the last payee signs its split sheet.

The archive says in which months of which tools the identifiers stand; nothing else is touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from artistportal.periods import Month
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Credit, SplitSheet, Work
from consent.models import Licence, Tool
from earnings.domain.cells import WORK_SCHEMA
from earnings.models import IdentifierMatch, UsageReport
from earnings.queries import month_files
from earnings.services import archive, months, royalty_runs, summaries
from earnings.services.months import Parties
from earnings.services.report_dues import Due


@dataclass(frozen=True, slots=True)
class Named:
    """A tool's month with lines that name an identifier, and the licences they name, or None."""

    tool: int
    month: Month
    licences: frozenset[int | None]


def naming(identifiers: Collection[str], tool: int | None = None) -> list[Named]:
    """The months of tools, of one or of all, in which accepted lines name the identifiers.

    Archived lines are sorted by identifier, so that little more is read than what is looked for.
    """
    paths = month_files.every(tool)
    if not paths:
        return []
    found = (
        archive.scan_lines(paths)
        .filter(pl.col("identifier").is_in(sorted(identifiers)))
        .select("report", "licence", month=pl.col("used_from").dt.date().dt.month_start())
        .unique()
        .collect(engine="streaming")
    )
    reports = UsageReport.objects.filter(number__in=found["report"].unique().to_list())
    tools = dict(reports.values_list("number", "tool_id"))
    licences: dict[tuple[int, Month], set[int | None]] = {}
    for report, licence, month in found.iter_rows():
        licences.setdefault((tools[report], Month(month)), set()).add(licence)
    return [
        Named(tool, month, frozenset(licences[tool, month])) for tool, month in sorted(licences)
    ]


def names_of(work: Work) -> set[str]:
    """The identifiers under which lines may name a work."""
    confirmed = IdentifierMatch.objects.standing().filter(work=work)
    own = {work.isrc, work.iswc, str(work.public_id)}
    return {name for name in own if name} | set(confirmed.values_list("identifier", flat=True))


def of_sheet(sheet: SplitSheet, now: datetime) -> Due:
    """What was held for want of a split sheet, or divided by another, is due to be computed anew:
    the months of the sheet in which lines name its work, or a recording that contains it.
    """
    work = sheet.work
    names = names_of(work)
    for recording in _leading_to(work):
        names |= names_of(recording)
    months = [each for each in naming(names) if _is_within(each.month, sheet)]
    return due(months, work, now)


def _leading_to(work: Work) -> Iterable[Work]:
    """The recordings whose uses are uses of a song or of a voice."""
    if work.kind == WorkKind.COMPOSITION:
        return work.recordings.order_by("pk")
    if work.kind == WorkKind.VOICE:
        sung = Credit.objects.filter(artist=work.voice_of_id, role=CreditRole.VOCALIST.value)
        return Work.objects.filter(pk__in=sung.values("work")).order_by("pk")
    return ()


def _is_within(month: Month, sheet: SplitSheet) -> bool:
    """Whether the sheet holds on some day of the month."""
    ends = sheet.until_date is not None and sheet.until_date <= month.first
    return month.until > sheet.from_date and not ends


def holders(named: Iterable[Named]) -> set[int | None]:
    """To which organisations unmatched lines belong; None where to no licence."""
    found: set[int | None] = set()
    for each in named:
        of_tool = dict(
            Licence.objects.filter(tool=each.tool).values_list("number", "organisation_id")
        )
        parties = set(of_tool.values())
        only = next(iter(parties)) if len(parties) == 1 else None
        found |= {of_tool.get(licence, only) if licence else only for licence in each.licences}
    return found


def due(named: Iterable[Named], work: Work, now: datetime) -> Due:
    """Runs of the licences that the work or the unmatched lines belong to, month by month; months
    of no licence are summed up anew. Inside the transaction that makes it necessary.
    """
    about = pl.DataFrame(
        [("", work.pk, work.kind, work.rights_holder_id)], schema=WORK_SCHEMA, orient="row"
    )
    claimants = frozenset(months.claims(about)["organisation"])
    found = Due()
    for each in named:
        tool = Tool.objects.get(pk=each.tool)
        parties = Parties(claimants, each.licences)
        licences = royalty_runs.of_parties(tool=tool, month=each.month, parties=parties)
        if licences:
            found.runs.extend(royalty_runs.due(licences=licences, month=each.month, now=now))
        else:
            found.summaries.append(summaries.due(tool=each.tool, month=each.month, now=now))
    return found
