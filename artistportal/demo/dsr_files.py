"""A month of training as a DDEX DSR file: one summary, a block for each recording. Pure."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from artistportal.demo import cast, tools
from artistportal.demo.tools import Tool
from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from earnings.domain import dsr_writer
from earnings.domain.dsr_writer import Letterhead, Line, Party, Work
from earnings.domain.lines import WORLDWIDE

DURATION = "PT3M30S"
RECIPIENT = next(house for house in cast.ORGANISATIONS if house.key == cast.LABEL)


def name(tool: Tool, month: Month, sent_at: datetime) -> str:
    """The file's name as the standard forms it."""
    return dsr_writer.file_name(_letterhead(tool, month, sent_at), [])


def write(tool: Tool, month: Month, frame: pl.DataFrame, sent_at: datetime) -> str:
    """The file: the lines of a work are added up, because it says no day and no place."""
    used = frame.group_by("work", "title", "artist", maintain_order=True).agg(
        pl.col("quantity").sum()
    )
    lines = [
        Line(
            work=Work(f"{month}-{number}", title, (artist,), isrc=isrc, duration=DURATION),
            use=Use.TRAINING,
            territory=WORLDWIDE,
            quantity=quantity,
        )
        for number, (isrc, title, artist, quantity) in enumerate(used.iter_rows(), 1)
    ]
    return "".join(dsr_writer.write(_letterhead(tool, month, sent_at), lines))


def _letterhead(tool: Tool, month: Month, sent_at: datetime) -> Letterhead:
    sender = next(provider for provider in tools.PROVIDERS if provider.name == tool.provider)
    return Letterhead(
        message_id=f"{tool.slug}-{month}",
        created_at=sent_at,
        from_date=month.first,
        until_date=month.until,
        sender=Party(sender.dpid, sender.name),
        recipient=Party(RECIPIENT.dpid, RECIPIENT.name),
        service="AITraining",
    )
