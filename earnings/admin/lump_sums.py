"""Lump sums: recorded here when they come, allocated by an action, never edited."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.admin_lists import BigListAdmin
from artistportal.admin_reasons import with_reason
from earnings.admin.lists import shown
from earnings.forms.lump_sums import LumpSumForm
from earnings.models import LumpSum
from earnings.services import lump_sum_parts, lump_sums

PREVIEWED = 5


@admin.register(LumpSum)
class LumpSumAdmin(BigListAdmin[LumpSum]):
    form = LumpSumForm
    autocomplete_fields = ("licence",)
    list_display = ("code", "licence", "kind", "description", "amount", "received_at", "state")
    list_filter = ("kind", ("allocated_at", admin.EmptyFieldListFilter))
    list_select_related = ("licence__tool", "licence__organisation", "reverses", "reversal")
    search_fields = ("=number", "=licence__number", "licence__tool__name", "description")
    ordering = ("-number",)
    actions = ("preview", "allocate", "reverse")

    @admin.display(description="Amount")
    def amount(self, found: LumpSum) -> str:
        return shown(found.amount_micros, found.currency)

    @admin.display(description="State")
    def state(self, found: LumpSum) -> str:
        if found.reverses:
            return f"Takes back {found.reverses.code}"
        if found.reversed_by:
            return f"Taken back by {found.reversed_by.code}"
        if found.allocated_at:
            return f"Allocated {found.allocated_at:%Y-%m-%d}"
        days = (timezone.now() - found.received_at).days
        return f"Unallocated since {days} days"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: LumpSum | None = None) -> Any:
        if obj is None:
            return list(self.form.base_fields)
        return [field.name for field in obj._meta.fields if field.name != "id"]

    def save_model(self, request: HttpRequest, obj: LumpSum, form: Any, change: Any) -> None:
        recorded = lump_sums.record(
            received=form.received, by=cast(User, request.user), now=timezone.now()
        )
        obj.__dict__.update(recorded.__dict__)

    @admin.action(description="Show who would get most of it", permissions=["view"])
    def preview(self, request: HttpRequest, queryset: QuerySet[LumpSum]) -> None:
        for found in queryset:
            try:
                divided = lump_sums.preview(lump_sum=found, now=timezone.now())
            except lump_sums.NotAllocated as odd:
                self.message_user(request, f"{found.code}: {odd}", messages.ERROR)
                continue
            parts = lump_sum_parts.of_all(found, divided, shown=PREVIEWED)
            first = "; ".join(
                f"{p.name} {shown(p.amount_micros, found.currency)}" for p in parts.rows
            )
            self.message_user(request, f"{found.code}, {parts.count} in all: {first}")

    @admin.action(description="Allocate to the payees", permissions=["view"])
    @with_reason()
    def allocate(self, request: HttpRequest, queryset: QuerySet[LumpSum]) -> None:
        for found in queryset.select_related("licence__organisation"):
            try:
                lump_sums.allocate(lump_sum=found, by=cast(User, request.user), now=timezone.now())
            except lump_sums.NotAllocated as odd:
                self.message_user(request, f"{found.code}: {odd}", messages.ERROR)
            else:
                self.message_user(request, f"{found.code} is allocated.")

    @admin.action(description="Take back, as recorded wrongly", permissions=["view"])
    @with_reason()
    def reverse(self, request: Any, queryset: QuerySet[LumpSum]) -> None:
        """Everybody whom the sum paid reads the reason."""
        by, now = cast(User, request.user), timezone.now()
        for found in queryset.select_related("licence__organisation"):
            try:
                why = request.asked["reason"]
                reversal = lump_sums.reverse(lump_sum=found, why=why, by=by, now=now)
            except lump_sums.NotReversed as odd:
                self.message_user(request, f"{found.code}: {odd}", messages.ERROR)
            else:
                self.message_user(request, f"{reversal.code} takes {found.code} back.")
