"""What is wrong with the header or footer of a DSR file: two lists of functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final

from earnings.domain import dsr_names
from earnings.domain.dsr_messages import MOST_FILES, Message
from earnings.domain.dsr_names import day_of
from earnings.domain.dsr_records import LONGEST_ID, Record
from earnings.domain.dsr_tables import PROFILES
from earnings.domain.dsr_values import lies_behind, stretch, whole
from earnings.domain.problems import Problem

Check = Callable[[Record, Message], Iterator[Problem]]

PERIOD: Final = ("UsageStartDate", "UsageEndDate")
ROOM_FOR_THE_PART: Final = len("::999of999")
_MESSAGE_VERSION = re.compile(r"dsrf/(\d+|\d+(\.\d+)*/\d+/\d+(\.\d+)*)", re.ASCII)
_PROFILE_VERSION = re.compile(r"1(\.\d+){0,2}", re.ASCII)


def _is_first(record: Record, message: Message) -> Iterator[Problem]:
    if message.has_rows:
        yield record.error("The file has a second HEAD.", "Send each message in a file of its own.")


def _has_known_version(record: Record, _message: Message) -> Iterator[Problem]:
    if not _MESSAGE_VERSION.fullmatch(record.text("MessageVersion")):
        yield record.warning(
            "This is not a version of the flat file standard.",
            "Write dsrf/1.4/9/1.5.",
            "MessageVersion",
        )


def _has_known_profile(record: Record, _message: Message) -> Iterator[Problem]:
    if record.text("Profile") not in PROFILES:
        known = ", ".join(PROFILES)
        yield record.error(
            "This profile is not read.", f"Send the uses as one of {known}.", "Profile"
        )
    elif not _PROFILE_VERSION.fullmatch(record.text("ProfileVersion")):
        yield record.warning(
            "This is not a version of the profile that we know; its records decide.",
            "Write 1.4.",
            "ProfileVersion",
        )


def _has_bounded_ids(record: Record, _message: Message) -> Iterator[Problem]:
    if (
        len(record.text("MessageId")) + len(record.text("SenderPartyId"))
        > LONGEST_ID - ROOM_FOR_THE_PART
    ):
        yield record.error(
            "Sender and message id are too long together.", "Shorten the id.", "MessageId"
        )


def _has_created_at(record: Record, _message: Message) -> Iterator[Problem]:
    text = record.text("MessageCreatedDateTime")
    try:
        datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        yield record.warning(
            "This is not a moment.",
            "Write 2026-11-01T10:00:00Z.",
            "MessageCreatedDateTime",
        )


def _comes_from_the_provider(record: Record, message: Message) -> Iterator[Problem]:
    senders = message.origin.senders
    if senders and record.text("SenderPartyId") not in senders:
        yield record.warning(
            "The sender is not the tool's provider.",
            "Check that the file is this tool's.",
            "SenderPartyId",
        )


def _is_numbered(record: Record, _message: Message) -> Iterator[Problem]:
    number, files = whole(record.text("FileNumber")), whole(record.text("NumberOfFiles"))
    if not files or files > MOST_FILES:
        yield record.error(
            f"This is not a number of files from 1 to {MOST_FILES}.",
            "Write 1 for a report in one file.",
            "NumberOfFiles",
        )
    elif not number or number > files:
        yield record.error(
            "The file's number is not one of its message's.",
            "Number the files 1, 2, 3 up to NumberOfFiles.",
            "FileNumber",
        )
    profile = PROFILES.get(record.text("Profile"))
    if profile and profile.is_single and files != 1:
        yield record.error(
            "A report without blocks comes in one file.", "Send it in one.", "NumberOfFiles"
        )


def _has_a_period(record: Record, message: Message) -> Iterator[Problem]:
    for column, is_end in zip(PERIOD, (False, True), strict=True):
        if day_of(record.text(column), is_end=is_end) is None:
            yield record.error("This is not a day.", "Write 2026-10-31.", column)
    if days := stretch(record, PERIOD):
        yield from lies_behind(record, PERIOD, days, message.origin.received_at)


def _agrees_with_its_name(record: Record, message: Message) -> Iterator[Problem]:
    if not message.origin.file_name:
        return
    name = dsr_names.read(message.origin.file_name)
    if name is None:
        yield record.warning(
            "The file's name is not formed as the standard says.",
            "Name it DSR_Recipient_Sender_Service_2026-10_Worldwide_1of1_20261101T100000.tsv.",
        )
        return
    cells = {column: record.text(column) for column in record.kind.columns}
    for column, said in dsr_names.differences(name, cells):
        yield record.error(
            f"The file's name says another one, {said[:60]}.",
            "Check that this is the file you mean; put right its name or its header.",
            column,
        )


def _fits_its_series(record: Record, message: Message) -> Iterator[Problem]:
    first = message.series.head
    for column in ("NumberOfFiles", "Profile", "UsageStartDate", "UsageEndDate"):
        if first and first.text(column) != record.text(column):
            yield record.error(
                "The files of one message say different things.",
                "Send files that agree, or give another message an id of its own.",
                column,
            )


def _is_the_profiles_footer(record: Record, message: Message) -> Iterator[Problem]:
    profile = message.profile
    if profile and record.name != profile.footer:
        yield record.error("This footer is of another profile.", f"Write {profile.footer}.")


def _counts_its_file(record: Record, message: Message) -> Iterator[Problem]:
    counts = {
        "NumberOfLinesInFile": {message.lines},
        "NumberOfSummaryRecords": {message.summary_rows, len(message.summaries)},
        "NumberOfBlocksInFile": {message.blocks},
    }
    yield from _differences(record, counts)


def _counts_its_report(record: Record, message: Message) -> Iterator[Problem]:
    if message.series.is_trial or not message.is_last:
        return
    counts = {
        "NumberOfLinesInReport": {message.series.lines + message.lines},
        "NumberOfBlocksInReport": {message.series.blocks.count},
    }
    yield from _differences(record, counts)


def _differences(record: Record, counts: dict[str, set[int]]) -> Iterator[Problem]:
    for column, found in counts.items():
        text = record.text(column)
        if text and whole(text) not in found:
            yield record.error(
                f"The footer's count is not what the file holds, {min(found):,}.",
                "Send the whole file, or count again; comments and empty lines count too.",
                column,
            )


OF_HEAD: Final[tuple[Check, ...]] = (
    _is_first,
    _has_known_version,
    _has_known_profile,
    _has_bounded_ids,
    _has_created_at,
    _comes_from_the_provider,
    _is_numbered,
    _has_a_period,
    _agrees_with_its_name,
    _fits_its_series,
)
OF_FOOT: Final[tuple[Check, ...]] = (
    _is_the_profiles_footer,
    _counts_its_file,
    _counts_its_report,
)
