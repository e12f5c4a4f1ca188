"""Claims at the support desk: what speaks for each is looked at, then the claim is decided.

Nobody reviews a claim of their own, and a profile needs two kinds of confirmed evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join

from artistportal.accounts.views import downloads
from artistportal.admin_lists import ReadOnlyAdmin
from artistportal.admin_reasons import with_reason
from artistportal.roster.domain.profile_claims import EvidenceKind, NotToBeClaimed, show_code
from artistportal.roster.models import EvidenceFile, ProfileClaim, ProfileEvidence
from artistportal.roster.services import profile_claims, profile_evidence


class ReviewAdmin(ReadOnlyAdmin[Any]):
    """Rows on which support acts one by one; what refuses to be done says so."""

    def has_reviewing_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(f"roster.change_{self.opts.model_name}"))

    def each(
        self, request: HttpRequest, queryset: QuerySet[Any], step: Callable[[Any], object]
    ) -> None:
        """Take the step for each row, and tell how many and what did not go."""
        done = 0
        for row in queryset.order_by("pk"):
            try:
                step(row)
            except (NotToBeClaimed, PermissionDenied) as refusal:
                self.message_user(request, f"{row}: {refusal}", messages.ERROR)
            else:
                done += 1
        self.message_user(request, f"{done} done.")


class EvidenceInline(admin.TabularInline[ProfileEvidence, ProfileClaim]):
    model = ProfileEvidence
    fields = readonly_fields = (
        "kind", "told", "documents", "code_to_place", "state", "given_at", "checked_by",
        "checked_at", "note",
    )  # fmt: skip
    extra = 0
    can_delete = False
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProfileEvidence]:
        return (
            super()
            .get_queryset(request)
            .select_related("checked_by", "claim__artist")
            .prefetch_related("files")
        )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="documents")
    def documents(self, evidence: ProfileEvidence) -> str:
        return links_to(evidence)

    @admin.display(description="code to look for")
    def code_to_place(self, evidence: ProfileEvidence) -> str:
        return to_look_for(evidence)


@admin.register(ProfileClaim)
class ProfileClaimAdmin(ReviewAdmin):
    """The queue: open and disputed claims, the oldest first."""

    list_display = ("artist", "work", "claimant", "state", "submitted_at", "decided_at")
    list_filter = ("state",)
    list_select_related = ("artist", "work", "claimant")
    search_fields = ("artist__name", "claimant__email", "claimant__name", "=public_id")
    search_help_text = "Artist, or the claimant's name or address"
    ordering = ("submitted_at", "pk")
    fields = (
        "artist", "work", "credit_role", "claimant", "words", "state", "submitted_at", "decided_by",
        "decided_at", "reason",
    )  # fmt: skip
    inlines = (EvidenceInline,)
    actions = ("approve", "refuse")

    @admin.action(description="Approve (the claimant reads why)", permissions=["reviewing"])
    @with_reason()
    def approve(self, request: Any, queryset: QuerySet[ProfileClaim]) -> None:
        why, by, now = request.asked["reason"], request.user, timezone.now()
        self.each(
            request,
            queryset,
            lambda claim: profile_claims.approve(claim=claim, reason=why, by=by, now=now),
        )

    @admin.action(description="Refuse (the claimant reads why)", permissions=["reviewing"])
    @with_reason()
    def refuse(self, request: Any, queryset: QuerySet[ProfileClaim]) -> None:
        why, by, now = request.asked["reason"], request.user, timezone.now()
        self.each(
            request,
            queryset,
            lambda claim: profile_claims.refuse(claim=claim, reason=why, by=by, now=now),
        )


@admin.register(ProfileEvidence)
class ProfileEvidenceAdmin(ReviewAdmin):
    """What claimants named: support says what it found."""

    list_display = ("claim", "kind", "told", "code_to_place", "state", "given_at", "checked_at")
    list_filter = ("state", "kind")
    list_select_related = ("claim__artist", "claim__claimant")
    search_fields = ("told", "claim__artist__name", "claim__claimant__email")
    ordering = ("given_at", "pk")
    fields = (
        "claim", "kind", "told", "documents", "code_to_place", "state", "given_at", "checked_by",
        "checked_at", "note",
    )  # fmt: skip
    actions = ("confirm", "reject")

    def get_urls(self) -> list[URLPattern]:
        path_of = path(
            "<int:pk>/files/<uuid:file>/",
            self.admin_site.admin_view(self.file),
            name="roster_profileevidence_file",
        )
        return [path_of, *super().get_urls()]

    def file(self, request: HttpRequest, pk: int, file: UUID) -> FileResponse:
        """A document as the claimant gave it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        kept = get_object_or_404(EvidenceFile, evidence=pk, public_id=file)
        return downloads.to_save(kept.file, kept.name)

    @admin.display(description="documents")
    def documents(self, evidence: ProfileEvidence) -> str:
        return links_to(evidence)

    @admin.display(description="code to look for")
    def code_to_place(self, evidence: ProfileEvidence) -> str:
        return to_look_for(evidence)

    @admin.action(description="Confirm (say what you saw)", permissions=["reviewing"])
    @with_reason()
    def confirm(self, request: Any, queryset: QuerySet[ProfileEvidence]) -> None:
        note, by, now = request.asked["reason"], request.user, timezone.now()
        self.each(
            request,
            queryset,
            lambda each: profile_evidence.confirm(evidence=each, note=note, by=by, now=now),
        )

    @admin.action(description="Reject (say what you found)", permissions=["reviewing"])
    @with_reason()
    def reject(self, request: Any, queryset: QuerySet[ProfileEvidence]) -> None:
        note, by, now = request.asked["reason"], request.user, timezone.now()
        self.each(
            request,
            queryset,
            lambda each: profile_evidence.reject(evidence=each, note=note, by=by, now=now),
        )


def links_to(evidence: ProfileEvidence) -> str:
    """The documents that came with evidence, each with its SHA-256."""
    told = (
        (
            reverse("admin:roster_profileevidence_file", args=[evidence.pk, each.public_id]),
            each.name,
            each.sha256,
        )
        for each in evidence.files.all()
    )
    return format_html_join(", ", '<a href="{}">{}</a> (SHA-256 {})', told) or "–"


def to_look_for(evidence: ProfileEvidence) -> str:
    """The code on an official profile; one that was mailed is the claimant's alone to enter."""
    if evidence.kind != EvidenceKind.PROFILE_CODE:
        return "–"
    return show_code(evidence.code)
