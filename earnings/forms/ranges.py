"""The form by which the earnings page is narrowed: by GET, so that the address says it all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.http import urlencode

from artistportal import periods
from artistportal.periods import Month
from earnings.domain import month_ranges
from earnings.domain.month_ranges import Comparison, MonthRange, Preset
from earnings.queries.overview import Source


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from: months until this one, tools, currencies."""

    this_month: Month
    sources: tuple[Source, ...]

    @property
    def earliest(self) -> Month:
        return min((source.first for source in self.sources), default=self.this_month)

    @property
    def tools(self) -> list[tuple[str, str]]:
        return list({source.slug: source.name for source in self.sources}.items())

    @property
    def currencies(self) -> list[str]:
        """The currencies paid in, the one with the most tools first."""
        names = [source.currency for source in self.sources]
        return sorted(set(names), key=lambda name: (-names.count(name), name))

    @property
    def months(self) -> list[Month]:
        return list(periods.months(self.earliest, self.this_month.next()))[::-1]


class RangeForm(forms.Form):
    """Which months, set against which, of which tool, in which currency."""

    period = forms.ChoiceField(
        label="Months of use", choices=[(p.value, p.label) for p in Preset], required=False
    )
    first = forms.ChoiceField(label="From", required=False)
    last = forms.ChoiceField(label="To", required=False)
    compare = forms.ChoiceField(
        label="Set against", choices=[(c.value, c.label) for c in Comparison], required=False
    )
    tool = forms.ChoiceField(label="Tool", required=False)
    currency = forms.ChoiceField(label="Currency", required=False)

    def __init__(self, data: Mapping[str, Any], choices: Choices) -> None:
        self.choices = choices
        months = [(str(month), f"{month.first:%b %Y}") for month in choices.months]
        defaults = {
            "period": Preset.LAST_12_MONTHS.value,
            "compare": Comparison.PREVIOUS.value,
            "first": str(choices.earliest),
            "last": str(choices.this_month),
        }
        super().__init__({**defaults, **{name: data[name] for name in data if data[name]}})
        self._offer("first", months)
        self._offer("last", months)
        self._offer("tool", [("", "All tools"), *choices.tools])
        self._offer("currency", [(name, name) for name in choices.currencies])
        if len(choices.currencies) < 2:
            self.fields["currency"].widget = forms.HiddenInput()
        self.full_clean()

    @property
    def preset(self) -> Preset:
        return Preset(self._chosen("period") or Preset.LAST_12_MONTHS)

    @property
    def comparison(self) -> Comparison:
        return Comparison(self._chosen("compare") or Comparison.PREVIOUS)

    @property
    def range(self) -> MonthRange:
        if self.preset is not Preset.CUSTOM:
            return month_ranges.named(self.preset, self.choices.this_month, self.choices.earliest)
        first = self._chosen("first") or str(self.choices.earliest)
        last = self._chosen("last") or str(self.choices.this_month)
        return month_ranges.custom(Month.from_text(first), Month.from_text(last))

    @property
    def tool_slug(self) -> str:
        return self._chosen("tool")

    @property
    def tool_name(self) -> str:
        """The name of the one tool chosen, if one is."""
        return dict(self.choices.tools).get(self.tool_slug, "") if self.tool_slug else ""

    @property
    def without_tool(self) -> str:
        """The same choice for all tools, as a query string."""
        chosen = {name: value for name, value in self.data.items() if value and name != "tool"}
        return f"?{urlencode(chosen)}"

    @property
    def currency_code(self) -> str:
        return self._chosen("currency") or next(iter(self.choices.currencies), "")

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def _chosen(self, name: str) -> str:
        """The chosen value; one that is not offered counts as not chosen."""
        return str(self.cleaned_data.get(name, ""))
