"""What people choose on the pages of notices."""

from __future__ import annotations

from typing import Any

from django import forms

from consent.domain.notices import NoticeState
from consent.models import Tool

EVERY_STATE = ("", "Every state")
ON_OR_OFF = [("on", "On"), ("off", "Off")]


class StateForm(forms.Form):
    """Which notices are looked for."""

    state = forms.ChoiceField(
        choices=[EVERY_STATE, *((s.value, s.label) for s in NoticeState)], required=False
    )

    @property
    def state_wanted(self) -> NoticeState | None:
        """The state; one that does not exist is left out."""
        chosen = self.cleaned_data.get("state", "") if self.is_valid() else ""
        return NoticeState(chosen) if chosen else None


class NoticesForm(StateForm):
    """The same, of one tool or of every tool."""

    tool = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, tools: list[Tool], **how: Any) -> None:
        super().__init__(*args, **how)
        named = [(tool.slug, tool.name) for tool in tools]
        self.fields["tool"] = forms.ChoiceField(
            choices=[("", "Every tool"), *named], required=False
        )

    @property
    def tool_wanted(self) -> str:
        return str(self.cleaned_data.get("tool", "")) if self.is_valid() else ""


class SayForm(forms.Form):
    """What a tool's person says of a notice, or asks for."""

    AGAIN = "again"

    say = forms.ChoiceField(
        choices=[
            (NoticeState.ACKNOWLEDGED.value, "We know"),
            (NoticeState.ENFORCED.value, "We obey"),
            (AGAIN, "Send it again"),
        ]
    )


class EndpointForm(forms.Form):
    """Where a tool hears of decisions."""

    url = forms.CharField(
        label="Address",
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://example.org/hooks/consent"}),
        help_text="Begins with https://. Redirects are not followed.",
    )


class SwitchForm(forms.Form):
    """Whether the tool is sent anything."""

    to = forms.ChoiceField(choices=ON_OR_OFF)
