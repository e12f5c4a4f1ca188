"""DDEX DSR flat files: the grammar of a line, and the columns of each version of a record.

Sources: DSR Part 1 (Architecture) 1.4 for lines, cells and escapes; Part 8 (Record types) 1.5 for
the columns. The tables are re-expressed, not copied. Another version of a record is one more row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

TAB, PIPE, ESCAPE = "\t", "|", "\\"

_NAME = re.compile(r"^(HEAD|FOOT|SRFO|[A-Z]{2}\d{2}(\.\d{2})?)$")
# Tried in this order at each position: three backslashes, two and a pipe, one and a tab; an older
# habit writes one backslash and a pipe. What else stands there is itself.
_ESCAPES = (
    (ESCAPE * 3, ESCAPE),
    (ESCAPE * 2 + PIPE, PIPE),
    (ESCAPE + TAB, TAB),
    (ESCAPE + PIPE, PIPE),
)

Cell = list[str]


@dataclass(frozen=True, slots=True)
class RecordType:
    """The columns of one version of a record, its name first, and those that must be filled."""

    columns: tuple[str, ...]
    mandatory: frozenset[str]


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the file: its type, where it stands, its cells by column."""

    name: str
    line: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        """The single value of a cell; empty where there is none."""
        values = self.cells.get(column, [])
        return values[0] if values else ""


def split(line: str) -> list[Cell]:
    """The cells of a line, each a list of its values, unescaped."""
    if ESCAPE not in line:
        return [cell.split(PIPE) for cell in line.split(TAB)]
    cells: list[Cell] = [[""]]
    place = 0
    while place < len(line):
        sign, step = _sign_at(line, place)
        if step == 1 and sign == TAB:
            cells.append([""])
        elif step == 1 and sign == PIPE:
            cells[-1].append("")
        else:
            cells[-1][-1] += sign
        place += step
    return cells


def join(cells: list[Cell]) -> str:
    """The line that `split` reads back; a line feed has no escape and becomes a space."""
    return TAB.join(PIPE.join(map(_escaped, cell)) for cell in cells)


def is_name(text: str) -> bool:
    """Whether the first cell of a line has the form of a record type."""
    return bool(_NAME.match(text))


def _sign_at(line: str, place: int) -> tuple[str, int]:
    for written, sign in _ESCAPES:
        if line.startswith(written, place):
            return sign, len(written)
    return line[place], 1


def _escaped(value: str) -> str:
    value = value.replace("\r", " ").replace("\n", " ").replace(ESCAPE, ESCAPE * 3)
    return value.replace(PIPE, ESCAPE * 2 + PIPE).replace(TAB, ESCAPE + TAB)


def _type(columns: str) -> RecordType:
    """A record type from its columns; an asterisk marks those that must be filled."""
    names = columns.split()
    return RecordType(
        ("RecordType", *(name.rstrip("*") for name in names)),
        frozenset(name.rstrip("*") for name in names if name.endswith("*")),
    )


RECORD_TYPES = MappingProxyType(
    {
        "HEAD": _type(
            "MessageVersion* Profile* ProfileVersion* MessageId* MessageCreatedDateTime*"
            " FileNumber* NumberOfFiles* UsageStartDate* UsageEndDate* SenderPartyId* SenderName*"
            " ServiceDescription RecipientPartyId RecipientName RepresentedRepertoire"
        ),
        "FOOT": _type(
            "NumberOfLinesInFile* NumberOfLinesInReport NumberOfSummaryRecords*"
            " NumberOfBlocksInFile* NumberOfBlocksInReport"
        ),
        "SY01.03": _type(
            "SummaryRecordId* DistributionChannel DistributionChannelDPID CommercialModelType*"
            " UseType Territory* ServiceDescription TotalUsages* Subscribers CurrencyOfReporting*"
            " NetRevenue* IndirectValue CurrencyOfTransaction ExchangeRate ExchangeRateSource"
            " DateOfCurrencyExchange TotalPlaybackDuration"
        ),
        "AS02.04": _type(
            "BlockId* ResourceReference* DspResourceId* ResourceISRC ResourceTitle*"
            " ResourceSubTitle ResourceDisplayArtistName* ResourceDisplayArtistPartyId"
            " ResourceDuration*"
            " ResourceType* MusicalWorkISWC MusicalWorkComposerAuthorName"
            " MusicalWorkComposerAuthorPartyId MusicalWorkArrangerName MusicalWorkArrangerPartyId"
            " MusicPublisherName MusicPublisherPartyId MusicalWorkContributorName"
            " MusicalWorkContributorPartyId ProprietaryMusicalWorkId IsMasterRecording"
            " IsSubjectToOwnershipConflict LastConflictCheck ResourceDisplayArtist"
        ),
        "SU02.03": _type(
            "BlockId* SummaryRecordId* SalesTransactionId* TransactedReleaseReference"
            " TransactedResourceReference IsRoyaltyBearing* NumberOfStreams*"
            " PriceEndUserPaidExcSalesTax PromotionalActivity UseType PlaybackDuration"
        ),
    }
)
LISTS = frozenset(
    {
        "RepresentedRepertoire",
        "ResourceDisplayArtistName",
        "ResourceDisplayArtistPartyId",
        "ResourceDisplayArtist",
        "MusicalWorkComposerAuthorName",
        "MusicalWorkComposerAuthorPartyId",
        "MusicalWorkArrangerName",
        "MusicalWorkArrangerPartyId",
        "MusicPublisherName",
        "MusicPublisherPartyId",
        "MusicalWorkContributorName",
        "MusicalWorkContributorPartyId",
        "ProprietaryMusicalWorkId",
        "PromotionalActivity",
    }
)
USE_OF_TYPE = MappingProxyType(
    {
        "UseForTrainingGenerativeAI": "training",
        "FineTuning": "fine_tuning",
        "UseForTrainingNonGenerativeAI": "analysis",
        "UseForDataMining": "analysis",
        "AIInput": "reference",
        "OutputGeneration": "style",
        "VoiceGeneration": "voice",
        "Remix": "remix",
        "UseForIdentification": "discovery",
    }
)
