"""What is wrong with a DSR record, given what the message said before it: lists of functions.

Each takes the record and the message and tells problems; none changes anything. `CHECKS` says
which are asked of which family of records, and `of` asks them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from artistportal import money
from earnings.domain import dsr_frames, dsr_records, dsr_uses, territories
from earnings.domain.dsr_frames import Check
from earnings.domain.dsr_messages import MOST_IN_A_BLOCK, Booking, Message
from earnings.domain.dsr_records import Record
from earnings.domain.dsr_tables import FOOT, FOOT_OF_SINGLES, HEAD
from earnings.domain.dsr_values import lies_behind, stretch, whole
from earnings.domain.problems import Problem

QUANTITIES: Final = {
    "SU01": "Usages",
    "SU02": "NumberOfStreams",
    "SU03": "Usages",
    "SR01": "Downloads",
    "SR02": "NumberOfStreams",
}
BESIDE: Final = frozenset({"RU01", "RU02", "ST01", "LI01"})
SUB_PERIOD: Final = ("SubPeriodStartDate", "SubPeriodEndDate")
VALIDITY: Final = ("ValidityPeriodStart", "ValidityPeriodEnd")
REFERENCES: Final = (
    "TransactedResourceReference",
    "DspResourceId",
    "DspReleaseId",
    "TransactedReleaseReference",
)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_KNOWN_USES: Final = ", ".join(f"{dsr_uses.USER_DEFINED}{name}" for name in dsr_uses.USE_OF_TYPE)


def of(record: Record, message: Message) -> Iterator[Problem]:
    """All that is wrong with a record at its place."""
    yield from dsr_records.problems(record)
    for check in CHECKS[record.kind.family]:
        yield from check(record, message)


def is_free(record: Record) -> bool:
    """Whether the row says that it bears no royalties; where it does not say, it bears them."""
    return record.text("IsRoyaltyBearing") == "false"


def _has_a_place(record: Record, message: Message) -> Iterator[Problem]:
    if not message.has_rows:
        yield record.error("The file does not begin with one HEAD.", "Put it first.")
    if message.is_closed:
        yield record.error("A record follows the footer.", f"Put {FOOT} last.")


def _is_of_the_profile(record: Record, message: Message) -> Iterator[Problem]:
    profile = message.profile
    family = record.kind.family
    if profile and family not in profile.summaries and family not in profile.rows:
        known = ", ".join(sorted(profile.summaries | profile.rows))
        yield record.error(
            f"A record {family} is not of this profile.", f"Send one of {known}, or its profile."
        )


# Summaries.


def _is_a_new_summary(record: Record, message: Message) -> Iterator[Problem]:
    known = message.summaries.get(record.text("SummaryRecordId"))
    if known and (message.files == 1 or known.cells != hash((*record.cells,))):
        yield record.error(
            "The summary's id is used twice.", "Number them anew.", "SummaryRecordId"
        )
    if record.text("ParentSummaryRecordId"):
        yield record.error(
            "A summary of another summary is not read: its revenue would count twice.",
            "Send the summaries that usage rows name, without their parents.",
            "ParentSummaryRecordId",
        )


def _has_a_territory(record: Record, _message: Message) -> Iterator[Problem]:
    if record.text("Territory") not in territories.KNOWN:
        yield record.error(
            "This is not a territory.",
            "Write an ISO 3166-1 code of two letters, or Worldwide.",
            "Territory",
        )


def _has_one_currency(record: Record, message: Message) -> Iterator[Problem]:
    currency = record.text("CurrencyOfReporting")
    if not _CURRENCY.fullmatch(currency):
        yield record.error(
            "This is not a currency.", "Write its ISO 4217 code: EUR.", "CurrencyOfReporting"
        )
    first = next(iter(message.summaries.values()), None)
    if first and first.currency != currency:
        yield record.error(
            "The file holds more than one currency.",
            "Send one report for each currency.",
            "CurrencyOfReporting",
        )


def _has_amounts(record: Record, _message: Message) -> Iterator[Problem]:
    for column in ("NetRevenue", "AllocatedNetRevenue", "AllocatedAmount"):
        if text := record.text(column):
            try:
                money.from_text(text)
            except money.NotMoney as odd:
                yield record.error("This is not an amount.", str(odd), column)


def _has_a_sub_period(record: Record, message: Message) -> Iterator[Problem]:
    columns = VALIDITY if record.kind.family == "SU03" else SUB_PERIOD
    if not any(record.text(column) for column in columns):
        return
    days = stretch(record, columns)
    if days is None:
        yield record.error("This is not a stretch of days.", "Give both of its ends.", columns[0])
        return
    yield from lies_behind(record, columns, days, message.origin.received_at)
    outside = (
        message.from_date
        and message.until_date
        and not (message.from_date <= days[0] and days[1] <= message.until_date)
    )
    if outside:
        yield record.error("The days lie outside the message's.", "Check both.", columns[0])


def _has_a_known_use(record: Record, _message: Message) -> Iterator[Problem]:
    text = record.text("UseType")
    if text and dsr_uses.read(text) is None:
        cure = f"Write one of {_KNOWN_USES}."
        yield record.error("This is not an AI use that we know.", cure, "UseType")


# Blocks.


def _stands_in_its_block(record: Record, message: Message) -> Iterator[Problem]:
    if len(message.block) + len(record.values("UsedResources")) >= MOST_IN_A_BLOCK:
        yield record.error(
            f"The block has more than {MOST_IN_A_BLOCK:,} releases and resources.",
            "Give each release, or each resource, a block of its own.",
            "BlockId",
        )


def _is_a_new_resource(record: Record, message: Message) -> Iterator[Problem]:
    if record.text("ResourceReference") in message.block.resources:
        yield record.error(
            "The resource's reference is used twice in the block.",
            "Number the block's resources anew.",
            "ResourceReference",
        )


# Uses.


def _names_a_summary(record: Record, message: Message) -> Iterator[Problem]:
    if message.summary_of(record) is None and not message.series.is_trial:
        yield record.error("No summary has this id.", "Name an SY record.", "SummaryRecordId")


def _names_a_resource(record: Record, message: Message) -> Iterator[Problem]:
    if message.block.named(record):
        return
    yield record.error(
        "The row names no resource or release of its block.",
        "Give the ResourceReference of an AS record, or the ReleaseReference of an RE record,"
        " of the same block.",
        next((name for name in REFERENCES if record.text(name)), REFERENCES[0]),
    )


def _says_its_use(record: Record, message: Message) -> Iterator[Problem]:
    summary = message.summary_of(record)
    if summary and not summary.use_type and not record.text("UseType"):
        yield record.error(
            "Neither the row nor its summary says the use.", "Fill UseType on one.", "UseType"
        )


def _says_how_often(record: Record, _message: Message) -> Iterator[Problem]:
    column = QUANTITIES[record.kind.family]
    uses, returned = whole(record.text(column)), whole(record.text("Returns") or "0")
    if uses is None and (record.text(column) or record.kind.family != "SU03"):
        yield record.error("This is not a whole number of uses.", "Write 5, or 5.0.", column)
    if returned is None or returned > (uses or 0):
        yield record.error(
            "More was returned than sold; a report cannot take back uses of an earlier one.",
            "Withdraw the earlier lines with a native report that corrects them.",
            "Returns",
        )


def _says_whether_it_pays(record: Record, _message: Message) -> Iterator[Problem]:
    if record.text("IsRoyaltyBearing") not in {"true", "false", ""}:
        yield record.error("This is neither true nor false.", "Write true.", "IsRoyaltyBearing")


def _states_revenue_in_one_place(record: Record, message: Message) -> Iterator[Problem]:
    summary = message.summary_of(record)
    if summary is None or summary.booking is Booking.NOT_YET or is_free(record):
        return
    if (summary.booking is Booking.BY_ROW) is not bool(record.text("NetRevenue")):
        yield record.error(
            "Some rows of a summary state a revenue of their own and others do not.",
            "State it on all rows of the summary, or on none.",
            "NetRevenue",
        )


def _has_lists_that_fit(record: Record, _message: Message) -> Iterator[Problem]:
    uses = record.values("Usages")
    if any(whole(text) is None for text in uses):
        yield record.error("This is not a whole number of uses.", "Write 5, or 5.0.", "Usages")
    if record.text("DspReleaseId") and len(uses) != len(record.values("DspReleaseId")):
        yield record.error(
            "The lists are not of one length.", "Write one number for each upload.", "Usages"
        )


_EVERYWHERE: Final[tuple[Check, ...]] = (_has_a_place, _is_of_the_profile)
_SUMMARY: Final[tuple[Check, ...]] = (
    *_EVERYWHERE,
    _is_a_new_summary,
    _has_a_territory,
    _has_one_currency,
    _has_amounts,
    _has_a_sub_period,
    _has_a_known_use,
)
_RELEASE: Final[tuple[Check, ...]] = (*_EVERYWHERE, _stands_in_its_block)
_RESOURCE: Final[tuple[Check, ...]] = (*_RELEASE, _is_a_new_resource)
_SINGLE: Final[tuple[Check, ...]] = (
    *_EVERYWHERE,
    _names_a_summary,
    _has_a_known_use,
    _says_its_use,
    _says_how_often,
    _says_whether_it_pays,
    _states_revenue_in_one_place,
)
_USE: Final[tuple[Check, ...]] = (*_SINGLE, _names_a_resource)
_BESIDE: Final[tuple[Check, ...]] = (*_EVERYWHERE, _has_amounts, _has_lists_that_fit)

CHECKS: Final[dict[str, tuple[Check, ...]]] = {
    HEAD: dsr_frames.OF_HEAD,
    FOOT: (_has_a_place, *dsr_frames.OF_FOOT),
    FOOT_OF_SINGLES: (_has_a_place, *dsr_frames.OF_FOOT),
    **dict.fromkeys(("SY01", "SY02", "SY03", "SY04", "SY05", "SY07", "SY09", "SY12"), _SUMMARY),
    **dict.fromkeys(("RE01", "RE02"), _RELEASE),
    **dict.fromkeys(("AS01", "AS02"), _RESOURCE),
    "MW01": _EVERYWHERE,
    **dict.fromkeys(("SU01", "SU02"), _USE),
    "SU03": (*_USE, _has_amounts, _has_a_sub_period),
    **dict.fromkeys(("SR01", "SR02"), _SINGLE),
    **dict.fromkeys(sorted(BESIDE), _BESIDE),
}
