"""What people choose when they make a key."""

from __future__ import annotations

from django import forms

from consent.domain.api_keys import ApiScope


class KeyForm(forms.Form):
    """A name to know the key by, and what it may do."""

    name = forms.CharField(
        max_length=80,
        help_text="Where it will be kept, such as “production server”.",
    )
    scopes = forms.MultipleChoiceField(
        label="It may",
        choices=[(scope.value, scope.label) for scope in ApiScope],
        widget=forms.CheckboxSelectMultiple,
    )

    @property
    def scopes_chosen(self) -> set[ApiScope]:
        return set(map(ApiScope, self.cleaned_data["scopes"]))
