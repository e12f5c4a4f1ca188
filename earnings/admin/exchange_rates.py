"""Rates of exchange: read here, and brought in by the file; none is ever changed."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.admin_lists import ReadOnlyAdmin
from earnings import tasks
from earnings.domain.exchange_rate_files import BadRates
from earnings.forms.exchange_rates import ExchangeRateFileForm
from earnings.models import ExchangeRate
from earnings.services import exchange_rates


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ReadOnlyAdmin[ExchangeRate]):
    """Adding takes a whole file in, since rates are never typed."""

    list_display = ("rate_date", "currency", "per_euro", "source", "imported_at")
    list_filter = ("source",)
    search_fields = ("=currency", "=rate_date")
    search_help_text = "A currency such as USD, or a day such as 2026-10-30"
    ordering = ("-rate_date", "currency")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        form = ExchangeRateFileForm(request.POST or None, request.FILES or None)
        if form.is_valid() and self._take_in(request, form):
            return redirect("admin:earnings_exchangerate_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": "Take in a file of exchange rates",
            "form": form,
        }
        return TemplateResponse(
            request,
            "admin/earnings/exchangerate/take_in.html",
            context,
            status=422 if form.errors else 200,
        )

    def _take_in(self, request: HttpRequest, form: ExchangeRateFileForm) -> bool:
        """Whether the file was taken in; else the form says what is wrong with it."""
        try:
            taken = exchange_rates.take_in(
                file=form.cleaned_data["file"],
                source=form.cleaned_data["source"],
                by=cast(User, request.user),
                now=timezone.now(),
            )
        except BadRates as odd:
            form.add_error("file", str(odd))
            return False
        tasks.ring_for_rates(taken)
        self.message_user(request, taken.sentence)
        return True
