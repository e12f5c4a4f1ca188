"""Successors and guardians at the support desk: written down once the papers were seen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.admin_lists import BigListAdmin
from artistportal.admin_reasons import with_reason
from artistportal.roster.admin.claims import ReviewAdmin
from artistportal.roster.domain.teams import NotToBeChanged
from artistportal.roster.models import Guardianship, Successor
from artistportal.roster.services import successors
from artistportal.roster.services.successors import Custody


@admin.register(Successor)
class SuccessorAdmin(ReviewAdmin):
    """Whom artists named; that one took over is written down with the paper that shows it."""

    list_display = ("artist", "name", "email", "named_at", "ended_at", "took_over_at")
    list_filter = (("ended_at", admin.EmptyFieldListFilter),)
    list_select_related = ("artist",)
    search_fields = ("artist__name", "name", "email")
    ordering = ("-pk",)
    fields = (
        "artist", "name", "email", "words", "named_by", "named_at", "ended_at", "took_over_at",
    )  # fmt: skip
    actions = ("take_over",)

    @admin.action(
        description="Took over (name the paper that shows the death)", permissions=["reviewing"]
    )
    @with_reason()
    def take_over(self, request: Any, queryset: QuerySet[Successor]) -> None:
        why, by, now = request.asked["reason"], request.user, timezone.now()
        for successor in queryset.select_related("artist"):
            try:
                successors.take_over(successor=successor, reason=why, by=by, now=now)
            except (NotToBeChanged, PermissionDenied) as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.message_user(request, f"{successor.name} owns {successor.artist} now.")


class GuardianshipForm(forms.ModelForm[Guardianship]):
    """Who decides for whom, until which day; refused where the service refuses it."""

    by: User

    artist_themself = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        to_field_name="email",
        label="The artist's own account",
        widget=forms.TextInput,
        required=False,
        help_text="By its e-mail address. It owns the artist's account from that day on.",
    )

    class Meta:
        model = Guardianship
        fields = ("artist", "guardian", "artist_themself", "until_date", "paper")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            with transaction.atomic():
                self.carry_out()
                transaction.set_rollback(True)  # tried only: it is carried out when it is saved
        except (NotToBeChanged, PermissionDenied) as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return cleaned

    def carry_out(self) -> Guardianship:
        said = self.cleaned_data
        custody = Custody(
            said["guardian"], said["artist_themself"], said["until_date"], said["paper"]
        )
        return successors.record_guardianship(
            artist=said["artist"], custody=custody, by=self.by, now=timezone.now()
        )


@admin.register(Guardianship)
class GuardianshipAdmin(BigListAdmin[Guardianship]):
    """Added once the paper was seen; on its day a guardianship is over by itself."""

    form = GuardianshipForm
    list_display = ("artist", "guardian", "until_date", "paper", "recorded_by", "recorded_at")
    list_select_related = ("artist", "guardian", "recorded_by")
    search_fields = ("artist__name", "guardian__email", "guardian__name")
    ordering = ("-pk",)
    autocomplete_fields = ("artist", "guardian")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Guardianship | None = None) -> Any:
        if obj is None:
            return list(GuardianshipForm.Meta.fields)
        return ["artist", "guardian", "until_date", "paper", "recorded_by", "recorded_at"]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **options)
        form.by = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        obj.__dict__.update(form.carry_out().__dict__)
