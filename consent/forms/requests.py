"""What people type to ask for a yes."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.files.uploadedfile import UploadedFile

from artistportal.roster.domain.uses import Use
from consent.domain import named_works
from consent.domain.named_works import Named
from consent.domain.requests import MOST_WORKS, Ask
from consent.forms import LAST_DAY, TerritoriesField
from consent.models import Terms
from consent.queries.request_plans import Selection
from consent.services.requests import Words

LARGEST_FILE = 2_000_000
LONGEST_LIST = 500_000
NAMED, MATCHING = "named", "matching"
DAY = forms.DateInput(attrs={"type": "date"})


class ProposalForm(forms.Form):
    """One request under the terms of one licence; no use is chosen beforehand."""

    title = forms.CharField(max_length=120, help_text="What it is for, as artists will read it.")
    message = forms.CharField(
        max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    sample_url = forms.URLField(
        label="Link to sample output",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="What the tool makes, to listen to. It begins with https://.",
    )
    uses = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    territories = TerritoriesField(
        help_text="Two-letter codes, such as DE, FR. Empty: wherever the licence reaches."
    )
    ends_on = forms.DateField(
        label="Last day of what is asked for",
        required=False,
        widget=DAY,
        help_text="Empty: until the artist says no, or the licence ends.",
    )
    deadline_on = forms.DateField(
        label="Last day to answer",
        widget=DAY,
        help_text="Until midnight, UTC. Who has not answered by then has said no.",
    )
    example_units = forms.IntegerField(
        label="Units in the worked example",
        min_value=1,
        max_value=100_000_000,
        initial=1_000,
        help_text="So many uses in a month is what the example of the price reckons with.",
    )
    which = forms.ChoiceField(
        label="Works",
        choices=[(NAMED, "The works I name"), (MATCHING, "All works of the catalogue that match")],
        widget=forms.RadioSelect,
        initial=NAMED,
    )
    names = forms.CharField(
        label="Identifiers",
        required=False,
        max_length=LONGEST_LIST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line: ISRC, ISWC, or the number on the work’s page, such as VOICE:….",
    )
    file = forms.FileField(
        label="Or a file with them",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        help_text="CSV in UTF-8; the identifier may stand in any column.",
    )
    words = forms.CharField(label="Title or release contains", max_length=100, required=False)
    release = forms.CharField(label="Release contains", max_length=300, required=False)
    artist = forms.CharField(label="Artist contains", max_length=200, required=False)

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = terms
        licensed = [use for use in Use if use.value in terms.licence.uses]
        self.fields["uses"] = forms.MultipleChoiceField(
            choices=[(use.value, f"{use.label}: {use.plain_words}") for use in licensed],
            widget=forms.CheckboxSelectMultiple,
        )

    def clean_sample_url(self) -> str:
        address: str = self.cleaned_data["sample_url"]
        if address and not address.startswith("https://"):
            raise forms.ValidationError("Begin the link with https://.")
        if "@" in urlsplit(address).netloc:
            raise forms.ValidationError(
                "Leave out the name before the host: it hides where it leads."
            )
        return address

    def clean_ends_on(self) -> date | None:
        return _in_calendar(self.cleaned_data["ends_on"])

    def clean_deadline_on(self) -> date | None:
        return _in_calendar(self.cleaned_data["deadline_on"])

    def clean_file(self) -> str:
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is None:
            return ""
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError("The file is larger than 2 MB. Send it in parts.")
        try:
            return str(file.read(), "utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is not in UTF-8. Save it as CSV UTF-8.") from None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("which") == NAMED:
            said["named"] = self._read("\n".join((said.get("names", ""), said.get("file") or "")))
        return said

    def _read(self, text: str) -> tuple[Named, ...]:
        try:
            named = tuple(named_works.read(text.strip("\n")))
        except csv.Error:
            self.add_error("names", "This cannot be read as a list: write one identifier a line.")
            return ()
        if not named:
            self.add_error("names", "Name at least one work, or choose a file.")
        if len(named) > MOST_WORKS:
            self.add_error("names", f"Name {MOST_WORKS:,} works at most; ask about the rest later.")
        return named

    @property
    def words_said(self) -> Words:
        said = self.cleaned_data
        return Words(said["title"], said["message"], said["sample_url"], said["example_units"])

    @property
    def ask(self) -> Ask:
        said = self.cleaned_data
        return Ask(
            uses=frozenset(Use(use) for use in said["uses"]),
            deadline_at=_end_of(said["deadline_on"]),
            ends_at=_end_of(said["ends_on"]) if said["ends_on"] else None,
            territories=said["territories"],
        )

    @property
    def selection(self) -> Selection:
        said = self.cleaned_data
        if said["which"] == NAMED:
            return Selection(names=said["named"])
        return Selection(None, said["words"], said["release"], said["artist"])

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Everything that was said, for the next step; a file as the list that it held."""
        plain = [
            (name, value)
            for name in self.fields
            if name not in ("file", "names")
            for value in self.data.getlist(name)  # type: ignore[attr-defined]  # a QueryDict
        ]
        named = self.cleaned_data.get("named", ())
        return [*plain, ("names", "\n".join(_written(each) for each in named))]


def _written(named: Named) -> str:
    return f"{named.scheme}:{named.value}" if named.scheme else named.text


def _in_calendar(day: date | None) -> date | None:
    if day is not None and day > LAST_DAY:
        raise forms.ValidationError("Choose an earlier day.")
    return day


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
