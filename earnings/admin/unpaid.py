"""Disputes, opened and ended here; and what waits, for whom and why, only read."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.admin_lists import BigListAdmin, ReadOnlyAdmin
from earnings import tasks
from earnings.admin.lists import shown
from earnings.models import Dispute, UnpaidMonth
from earnings.services import disputes
from earnings.services.disputes import Disputed, NotDisputed, Question

ASKED = ("work", "tool", "reason", "next_step", "deadline_date")


class DisputeForm(forms.ModelForm[Dispute]):
    """What is disputed and what comes next; later, what came out."""

    class Meta:
        model = Dispute
        fields = (*ASKED, "outcome")
        help_texts = {
            "reason": "The artists concerned read it, as they read what happens next.",
            "outcome": "Ends the dispute: its money goes where it belongs by then.",
        }

    def clean_deadline_date(self) -> date:
        deadline: date = self.cleaned_data["deadline_date"]
        try:
            disputes.check_deadline(deadline, timezone.now())
        except NotDisputed as why:
            raise forms.ValidationError(str(why)) from why
        return deadline

    def clean_outcome(self) -> str:
        outcome = str(self.cleaned_data["outcome"])
        try:
            disputes.check_outcome(outcome)
        except NotDisputed as why:
            raise forms.ValidationError(str(why)) from why
        return outcome


@admin.register(Dispute)
class DisputeAdmin(BigListAdmin[Dispute]):
    """Add one to open it; give an open one its outcome to end it."""

    form = DisputeForm
    list_display = ("__str__", "tool", "reason", "deadline_date", "opened_at", "ended_at")
    list_filter = (("ended_at", admin.EmptyFieldListFilter),)
    list_select_related = ("work", "tool")
    search_fields = ("=number", "work__title", "=work__isrc", "tool__name")
    ordering = ("-number",)
    autocomplete_fields = ("work", "tool")

    def has_change_permission(self, request: HttpRequest, obj: Dispute | None = None) -> bool:
        is_over = obj is not None and obj.ended_at is not None
        return not is_over and super().has_change_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: Dispute | None = None) -> Any:
        if obj is None:
            return list(ASKED)
        return [field.name for field in obj._meta.fields if field.name != "id"]

    def get_readonly_fields(self, request: HttpRequest, obj: Dispute | None = None) -> Any:
        if obj is None:
            return ()
        return [name for name in self.get_fields(request, obj) if name != "outcome"]

    def save_model(self, request: HttpRequest, obj: Dispute, form: Any, change: Any) -> None:
        by, now = cast(User, request.user), timezone.now()
        if change:
            done = disputes.end(dispute=obj, outcome=obj.outcome, by=by, now=now)
        else:
            question = Question(obj.work, obj.tool, obj.reason, obj.next_step, obj.deadline_date)
            done = disputes.begin(question=question, by=by, now=now)
        obj.__dict__.update(done.dispute.__dict__)
        self._tell(request, done)

    def _tell(self, request: HttpRequest, done: Disputed) -> None:
        tasks.ring_runs(done.due.runs)
        tasks.ring_summaries(done.due.summaries)
        self.message_user(request, f"{len(done.due.runs)} runs are computed anew.")


@admin.register(UnpaidMonth)
class UnpaidMonthAdmin(ReadOnlyAdmin[UnpaidMonth]):
    """What waits of each tool's month, as the page of unpaid money shows it."""

    list_display = (
        "whose", "work", "tool", "month_date", "waiting", "reason", "units", "amount", "since_at",
    )  # fmt: skip
    list_filter = ("waiting", "reason")
    list_select_related = ("payee", "artist", "organisation", "work", "tool")
    search_fields = ("payee__name", "artist__name", "organisation__name", "work__title")
    ordering = ("-month_date", "pk")

    @admin.display(description="Whose")
    def whose(self, row: UnpaidMonth) -> str:
        return str(row.payee or row.artist or row.organisation)

    @admin.display(description="Amount")
    def amount(self, row: UnpaidMonth) -> str:
        return "–" if row.amount_micros is None else shown(row.amount_micros, row.currency)
