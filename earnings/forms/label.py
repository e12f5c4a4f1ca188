"""The form by which an organisation reads its earnings: by GET, so that the address says it all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.utils.http import urlencode

from earnings.domain.label_levels import Level, Narrowing
from earnings.domain.month_ranges import Preset
from earnings.forms.ranges import Choices, RangeForm
from earnings.queries import label
from earnings.queries.label import LabelSelection

NARROWING = ("artist", "release", "work", "territory")
CHOSEN = ("period", "first", "last", "tool", "currency", "by")


class LabelForm(RangeForm):
    """Which months, by what, of which tool, in which currency; narrowed by following rows."""

    compare = None  # type: ignore[assignment]  # how a form leaves a field of its parent out
    by = forms.ChoiceField(label="By", required=False)

    field_order = ("by", "period", "first", "last", "tool", "currency")

    def __init__(self, data: Mapping[str, Any], choices: Choices) -> None:
        self.said = {name: str(data[name]) for name in (*NARROWING, *CHOSEN) if name in data}
        super().__init__({name: self.said[name] for name in CHOSEN if name in self.said}, choices)
        self._offer("by", [(level.value, level.label) for level in self.narrowing.levels])
        self.full_clean()

    @property
    def narrowing(self) -> Narrowing:
        return Narrowing.said(self.said)

    @property
    def level(self) -> Level:
        return Level(self._chosen("by") or self.narrowing.levels[0])

    def selection(self, organisation_id: int) -> LabelSelection:
        said = dict(parse_qsl(self.query, keep_blank_values=True))
        return label.selected(organisation_id, said, self.choices.this_month, self.choices.earliest)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form passes on unseen: what the rows that were followed narrow it to."""
        return [(name, self.said[name]) for name in NARROWING if name in self.said]

    @property
    def query(self) -> str:
        """The choice as a query string."""
        return self.query_with()

    def query_with(self, narrowing: Narrowing | None = None, by: Level | None = None) -> str:
        """The same months and currency, narrowed otherwise or told by something else."""
        meant = narrowing or self.narrowing
        chosen = {"period": self.preset.value, "currency": self.currency_code}
        if self.preset is Preset.CUSTOM:
            chosen |= {"first": str(self.range.first), "last": str(self.range.last)}
        said = {name: getattr(meant, name) for name in (*NARROWING, "tool")}
        chosen |= {name: str(value) for name, value in said.items() if value is not None}
        return urlencode(chosen | {"by": (by or self.level).value})
