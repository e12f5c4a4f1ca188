"""The roster at the support desk.

Support keeps artists, organisations, works and credits right. What artists let others decide, what
was agreed about shares, and the files that were uploaded are only read here.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from artistportal.admin_lists import BigListAdmin, ReadOnlyAdmin
from artistportal.roster import forms
from artistportal.roster.domain import mandates
from artistportal.roster.domain.splits import show_per_cent
from artistportal.roster.domain.teams import NotToBeChanged, Stretch
from artistportal.roster.models import (
    Artist,
    ArtistMember,
    CatalogueUpload,
    Credit,
    Mandate,
    Organisation,
    OrganisationMember,
    Payee,
    Signing,
    SplitShare,
    SplitSheet,
    Work,
)
from artistportal.roster.queries import works
from artistportal.roster.services import teams


class DatedAdmin(BigListAdmin[Any]):
    """Sets the moment at which a row was added."""

    readonly_fields = ("public_id", "created_at")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if not change:
            obj.created_at = timezone.now()
        super().save_model(request, obj, form, change)


class AddOnlyInline(admin.TabularInline[Any, Any]):
    """Rows that are added or taken out; what is there is read without a query a row."""

    extra = 0
    show_change_link = True
    select_related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.select_related)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PlaceAdminForm(forms.StretchAdminForm):
    """A place in a team as support puts it right; somebody owns the account at every moment."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk is None or self.errors:
            return cleaned
        place = Stretch(cleaned["role"], cleaned["from_at"], cleaned.get("until_at"))
        try:
            teams.check_kept_owned(self.instance, place, timezone.now())
        except NotToBeChanged as refusal:
            raise ValidationError(str(refusal)) from refusal
        return cleaned


class PlaceInline(AddOnlyInline):
    """Places are given here; each is changed and ended on its own page, and none is taken out."""

    form = forms.StretchAdminForm
    autocomplete_fields = ("user",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ArtistMemberInline(PlaceInline):
    model = ArtistMember
    select_related = ("user", "artist")


class OrganisationMemberInline(PlaceInline):
    model = OrganisationMember
    select_related = ("user", "organisation")


class CreditInline(AddOnlyInline):
    model = Credit
    autocomplete_fields = ("artist",)
    select_related = ("artist", "work")


class SplitShareInline(AddOnlyInline):
    model = SplitShare
    fields = ("payee", "share")
    readonly_fields = ("payee", "share")
    can_delete = False
    show_change_link = False
    select_related = ("payee", "sheet__work")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="share")
    def share(self, part: SplitShare) -> str:
        return show_per_cent(part.share_ppm)


@admin.register(Artist)
class ArtistAdmin(DatedAdmin):
    form = forms.ArtistAdminForm
    list_display = ("name", "is_band", "isni", "ipi", "created_at")
    search_fields = ("name", "=isni", "=ipi", "=public_id")
    search_help_text = "Name, ISNI or IPI name number"
    inlines = (ArtistMemberInline,)


@admin.register(Organisation)
class OrganisationAdmin(DatedAdmin):
    form = forms.OrganisationAdminForm
    fields = ("name", "kind", "dpid", "public_id", "created_at")
    list_display = ("name", "kind", "dpid", "created_at")
    list_filter = ("kind",)
    search_fields = ("name", "=dpid", "=public_id")
    search_help_text = "Name or DPID"
    inlines = (OrganisationMemberInline,)


@admin.register(Work)
class WorkAdmin(DatedAdmin):
    form = forms.WorkAdminForm
    list_display = ("title", "kind", "isrc", "iswc", "release_title", "rights_holder")
    list_filter = ("kind",)
    list_select_related = ("rights_holder",)
    search_fields = ("title",)
    search_help_text = "Title, release, ISRC, ISWC or the rights holder's number"
    autocomplete_fields = ("rights_holder", "voice_of", "compositions")
    inlines = (CreditInline,)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Identifiers are found as people write them, with hyphens and dots."""
        text = search_term.strip()
        return (queryset.filter(works.matching(text)) if text else queryset), False


@admin.register(Credit)
class CreditAdmin(BigListAdmin[Credit]):
    list_display = ("work", "artist", "role", "holds_consent", "credited_at")
    list_filter = ("role", "holds_consent")
    list_select_related = ("work", "artist")
    search_fields = ("work__title", "artist__name")
    autocomplete_fields = ("work", "artist")


class PlaceAdmin(BigListAdmin[Any]):
    """Whose place it is, and in which team, stays as it was given."""

    form = PlaceAdminForm

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.autocomplete_fields if obj else ()


@admin.register(ArtistMember)
class ArtistMemberAdmin(PlaceAdmin):
    list_display = ("user", "artist", "role", "sees_money", "from_at", "until_at")
    list_filter = ("role", "sees_money")
    list_select_related = ("user", "artist")
    search_fields = ("user__email", "user__name", "artist__name")
    autocomplete_fields = ("user", "artist")


@admin.register(OrganisationMember)
class OrganisationMemberAdmin(PlaceAdmin):
    list_display = ("user", "organisation", "role", "sees_money", "from_at", "until_at")
    list_filter = ("role", "sees_money")
    list_select_related = ("user", "organisation")
    search_fields = ("user__email", "user__name", "organisation__name")
    autocomplete_fields = ("user", "organisation")


@admin.register(Signing)
class SigningAdmin(BigListAdmin[Signing]):
    form = forms.StretchAdminForm
    list_display = ("artist", "organisation", "from_date", "until_date")
    list_select_related = ("artist", "organisation")
    search_fields = ("artist__name", "organisation__name")
    autocomplete_fields = ("artist", "organisation")


@admin.register(Payee)
class PayeeAdmin(BigListAdmin[Payee]):
    list_display = ("name", "artist", "organisation")
    list_select_related = ("artist", "organisation")
    readonly_fields = ("public_id",)
    search_fields = ("name", "=public_id")
    autocomplete_fields = ("artist", "organisation")


@admin.register(Mandate)
class MandateAdmin(ReadOnlyAdmin[Mandate]):
    list_display = ("artist", "organisation", "in_words", "from_at", "until_at")
    list_select_related = ("artist", "organisation")
    search_fields = ("artist__name", "organisation__name", "clause")

    @admin.display(description="what may be decided")
    def in_words(self, mandate: Mandate) -> str:
        return mandates.in_words(
            mandate.uses, mandate.kinds, until_at=mandate.until_at, clause=mandate.clause
        )


@admin.register(SplitSheet)
class SplitSheetAdmin(ReadOnlyAdmin[SplitSheet]):
    list_display = ("work", "from_date", "until_date")
    list_select_related = ("work",)
    search_fields = ("work__title", "=work__isrc", "=work__iswc")
    inlines = (SplitShareInline,)


@admin.register(CatalogueUpload)
class CatalogueUploadAdmin(ReadOnlyAdmin[CatalogueUpload]):
    list_display = ("name", "organisation", "uploaded_by", "uploaded_at", "imported_at")
    list_select_related = ("organisation", "uploaded_by")
    search_fields = ("name", "organisation__name", "=sha256")
    fields = ("name", "organisation", "sha256", "uploaded_by", "uploaded_at", "imported_at")
