"""A month of training as a DDEX DSR file: one summary, a block for each recording. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl

from artistportal.demo import cast, tools
from artistportal.demo.tools import Tool
from artistportal.periods import Month
from earnings.domain import dsr_records

USE_TYPE = "UserDefined UseForTrainingGenerativeAI"
RECIPIENT = next(house for house in cast.ORGANISATIONS if house.key == cast.LABEL)


def name(tool: Tool, month: Month, sent_at: datetime) -> str:
    """The file's name as the standard forms it."""
    parts = ("DSR", RECIPIENT.dpid, _sender(tool).dpid, "AITraining", f"{month}", "Worldwide")
    return "_".join([*parts, "1of1", f"{sent_at:%Y%m%dT%H%M%S}.tsv"])


def write(tool: Tool, month: Month, frame: pl.DataFrame, sent_at: datetime) -> str:
    """The file: the lines of a work are added up, because it says no day and no place."""
    used = frame.group_by("work", "title", "artist", maintain_order=True).agg(
        pl.col("quantity").sum()
    )
    records = [
        _head(tool, month, sent_at),
        _summary(int(used["quantity"].sum())),
        *_blocks(used, month),
    ]
    lines = len(records) + 1
    records.append(["FOOT", f"{lines}", f"{lines}", "1", f"{used.height}", f"{used.height}"])
    return "".join(dsr_records.join([[cell] for cell in record]) + "\n" for record in records)


def _head(tool: Tool, month: Month, sent_at: datetime) -> list[str]:
    sender = _sender(tool)
    return [
        "HEAD",
        "dsrf/1.4/9/1.5",
        "BasicAudioProfile",
        "1.4",
        f"{tool.slug}-{month}",
        f"{sent_at:%Y-%m-%dT%H:%M:%SZ}",
        "1",
        "1",
        f"{month.first}",
        f"{month.until - timedelta(days=1)}",
        sender.dpid,
        sender.name,
        "AITraining",
        RECIPIENT.dpid,
        RECIPIENT.name,
    ]


def _summary(usages: int) -> list[str]:
    cells = ["SY01.03", "1", "", "", "AsPerContract", USE_TYPE, "Worldwide", "AITraining"]
    return [*cells, f"{usages}", "", "EUR", "0"]


def _blocks(used: pl.DataFrame, month: Month) -> Iterator[list[str]]:
    for number, (work, title, artist, quantity) in enumerate(used.iter_rows(), 1):
        block = f"{number}"
        yield [
            "AS02.04",
            block,
            "R1",
            f"{month}-{number}",
            work,
            title,
            "",
            artist,
            "",
            "PT3M30S",
            "SoundRecording",
        ]
        yield ["SU02.03", block, "1", f"TX-{number}", "", "R1", "true", f"{quantity}"]


def _sender(tool: Tool) -> tools.Provider:
    return next(provider for provider in tools.PROVIDERS if provider.name == tool.provider)
