"""The ledger: only read."""

from __future__ import annotations

from django.contrib import admin

from artistportal.admin_lists import ReadOnlyAdmin
from earnings.admin.lists import ReadOnlyInline, shown
from earnings.models import Entry, LedgerAccount, Posting


class PostingInline(ReadOnlyInline):
    model = Posting
    fields = ("account", "amount")
    readonly_fields = ("account", "amount")
    select_related = ("account", "account__payee", "account__tool", "entry")

    @admin.display(description="Amount")
    def amount(self, posting: Posting) -> str:
        return shown(posting.amount_micros, posting.entry.currency)


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin[Entry]):
    list_display = ("__str__", "kind", "currency", "accounting_month", "posted_at", "description")
    list_filter = ("kind", "currency")
    list_select_related = ("run",)
    search_fields = ("=number", "description")
    ordering = ("-number",)
    inlines = (PostingInline,)


@admin.register(LedgerAccount)
class LedgerAccountAdmin(ReadOnlyAdmin[LedgerAccount]):
    list_display = ("kind", "payee", "tool", "currency")
    list_filter = ("kind", "currency")
    list_select_related = ("payee", "tool")
    search_fields = ("payee__name", "tool__name")
    ordering = ("kind", "pk")
    readonly_fields = ("balance",)

    @admin.display(description="Balance")
    def balance(self, account: LedgerAccount) -> str:
        return shown(account.balance_micros(), account.currency)
