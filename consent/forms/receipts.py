"""For how long a receipt is lent, and what is handed in to be checked."""

from __future__ import annotations

from django import forms

LENT_FOR = [(7, "7 days"), (30, "30 days"), (365, "1 year")]
MOST_BYTES = 100_000


class LinkForm(forms.Form):
    """How long the link is good for."""

    days = forms.TypedChoiceField(label="Good for", choices=LENT_FOR, coerce=int, initial=30)


class VerifyForm(forms.Form):
    """A receipt or proof, pasted or as a file."""

    text = forms.CharField(
        label="Receipt, proof file or log proof",
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(label="Or a file", required=False, max_length=200)

    def clean_file(self) -> str:
        """The text of the file; nothing of it is kept."""
        sent = self.cleaned_data["file"]
        if not sent:
            return ""
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(f"The file is larger than {MOST_BYTES // 1000} kB.")
        text: str = sent.read(MOST_BYTES).decode(errors="replace")
        return text

    @property
    def handed_in(self) -> str:
        text: str = self.cleaned_data.get("file") or self.cleaned_data.get("text") or ""
        return text
