"""What must be computed anew when somebody says what an identifier means, disputes a work, when the
last payee signs its split sheet, or when a catalogue file brings what was missing.

The archive says in which months of which tools the identifiers stand; nothing else is touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db.models import Q, QuerySet

from artistportal.periods import Month
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Credit, SplitSheet, Work
from artistportal.roster.models.batches import among_ids
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


def names_of(*works: Work) -> set[str]:
    """The identifiers under which lines may name the works."""
    ids = among_ids(work.pk for work in works)
    own = Work.objects.filter(pk__in=ids).values_list("isrc", "iswc", "public_id")
    confirmed = IdentifierMatch.objects.standing().filter(work__in=ids)
    names = {str(name) for row in own for name in row if name}
    return names | set(confirmed.values_list("identifier", flat=True))


def of_sheet(sheet: SplitSheet, now: datetime) -> Due:
    """What was held for want of a split sheet, or divided by another, is due to be computed anew:
    the months of the sheet in which lines name its work, or a recording that contains it.
    """
    named = naming(names_of(sheet.work, *_leading_to([sheet.work])))
    return due([each for each in named if _is_within(each.month, sheet)], [sheet.work], now)


def of_catalogue(works: Collection[Work], now: datetime) -> Due:
    """What nobody could be paid for, as the catalogue did not know a work, whose it is, or who
    shares it: every month in which lines name one of the works, or a recording that contains it.
    """
    return due(naming(names_of(*works, *_leading_to(works))), works, now)


def _leading_to(works: Collection[Work]) -> QuerySet[Work]:
    """The recordings whose uses are uses of the songs and voices among the works."""
    songs = among_ids(work.pk for work in works if work.kind == WorkKind.COMPOSITION)
    voices = among_ids(work.voice_of_id for work in works if work.voice_of_id)
    sung = Credit.objects.filter(artist__in=voices, role=CreditRole.VOCALIST.value)
    contain = Work.compositions.through.objects.filter(to_work__in=songs)
    return Work.objects.filter(
        Q(pk__in=contain.values("from_work")) | Q(pk__in=sung.values("work"))
    )


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


def due(named: Iterable[Named], works: Iterable[Work], now: datetime) -> Due:
    """Runs of the licences that the works or the unmatched lines belong to, month by month; months
    of no licence are summed up anew. Inside the transaction that makes it necessary.
    """
    rows = [("", work.pk, work.kind, work.rights_holder_id) for work in works]
    about = pl.DataFrame(rows, schema=WORK_SCHEMA, orient="row")
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
