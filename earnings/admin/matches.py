"""Identifiers nobody knows, and which works they mean: support says so for any organisation."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from artistportal.accounts.models import User
from artistportal.admin_lists import BigListAdmin, ReadOnlyAdmin
from artistportal.admin_reasons import with_reason
from earnings import tasks
from earnings.admin.lists import shown
from earnings.domain.suggestions import Reported
from earnings.models import IdentifierMatch, UnmatchedMonth
from earnings.queries import matches as found
from earnings.services import matches
from earnings.services.matches import Matched, NotMatched


class MatchAdminForm(forms.ModelForm[IdentifierMatch]):
    """An identifier and the work it means; refused where it cannot be matched."""

    class Meta:
        model = IdentifierMatch
        fields = ("identifier", "work", "reason")

    def clean_identifier(self) -> str:
        identifier = str(self.cleaned_data["identifier"]).strip()
        try:
            matches.check_unknown(identifier)
        except NotMatched as why:
            raise forms.ValidationError(str(why)) from why
        return identifier


@admin.register(IdentifierMatch)
class IdentifierMatchAdmin(BigListAdmin[IdentifierMatch]):
    """Matches: add one, or withdraw it; the months concerned are computed anew."""

    form = MatchAdminForm
    list_display = ("identifier", "work", "reason", "made_by", "made_at", "withdrawn_at")
    list_filter = (("withdrawn_at", admin.EmptyFieldListFilter),)
    list_select_related = ("work", "made_by")
    search_fields = ("=identifier", "work__title", "=work__isrc")
    ordering = ("-made_at",)
    autocomplete_fields = ("work",)
    actions = ("withdraw",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: IdentifierMatch | None = None) -> Any:
        if obj is None:
            return list(self.form.base_fields)
        return [field.name for field in obj._meta.fields if field.name != "id"]

    def save_model(
        self, request: HttpRequest, obj: IdentifierMatch, form: Any, change: Any
    ) -> None:
        matched = matches.confirm(
            identifier=obj.identifier,
            work=obj.work,
            reason=obj.reason,
            by=cast(User, request.user),
            now=timezone.now(),
        )
        obj.__dict__.update(matched.match.__dict__)
        self._tell(request, matched)

    @admin.action(description="Withdraw", permissions=["view"])
    @with_reason()
    def withdraw(self, request: HttpRequest, queryset: QuerySet[IdentifierMatch]) -> None:
        for match in queryset.select_related("work__rights_holder"):
            try:
                matched = matches.withdraw(
                    match=match, by=cast(User, request.user), now=timezone.now()
                )
            except NotMatched as odd:
                self.message_user(request, str(odd), messages.ERROR)
            else:
                self._tell(request, matched)

    def _tell(self, request: HttpRequest, matched: Matched) -> None:
        tasks.ring_runs(matched.due.runs)
        tasks.ring_summaries(matched.due.summaries)
        self.message_user(
            request, f"{matched.match.identifier}: {matched.months} months are computed anew."
        )


@admin.register(UnmatchedMonth)
class UnmatchedMonthAdmin(ReadOnlyAdmin[UnmatchedMonth]):
    """What is unmatched, at whose licences; opened, the works that it may mean."""

    list_display = (
        "identifier", "title", "artist", "organisation", "tool", "month_date", "units", "amount",
        "since_at",
    )  # fmt: skip
    list_filter = (("organisation", admin.EmptyFieldListFilter),)
    list_select_related = ("tool", "organisation")
    search_fields = ("=identifier", "title", "artist", "organisation__name", "tool__name")
    ordering = ("-amount_micros", "-units", "pk")
    readonly_fields = ("suggestions",)

    @admin.display(description="Amount")
    def amount(self, row: UnmatchedMonth) -> str:
        return "–" if row.amount_micros is None else shown(row.amount_micros, row.currency)

    @admin.display(description="Perhaps")
    def suggestions(self, row: UnmatchedMonth) -> SafeString | str:
        reported = Reported(row.identifier, row.title, row.artist)
        works = found.suggest([reported]).get(row.identifier, ()) if row.identifier else ()
        add = reverse("admin:earnings_identifiermatch_add")
        rows = (
            (
                f"{add}?{_prefilled(row.identifier, work)}",
                work.title,
                ", ".join(work.artists),
                work.identifier,
                work.reason,
            )
            for work in works
        )
        links = format_html_join("", '<li><a href="{}">{}</a>, {}, {}: {}</li>', rows)
        return format_html("<ul>{}</ul>", links) if works else "No work is alike."


def _prefilled(identifier: str, work: found.Suggested) -> str:
    return urlencode({"identifier": identifier, "work": str(work.work), "reason": work.reason})
