"""DDEX DSR: the columns of every version of a record that is read, and the records of a profile.

Sources: DSR Part 8 (Record types) 1.5, and 1.4 for what older senders still write; Parts 3, 4 and 6
for the profiles. The tables are re-expressed, not copied: a column whose name changed between
versions has one name here, the newest. Another version of a record is one more row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

HEAD, FOOT, FOOT_OF_SINGLES = "HEAD", "FOOT", "SRFO"


@dataclass(frozen=True, slots=True)
class RecordType:
    """The columns of one version of a record, its name first, and where in them stands what.

    The family is the record without its version: `SU02` of `SU02.03`.
    """

    name: str
    family: str
    columns: tuple[str, ...]
    places: Mapping[str, int]
    mandatory: tuple[int, ...]
    lists: frozenset[int]
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a profile's file is made of; with `is_single`, of rows without blocks (SRB)."""

    summaries: frozenset[str]
    rows: frozenset[str]
    is_single: bool = False

    @property
    def footer(self) -> str:
        return FOOT_OF_SINGLES if self.is_single else FOOT


_CHANNEL = "SummaryRecordId* DistributionChannel DistributionChannelDPID CommercialModelType*"
_SERVICE = f"{_CHANNEL} UseType Territory* ServiceDescription"
_MONEY = "CurrencyOfReporting* NetRevenue"
_RATE = "CurrencyOfTransaction ExchangeRate"
_CONTROLLER = "RightsController RightsControllerPartyId"
_ALLOCATED = "AllocatedUsages AllocatedRevenue AllocatedNetRevenue"
_SUB_PERIOD = "SubPeriodStartDate SubPeriodEndDate"

_RESOURCE = (
    "BlockId* ResourceReference* DspResourceId* ResourceISRC ResourceTitle* ResourceSubTitle"
    " ResourceDisplayArtistName*+ ResourceDisplayArtistPartyId+ ResourceDuration* ResourceType*"
)
_WRITERS = "ComposerAuthorName+ ComposerAuthorPartyId+ ArrangerName+ ArrangerPartyId+"
_MAKERS = (
    f"{_WRITERS} MusicPublisherName+ MusicPublisherPartyId+ ContributorName+ ContributorPartyId+"
)
_MASTER = "IsMasterRecording IsSubjectToOwnershipConflict LastConflictCheck"
_RELEASE = (
    "BlockId* ReleaseReference* DspReleaseId ProprietaryReleaseId+ ReleaseCatalogNumber"
    " ReleaseIcpn ReleaseDisplayArtistName+ ReleaseDisplayArtistPartyId+ ReleaseTitle"
    " ReleaseSubTitle ReleaseType ReleaseLabelName ReleasePLine ReleaseDataProviderName"
)
_WORK = (
    f"BlockId* DspMusicalWorkId* MusicalWorkISWC MusicalWorkTitle* MusicalWorkSubTitle {_MAKERS}"
)
_PARENTS = "ParentLicensorDataRecordId ParentMasterlistId"
_SALE = (
    "BlockId* SummaryRecordId* SalesTransactionId* TransactedReleaseReference"
    " TransactedResourceReference IsRoyaltyBearing*"
)
_SINGLE = (
    "SummaryRecordId* DspResourceId ResourceISRC ResourceTitle ResourceSubTitle"
    " ResourceDisplayArtistName+ ResourceDisplayArtistPartyId+ ResourceDuration ResourceType"
    f" ProprietaryMusicalWorkId+ MusicalWorkISWC {_MAKERS} DspReleaseId ProprietaryReleaseId+"
    " ReleaseCatalogNumber ReleaseIcpn ReleaseDisplayArtistName+ ReleaseDisplayArtistPartyId+"
    " ReleaseTitle ReleaseSubTitle ReleaseType ReleaseLabelName ReleasePLine"
    " ReleaseDataProviderName"
)

_COLUMNS: Final = {
    HEAD: "MessageVersion* Profile* ProfileVersion* MessageId* MessageCreatedDateTime* FileNumber*"
    " NumberOfFiles* UsageStartDate* UsageEndDate* SenderPartyId* SenderName* ServiceDescription"
    " RecipientPartyId RecipientName RepresentedRepertoire+",
    FOOT: "NumberOfLinesInFile* NumberOfLinesInReport NumberOfSummaryRecords*"
    " NumberOfBlocksInFile* NumberOfBlocksInReport",
    FOOT_OF_SINGLES: "NumberOfLinesInReport* NumberOfSummaryRecords*",
    # Summaries.
    "SY01.02": f"{_SERVICE} TotalUsages* Subscribers {_MONEY}* IndirectValue {_RATE}",
    "SY01.03": f"{_SERVICE} TotalUsages* Subscribers {_MONEY}* IndirectValue {_RATE}"
    " ExchangeRateSource DateOfCurrencyExchange TotalPlaybackDuration",
    "SY02.01": f"{_SERVICE} TotalUsages* Users {_MONEY} {_CONTROLLER} {_ALLOCATED} RightsType",
    "SY02.03": f"{_SERVICE} TotalUsages Users {_MONEY} {_CONTROLLER} {_ALLOCATED} RightsType"
    f" ContentCategory {_RATE} RightsTypePercentage",
    "SY03.01": f"{_SERVICE} TotalUsages Subscribers {_MONEY} {_CONTROLLER} {_ALLOCATED}"
    f" RightsControllerMarketShare ConsumerPaidUnitPrice FreeOrTrialSubscribers {_RATE}"
    " SubscriberType",
    "SY04.01": f"{_SERVICE} SubscriberType Subscribers {_SUB_PERIOD} TotalUsages"
    f" TotalUsagesInReportingPeriod CurrencyOfReporting* {_RATE} ConsumerPaidUnitPrice NetRevenue"
    " MusicUsagePercentage",
    "SY05.03": f"{_SERVICE} {_CONTROLLER} RightsType TotalUsages AllocatedUsages"
    " MusicUsagePercentage AllocatedNetRevenue AllocatedRevenue RightsControllerMarketShare"
    f" CurrencyOfReporting* {_RATE} Deprecated {_SUB_PERIOD} ContentCategory RightsTypePercentage"
    " ParentSummaryRecordId",
    "SY07.01": f"{_CHANNEL} UseType Territory* RightsType ServiceDescription TotalUsages Users"
    f" {_MONEY} {_CONTROLLER} {_ALLOCATED} {_RATE} RightsTypePercentage",
    "SY09.01": "SummaryRecordId* CommercialModelType* UseType Territory* ServiceDescription"
    f" Deprecated {_CONTROLLER} RightsType TotalUsages AllocatedUsages NetRevenue IndirectValue"
    f" RightsControllerMarketShare CurrencyOfReporting* {_RATE} RightsTypePercentage"
    f" {_SUB_PERIOD} ParentSummaryRecordId",
    "SY12": f"{_SERVICE} TotalUsages Subscribers {_MONEY} IndirectValue {_RATE}"
    " TotalCostOfContentInCurrencyOfReporting PerformanceRoyaltiesInCurrencyOfReporting",
    # Releases, resources and works of a block.
    "RE01.02": f"{_RELEASE} ReleaseDate",
    "RE01.03": f"{_RELEASE} ReleaseDate ReleaseDisplayArtist+",
    "RE02": "BlockId* ReleaseReference* DspSubReleaseId ProprietarySubReleaseId+ UsedResources*+",
    "AS01": _RESOURCE,
    "AS01.02": f"{_RESOURCE} {_MASTER}",
    "AS01.03": f"{_RESOURCE} {_MASTER} ResourceDisplayArtist+",
    "AS02.03": f"{_RESOURCE} MusicalWorkISWC {_MAKERS} ProprietaryMusicalWorkId+ {_MASTER}",
    "AS02.04": f"{_RESOURCE} MusicalWorkISWC {_MAKERS} ProprietaryMusicalWorkId+ {_MASTER}"
    " ResourceDisplayArtist+",
    "MW01.01": f"{_WORK} DataProviderName ProprietaryMusicalWorkId+",
    "MW01.02": f"{_WORK} DataProviderName ProprietaryMusicalWorkId+ ResourceReference+ {_PARENTS}",
    "MW01.03": f"{_WORK} DataProviderName ProprietaryMusicalWorkId+ ResourceReference*+ {_PARENTS}",
    # Uses.
    "SU01.02": f"{_SALE} SalesUpgrade Usages* Returns PriceEndUserPaidExcSalesTax"
    " PromotionalActivity+ UseType",
    "SU01.03": f"{_SALE} SalesUpgrade* Usages* Returns* PriceEndUserPaidExcSalesTax"
    " PromotionalActivity+ UseType",
    "SU02.02": f"{_SALE} NumberOfStreams* PriceEndUserPaidExcSalesTax PromotionalActivity+ UseType",
    "SU02.03": f"{_SALE} NumberOfStreams* PriceEndUserPaidExcSalesTax PromotionalActivity+ UseType"
    " PlaybackDuration",
    "SU03.01": "BlockId* SalesTransactionId* SummaryRecordId DspReleaseId* Usages NetRevenue*"
    " ValidityPeriodStart ValidityPeriodEnd",
    "SU03.02": "BlockId* SalesTransactionId* SummaryRecordId* DspResourceId Usages NetRevenue"
    " ValidityPeriodStart ValidityPeriodEnd ContentCategory IsRoyaltyBearing",
    "SR01.01": f"{_SINGLE} NumberOfTransactedResources SalesTransactionId* IsRoyaltyBearing"
    " SalesUpgrade Downloads* Returns PriceEndUserPaidExcSalesTax"
    " CalculatedPriceConsumerPaidForResourceExcSalesTax PromotionalActivity+ ReleaseDate UseType",
    "SR02.01": f"{_SINGLE} SalesTransactionId* IsRoyaltyBearing NumberOfStreams*"
    " PromotionalActivity+ ReleaseDate UseType PriceEndUserPaidExcSalesTax",
    # What stands beside the uses: user uploads, parts of a sale, amounts of rights controllers.
    "RU01": "BlockId* SummaryRecordId* DspReleaseId*+ Usages*+",
    "RU01.02": "BlockId* SummaryRecordId DspReleaseId+ Usages+ ContentCategory"
    " ParentResourceReference",
    "RU02.02": "BlockId* SummaryRecordId DspReleaseId+ ReleaseTitle+ ReleaseURL+ Usages+"
    " ContentCategory ParentResourceReference",
    "ST01": "BlockId* ParentSalesTransactionId SummaryRecordId Usages",
    "LI01.01": "BlockId* SummaryRecordId RightsController* RightsControllerPartyId"
    " RightsControllerWorkId RightShare* RightsType AllocatedNetRevenue* AllocatedAmount*",
    "LI01.03": "BlockId* SummaryRecordId RightsController RightsControllerPartyId"
    " RightsControllerWorkId RightShare RightsType AllocatedNetRevenue AllocatedAmount"
    " AllocatedUsages ParentSalesTransactionId LicensorDataRecordId",
}


# Cells that are kept while a file is read, and so must be short.
_IDS: Final = frozenset(
    {
        "MessageId",
        "SenderPartyId",
        "BlockId",
        "SummaryRecordId",
        "SalesTransactionId",
        "ReleaseReference",
        "ResourceReference",
        "DspReleaseId",
        "DspResourceId",
        "DspSubReleaseId",
        "UsedResources",
        "Territory",
        "CurrencyOfReporting",
        "TotalUsages",
        "UseType",
    }
)


def _type(name: str, columns: str) -> RecordType:
    """A record type from its columns: `*` marks what must be filled, `+` what takes a list."""
    written = ("RecordType", *columns.split())
    names = tuple(column.rstrip("*+") for column in written)
    return RecordType(
        name,
        name.partition(".")[0],
        names,
        {column: place for place, column in enumerate(names)},
        tuple(place for place, column in enumerate(written) if "*" in column),
        frozenset(place for place, column in enumerate(written) if "+" in column),
        tuple(place for place, column in enumerate(names) if column in _IDS),
    )


RECORD_TYPES: Final = MappingProxyType(
    {name: _type(name, columns) for name, columns in _COLUMNS.items()}
)

# Their columns are not known to us; the same facts can be sent as the version named here.
SEND_INSTEAD: Final = MappingProxyType(
    {
        "SY02.04": "SY01.03 or SY02.03",
        "SY03.02": "SY01.03 or SY03.01",
        "SY04.03": "SY01.03 or SY04.01",
        "SY05.04": "SY01.03 or SY05.03",
        "SY12.01": "SY01.03 or SY12",
    }
)

_BLOCK: Final = frozenset({"RE01", "RE02", "AS01", "AS02", "MW01"})
_AUDIO_SUMMARIES: Final = frozenset({"SY01", "SY02", "SY03", "SY04", "SY05", "SY12"})

PROFILES: Final = MappingProxyType(
    {
        "BasicAudioProfile": Profile(_AUDIO_SUMMARIES, _BLOCK | {"SU01", "SU02"}),
        "BasicAudioProfileSRB": Profile(
            _AUDIO_SUMMARIES, frozenset({"SR01", "SR02"}), is_single=True
        ),
        "UGCProfile": Profile(
            _AUDIO_SUMMARIES | {"SY07", "SY09"},
            _BLOCK | {"SU01", "SU02", "SU03", "RU01", "RU02", "ST01", "LI01"},
        ),
        "RoyaltyReportingProfile": Profile(
            frozenset({"SY07", "SY09"}), _BLOCK | {"SU03", "RU01", "RU02", "ST01", "LI01"}
        ),
    }
)
