"""What a distributor delivers: one release by form, or many by a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from artistportal.cases.queries import releases
from artistportal.cases.queries.releases import UnknownArtist
from artistportal.cases.services.releases import Release
from artistportal.roster.domain import identifiers

COLUMNS = ("artist", "title", "reference", "upc", "isrcs", "planned_date", "key")
NEEDED = ("artist", "title", "reference")
MOST_LINES = 500
MOST_BYTES = 1024 * 1024


class ReleaseForm(forms.Form):
    """One release: whose, what, when, and the artist's key if there is one."""

    artist = forms.CharField(
        label="Artist", max_length=200, help_text="ISNI, number on this site, or the exact name."
    )
    title = forms.CharField(label="Title of the release", max_length=300)
    reference = forms.CharField(label="Your own number", max_length=60)
    upc = forms.RegexField(
        r"^[0-9]{8,14}$",
        label="UPC",
        required=False,
        error_messages={"invalid": "A UPC has 8 to 14 digits and nothing else."},
    )
    isrcs = forms.CharField(
        label="ISRCs",
        required=False,
        max_length=4_000,
        help_text="One for each recording, with a | between them.",
    )
    planned_date = forms.DateField(
        label="To be released", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    key = forms.CharField(
        label="Artist key",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="The artist gives it to distributors they trust. Without it, leave this empty.",
    )

    def clean_artist(self) -> Any:
        try:
            return releases.artist_named(self.cleaned_data["artist"])
        except UnknownArtist as why:
            raise forms.ValidationError(str(why)) from why

    def clean_isrcs(self) -> list[str]:
        given = [text for text in self.cleaned_data["isrcs"].split("|") if text.strip()]
        try:
            return [identifiers.parse_isrc(text) for text in given]
        except identifiers.InvalidIdentifier as why:
            raise forms.ValidationError(str(why)) from why

    @property
    def release(self) -> Release:
        said = self.cleaned_data
        planned: date | None = said["planned_date"]
        return Release(
            artist=said["artist"],
            title=said["title"],
            reference=said["reference"],
            upc=said["upc"],
            isrcs=said["isrcs"],
            planned_date=planned,
            key=said["key"],
        )


class ReleasesFileForm(forms.Form):
    """A CSV file of releases: none is taken before every line can be read."""

    prefix = "file"

    file = forms.FileField(
        label="Releases as a CSV file",
        help_text=f"At most {MOST_LINES} lines; the first names the columns: {', '.join(COLUMNS)}.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> list[Release]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 1 MB. Send it in parts.")
        try:
            rows = list(csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"))))
        except (UnicodeDecodeError, csv.Error) as why:
            raise forms.ValidationError("This is no CSV file in UTF-8.") from why
        lines = [ReleaseForm(_cells(row)) for row in rows[: MOST_LINES + 1]]
        if problems := [*_problems_of_file(rows), *_problems(lines)]:
            raise forms.ValidationError(problems)
        return [line.release for line in lines]

    @property
    def releases(self) -> list[Release]:
        found: list[Release] = self.cleaned_data["file"]
        return found


def _problems_of_file(rows: list[dict[str, Any]]) -> Iterator[str]:
    if not rows:
        yield "The file has no line with a release."
    elif lacking := [name for name in NEEDED if name not in rows[0]]:
        yield f"The first line names no column {', '.join(lacking)}."
    if len(rows) > MOST_LINES:
        yield f"The file has more than {MOST_LINES} lines. Send it in parts."


def _problems(lines: list[ReleaseForm]) -> Iterator[str]:
    for number, line in enumerate(lines, 2):
        for name, errors in line.errors.items():
            yield f"Line {number}, {name}: {' '.join(map(str, errors))}"


def _cells(row: Mapping[str | None, Any]) -> dict[str, str]:
    return {name: (row.get(name) or "").strip() for name in COLUMNS}
