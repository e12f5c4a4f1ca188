"""Proposed shares at the support desk: a paper is taken down for who signs nowhere on this site."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from artistportal.admin_lists import ReadOnlyAdmin
from artistportal.admin_reasons import with_reason
from artistportal.roster.domain.splits import show_per_cent
from artistportal.roster.models import ProposedShare
from artistportal.roster.services import split_proposals
from artistportal.roster.services.split_proposals import NotToBeSigned

SHOWN = ("work", "payee", "percent", "from_date", "signed_at", "refused_at", "answered_by", "words")


@admin.register(ProposedShare)
class ProposedShareAdmin(ReadOnlyAdmin[ProposedShare]):
    """Who has yet to sign; the reason given with a signature names the paper it stands on."""

    list_display = fields = readonly_fields = SHOWN
    list_filter = (
        ("signed_at", admin.EmptyFieldListFilter),
        ("refused_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("proposal__work", "payee", "answered_by")
    search_fields = ("proposal__work__title", "=proposal__work__isrc", "payee__name")
    ordering = ("-pk",)
    actions = ("sign_on_paper",)

    def has_signing_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("roster.change_proposedshare"))

    @admin.display(description="work")
    def work(self, share: ProposedShare) -> str:
        return str(share.proposal.work)

    @admin.display(description="share")
    def percent(self, share: ProposedShare) -> str:
        return show_per_cent(share.share_ppm)

    @admin.display(description="from")
    def from_date(self, share: ProposedShare) -> str:
        return f"{share.proposal.from_date:%-d %b %Y}"

    @admin.action(description="Signed on paper", permissions=["signing"])
    @with_reason()
    def sign_on_paper(self, request: Any, queryset: QuerySet[ProposedShare]) -> None:
        for share in queryset.order_by("pk"):
            try:
                split_proposals.sign(
                    share=share,
                    by=request.user,
                    now=timezone.now(),
                    paper=request.asked["reason"],
                )
            except (NotToBeSigned, PermissionDenied) as refusal:
                self.message_user(request, f"{share}: {refusal}", messages.ERROR)
            else:
                self.message_user(request, f"{share.payee} is signed for.")
