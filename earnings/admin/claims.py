"""Claims: they make, change and withdraw themselves, so that they are only read."""

from __future__ import annotations

from django.contrib import admin

from artistportal import money
from artistportal.admin_lists import ReadOnlyAdmin
from earnings.admin.lists import ReadOnlyInline
from earnings.models import Claim, ClaimVersion


class ClaimVersionInline(ReadOnlyInline):
    model = ClaimVersion
    fields = (
        "number", "at", "state", "units", "amount_micros", "currency", "first_used_at",
        "last_used_at", "reports", "why",
    )  # fmt: skip


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin[Claim]):
    """The queue: claims make, change and withdraw themselves, so that they are only read."""

    list_display = (
        "code", "state", "tool", "work", "use", "month_date", "units", "claimed", "why_refused",
        "decision",
    )  # fmt: skip
    list_filter = ("state", "use", "reason")
    list_select_related = ("tool", "work", "decision")
    search_fields = ("=number", "tool__name", "work__title", "=decision__number")
    search_help_text = "Claim or decision by number, tool, or work"
    ordering = ("-number",)
    inlines = (ClaimVersionInline,)

    @admin.display(description="claimed")
    def claimed(self, claim: Claim) -> str:
        if claim.amount_micros is None:
            return "No rate agreed"
        return money.shown(claim.amount_micros, claim.currency)

    @admin.display(description="why refused")
    def why_refused(self, claim: Claim) -> str:
        return claim.rule.sentence
