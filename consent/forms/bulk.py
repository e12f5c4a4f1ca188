"""One answer for many works: which works, what is said, and how far a yes reaches."""

from __future__ import annotations

import csv
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from artistportal.roster.domain.uses import Use, WorkKind
from consent.domain import named_works
from consent.forms import LimitsForm
from consent.models import Tool
from consent.queries.bulk import MOST_WORKS, Answer, Chosen
from consent.queries.proposals import Limits

MOST_BYTES = 1_000_000
NOT_TEXT = "This is no text file. Save it as CSV in UTF-8, one number a line, and bring it again."
EVERY_TOOL = [("", "Every tool (for a no)")]
EVERY_USE = [("", "Every use")]


class BulkForm(forms.Form):
    """Which works, and the answer for each of them; nothing is chosen beforehand."""

    words = forms.CharField(label="Title, release, ISRC or ISWC", max_length=100, required=False)
    release = forms.CharField(label="Release", max_length=300, required=False)
    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[("", "All kinds"), *((kind.value, f"{kind.label}s") for kind in WorkKind)],
    )
    file = forms.FileField(
        label="Or a CSV file",
        required=False,
        help_text=f"One ISRC, ISWC or voice number a line, {MOST_WORKS:,} at most.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    named = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MOST_BYTES)
    tool = forms.ChoiceField(required=False)
    use = forms.ChoiceField(
        required=False, choices=[*EVERY_USE, *((u.value, u.label) for u in Use)]
    )
    answer = forms.ChoiceField(
        label="Answer",
        choices=[("yes", "Allow"), ("no", "Do not allow")],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, tools: list[Tool], **how: Any) -> None:
        super().__init__(*args, **how)
        self.tools = tools
        self._tools = {tool.slug: tool for tool in tools}
        named = [(tool.slug, tool.name) for tool in tools]
        self.fields["tool"] = forms.ChoiceField(
            label="Tool", required=False, choices=[*EVERY_TOOL, *named]
        )

    def offer(self, releases: list[str]) -> None:
        """Let the releases be chosen from a list."""
        if releases:
            listed = [("", "All releases"), *((title, title) for title in releases)]
            self.fields["release"] = forms.ChoiceField(
                label="Release", required=False, choices=listed
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("file"):
            said["named"] = _text(said["file"])
        problem = _problem(said.get("named", ""))
        if problem:
            self.add_error("file", problem)
        if said.get("answer") == "yes" and not said.get("tool"):
            self.add_error("tool", "A yes names one tool. A no may be for every tool.")
        return said

    @property
    def chosen(self) -> Chosen:
        said = self.cleaned_data
        return Chosen(said["words"], said["release"], said["kind"], said["named"])

    def answered(self, limits: Limits) -> Answer:
        said = self.cleaned_data
        return Answer(
            said["answer"] == "yes",
            self._tools.get(said["tool"]),
            Use(said["use"]) if said["use"] else None,
            limits,
        )

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the next page must say again."""
        names = ("words", "release", "kind", "named", "tool", "use", "answer")
        return [(name, self.cleaned_data[name]) for name in names if self.cleaned_data.get(name)]


class BulkLimitsForm(LimitsForm):
    """How far a yes to works that are named reaches."""

    reaches_later_works = None  # type: ignore[assignment]  # Django leaves out what is None

    @property
    def limits(self) -> Limits:
        self.cleaned_data["reaches_later_works"] = False
        return super().limits


def _problem(named: str) -> str:
    """Why works cannot be read from this; empty where they can."""
    too_many = f"The file has more than {MOST_WORKS:,} lines or numbers. Bring it in parts."
    try:
        is_too_long = named.count("\n") > MOST_WORKS or len(named_works.read(named)) > MOST_WORKS
    except csv.Error:
        return NOT_TEXT
    return too_many if is_too_long else ""


def _text(file: UploadedFile[bytes]) -> str:
    if (file.size or 0) > MOST_BYTES:
        raise forms.ValidationError({"file": "The file is larger than 1 MB. Bring it in parts."})
    try:
        text: str = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise forms.ValidationError({"file": NOT_TEXT}) from None
    if "\0" in text:
        raise forms.ValidationError({"file": NOT_TEXT})
    return text.replace("\r\n", "\n").replace("\r", "\n")
