"""What support fills in when it works on a case: a form for each thing it may do."""

from __future__ import annotations

from django import forms

from artistportal.accounts.models import User
from artistportal.cases.forms.files import FilesField, WithFiles
from artistportal.cases.services.endings import Keeping
from artistportal.cases.services.messages import Said


class DeskForm(forms.Form):
    """A press of a button; the forms below say more."""

    @property
    def words(self) -> str:
        return str(self.cleaned_data.get("text", ""))

    @property
    def said(self) -> Said:
        return Said(self.words, self.cleaned_data.get("attached", ()))

    @property
    def whom(self) -> User:
        found: User = self.cleaned_data["to"]
        return found

    @property
    def keeping(self) -> Keeping:
        return Keeping(self.words, self.cleaned_data["deadline_date"])


class WordsForm(DeskForm):
    """Something said to the opener."""

    text = forms.CharField(
        label="Words", max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class SayingForm(WithFiles, WordsForm):
    """The same, with files."""

    attached = FilesField(label="Files", required=False)


class KeepForm(WordsForm):
    """Why money waits, as its people read it, and when the question is answered at the latest."""

    text = forms.CharField(
        label="Why, as the artists read it",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    deadline_date = forms.DateField(
        label="Decided by", widget=forms.DateInput(attrs={"type": "date"})
    )


class HandOverForm(DeskForm):
    """Who answers from now on."""

    to = forms.ModelChoiceField(User.objects.filter(is_staff=True, is_active=True), label="To")


FORMS: dict[str, type[DeskForm]] = {
    "ask": SayingForm,
    "reply": SayingForm,
    "note": SayingForm,
    "refer": SayingForm,
    "decide": WordsForm,
    "keep_money": KeepForm,
    "hand_over": HandOverForm,
}


def form_of(verb: str) -> type[DeskForm]:
    return FORMS.get(verb, DeskForm)
