"""Writes the frames of the imported month as Parquet, for the floor of a run to read."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from bench.scene import MONTH
from consent.models import Licence
from earnings.domain import sides
from earnings.domain.sides import LEG_SET_OF_USE
from earnings.models import ReportMonth
from earnings.queries import catalogue
from earnings.services import archive, months


def write(folder: Path) -> str:
    """Works, consent and shares, and where the lines lie."""
    licence = Licence.objects.get()
    terms = licence.terms.get()
    month = months.open_month(licence.tool_id, Month(MONTH))
    if month is None:
        raise ValueError("No month was imported.")
    asked = months.asked_works(month.works)
    legs = catalogue.legs(asked, licence.organisation_id)
    days = sides.Days(month.month.first, month.month.until)
    sheets = catalogue.split_sheets(legs["leg_work"].unique(), days.first, days.until)
    weights = {"recording": terms.recording_ppm, "composition": terms.composition_ppm}
    shares = sides.shares(legs, sheets, days, weights).drop("piece")
    of_use = pl.DataFrame(
        [(use.value, LEG_SET_OF_USE[use]) for use in Use],
        schema={"use": month.lines.collect_schema()["use"], "leg_set": pl.Int8},
        orient="row",
    )
    consent = months.consent_for(month, asked)
    out = folder / "tables"
    out.mkdir(exist_ok=True)
    for name, frame in {
        "works": month.works.select("identifier", "work"),
        "groups": consent.groups,
        "classes": consent.classes,
        "spans": consent.spans,
        "shares": shares.join(of_use, on="leg_set").drop("leg_set"),
    }.items():
        frame.write_parquet(out / f"{name}.parquet")
    lines = archive.address(ReportMonth.objects.get().path)
    about = {"lines": lines, "pool_micros": terms.pool_micros}
    (out / "about.json").write_text(json.dumps(about), encoding="utf-8")
    return f"{len(month.works):,} works, {len(consent.spans):,} spans, {len(shares):,} shares"
