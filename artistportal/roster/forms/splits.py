"""What people type to propose shares, to answer them, and to bring many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from artistportal.roster.domain import catalogue_cells, splits
from artistportal.roster.models import Work
from artistportal.roster.queries.split_parties import Named, Party
from artistportal.roster.services.split_proposals import Shares

MOST_BYTES = 500_000
LINES = 4
MOST_LINES = 40
LONGEST_WORDS = 300
EARLIEST = date(1990, 1, 1)


class ShareField(forms.CharField):
    """A share in per cent with up to four decimals, kept in ppm; an empty one or 0 is none."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 9, "autocomplete": "off"})

    def clean(self, value: Any) -> int | None:
        text = super().clean(value).strip()
        if not text or text in {"0", "0 %", "0%"}:
            return None
        try:
            return splits.parse_per_cent(text)
        except splits.NotPerCent as odd:
            raise forms.ValidationError(f"{odd} {odd.cure}") from None


class SharesForm(forms.Form):
    """The shares of a work: one field for each party of it, and lines for others by name."""

    from_date = forms.DateField(
        label="From",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="It pays uses of this day and later ones. An earlier sheet ends on this day.",
    )
    why = forms.CharField(
        label="What the others should know",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For example, where and when it was agreed.",
    )

    def __init__(
        self,
        *args: Any,
        parties: Sequence[Named],
        in_force: Mapping[Any, int],
        lines: int = LINES,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {f"share-{named.key}": named for named in parties}
        for name, named in self.parties.items():
            share = in_force.get(named.key)
            self.fields[name] = ShareField(
                label=f"{named.name} ({named.note}), share in per cent",
                required=False,
                max_length=20,
                initial=splits.show_per_cent(share).removesuffix(" %") if share else "",
            )
        self.lines = [(f"name-{line}", f"other-{line}") for line in range(lines)]
        for number, (name, other) in enumerate(self.lines, 1):
            label = f"Somebody else {number}"
            self.fields[name] = forms.CharField(
                label=f"{label}, name", required=False, max_length=200
            )
            self.fields[other] = ShareField(
                label=f"{label}, share in per cent", required=False, max_length=20
            )

    @property
    def known_fields(self) -> list[forms.BoundField]:
        """The shares of the work's parties, as bound fields."""
        return [self[name] for name in self.parties]

    @property
    def other_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The name and share of each further line."""
        return [(self[name], self[other]) for name, other in self.lines]

    def clean_from_date(self) -> date:
        day: date = self.cleaned_data["from_date"]
        if day < EARLIEST:
            raise forms.ValidationError(f"Choose a day after {EARLIEST:%Y}.")
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self._check_lines(said)
        if not self.errors:
            try:
                splits.check_whole(self._payees().values())
            except splits.SplitNotWhole as odd:
                raise forms.ValidationError(f"{odd} {odd.cure}") from None
        return said

    def shares(self, work: Work) -> Shares:
        """What was said, as the service takes it."""
        said = self.cleaned_data
        return Shares(work, said["from_date"], self._payees(), said["why"])

    def _check_lines(self, said: Mapping[str, Any]) -> None:
        taken = {named.name.casefold() for named in self.parties.values()}
        for name, other in self.lines:
            called, share = " ".join((said.get(name) or "").split()), said.get(other)
            if called and catalogue_cells.INVISIBLE.search(called):
                self.add_error(name, "It holds an invisible control character. Type it instead.")
            elif called and called.casefold() in taken:
                self.add_error(name, f"{called} has a line already: write the share there.")
            elif called and share is None and other not in self.errors:
                self.add_error(other, f"Say which share {called} gets.")
            elif share is not None and not called:
                self.add_error(name, "Say whose share this is.")
            taken |= {called.casefold()} if called else set()

    def _payees(self) -> dict[Party | str, int]:
        said = self.cleaned_data
        named: dict[Party | str, int | None] = {
            party.party: said.get(name) for name, party in self.parties.items()
        }
        for name, other in self.lines:
            named[" ".join(said[name].split())] = said.get(other)
        return {party: share for party, share in named.items() if party and share}


class AnswerForm(forms.Form):
    """One payee's answer: a signature, one on paper, or a refusal with its reason."""

    answer = forms.ChoiceField(choices=[(each, each) for each in ("sign", "paper", "refuse")])
    share = forms.IntegerField()
    words = forms.CharField(required=False, max_length=LONGEST_WORDS)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors and said["answer"] != "sign" and not said["words"].strip():
            missing = {
                "paper": "Name the paper: what it is, its date, and where it is kept.",
                "refuse": "Say in a few words why, so that the others know what to change.",
            }
            self.add_error("words", missing[said["answer"]])
        return said


class SplitFileForm(forms.Form):
    """Shares of many works: a file, or the same lines pasted."""

    file = forms.FileField(
        label="File of shares",
        required=False,
        help_text="A CSV file in UTF-8, at most 2,000 lines and 200 works.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    text = forms.CharField(
        label="Or its lines",
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        file: UploadedFile[bytes] | None = said.get("file")
        if file is not None:
            said["text"] = self._read(file)
        if not self.errors and not (said.get("text") or "").strip():
            self.add_error("file", "Choose a file, or paste its lines.")
        return said

    def _read(self, file: UploadedFile[bytes]) -> str:
        if (file.size or 0) > MOST_BYTES:
            self.add_error("file", "The file is larger than 500 kB. Send it in parts.")
            return ""
        try:
            return str(file.read(), "utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", "The file is not in UTF-8. Save it as “CSV UTF-8”.")
            return ""
