"""Writes as Parquet what the floors read: the whole catalogue, and what the rule says."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from artistportal.periods import Month
from artistportal.roster.models import SplitShare, Work
from bench.scene import MONTH
from consent.models import Licence
from earnings.models import ReportMonth
from earnings.queries import columns
from earnings.services import archive, months


def catalogue(folder: Path) -> str:
    """Works by identifier, their songs, and the payees of every work."""
    out = folder / "catalogue"
    out.mkdir(exist_ok=True)
    rows = {
        "works": Work.objects.filter(isrc__isnull=False).values_list("isrc", "pk"),
        "songs": Work.compositions.through.objects.values_list("from_work_id", "to_work_id"),
        "sheets": SplitShare.objects.values_list("sheet__work_id", "payee_id", "share_ppm"),
    }
    names = {
        "works": ("identifier", "work"),
        "songs": ("work", "leg_work"),
        "sheets": ("leg_work", "payee", "share_ppm"),
    }
    for name, found in rows.items():
        kinds = {each: pl.String if each == "identifier" else pl.Int64 for each in names[name]}
        columns.read(found, pl.Schema(kinds)).write_parquet(out / f"{name}.parquet")
    return f"{Work.objects.count():,} works"


def answers(folder: Path) -> str:
    """What the rule says of the imported month, and where its lines lie."""
    licence = Licence.objects.get()
    terms = licence.terms.get()
    month = months.open_month(licence.tool_id, Month(MONTH))
    if month is None:
        raise ValueError("No month was imported.")
    consent = months.consent_for(month, months.footings_of(month.works))
    out = folder / "tables"
    out.mkdir(exist_ok=True)
    consent.groups.write_parquet(out / "groups.parquet")
    consent.classes.write_parquet(out / "classes.parquet")
    consent.spans.write_parquet(out / "spans.parquet")
    about = {
        "pool_micros": terms.pool_micros,
        "recording_ppm": terms.recording_ppm,
        "composition_ppm": terms.composition_ppm,
    }
    lines = archive.address(ReportMonth.objects.get().path)
    told = json.dumps({"lines": lines, "about": about})
    (out / "about.json").write_text(told, encoding="utf-8")
    return f"{len(month.works):,} works used, {len(consent.spans):,} spans"
