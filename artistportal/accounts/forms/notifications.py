"""What a person wants to be told, by which channel, and how often by mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from artistportal.accounts.domain.digests import Habit
from artistportal.accounts.domain.topics import Channel, Topic


@dataclass(frozen=True, slots=True)
class Row:
    """One topic of the table, with a box for each channel."""

    topic: Topic
    boxes: list[BoundField]


class NotificationForm(forms.Form):
    """A box for each topic and channel; those that nobody may mute are ticked and fixed."""

    every = forms.ChoiceField(
        label="Mail that can wait",
        choices=[(habit.value, habit.label) for habit in Habit],
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        sent: Mapping[str, Any] | None,
        *,
        wishes: Mapping[tuple[Topic, Channel], bool],
        habit: Habit,
    ) -> None:
        super().__init__(sent, initial={"every": habit.value})
        for (topic, channel), wanted in wishes.items():
            label = f"{topic.label}, {channel.label.lower()}"
            self.fields[_name(topic, channel)] = forms.BooleanField(
                label=label,
                required=False,
                initial=wanted,
                disabled=not topic.can_be_muted,
                widget=forms.CheckboxInput(attrs={"aria-label": label}),
            )

    def rows(self) -> Iterator[Row]:
        for topic in Topic:
            yield Row(topic, [self[_name(topic, channel)] for channel in Channel])

    def wishes(self) -> dict[tuple[Topic, Channel], bool]:
        """What was chosen of what can be."""
        return {
            (topic, channel): self.cleaned_data[_name(topic, channel)]
            for topic in Topic
            if topic.can_be_muted
            for channel in Channel
        }

    def habit(self) -> Habit:
        return Habit(self.cleaned_data["every"])


def _name(topic: Topic, channel: Channel) -> str:
    return f"{topic.value}-{channel.value}"
