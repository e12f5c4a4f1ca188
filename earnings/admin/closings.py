"""Accounting months reviewed, locked and sent by hand, and the statements that were issued."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from artistportal import background
from artistportal.accounts.models import User
from artistportal.admin_lists import ReadOnlyAdmin
from artistportal.admin_reasons import with_reason
from artistportal.periods import Month
from earnings import tasks
from earnings.admin.contracts import ServiceAdmin
from earnings.admin.lists import ReadOnlyInline, shown
from earnings.domain.statement_drafts import Concern
from earnings.forms.settlements import MonthClosingForm
from earnings.models import (
    MonthClosing,
    MonthReview,
    Statement,
    StatementDraft,
    StatementDraftPart,
    StatementPart,
)
from earnings.services import closings, month_reviews


@admin.register(MonthClosing)
class MonthClosingAdmin(ServiceAdmin[MonthClosing]):
    """Adding one locks the month, and those before it that are open still. Its statements wait
    until they are sent.
    """

    form = MonthClosingForm
    list_display = (
        "__str__", "state", "statements", "progress", "finished_at", "held_back", "sent_at",
        "error",
    )  # fmt: skip
    list_filter = ("state", "held_back")
    ordering = ("-month_date",)
    actions = ("go_on", "send")

    @admin.display(description="Progress")
    def progress(self, job: MonthClosing) -> str:
        return job.progress_note

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: MonthClosing | None = None) -> Any:
        if obj is None:
            return ["month_date"]
        return [field.name for field in obj._meta.fields if field.name != "id"]

    def save_model(self, request: Any, obj: MonthClosing, form: Any, change: Any) -> None:
        month = Month(form.cleaned_data["month_date"])
        due = closings.due(month=month, by=request.user, now=timezone.now())
        tasks.ring_closings(due)
        found = MonthClosing.objects.filter(month_date=month.first).first()
        if found:
            obj.__dict__.update(found.__dict__)

    @admin.action(description="Let failed closings go on", permissions=["view"])
    @with_reason()
    def go_on(self, request: HttpRequest, queryset: QuerySet[MonthClosing]) -> None:
        now = timezone.now()
        again = [job.pk for job in queryset if background.retry(MonthClosing, job.pk, now=now)]
        tasks.ring_closings(again)
        self.message_user(request, f"{len(again)} closings go on.")

    @admin.action(description="Send the statements up to a locked month", permissions=["view"])
    @with_reason()
    def send(self, request: HttpRequest, queryset: QuerySet[MonthClosing]) -> None:
        """Payees see them from now on, and are told."""
        by, now = cast(User, request.user), timezone.now()
        last = max(queryset, key=lambda job: job.month_date)
        try:
            tasks.ring_sendings(closings.send(month=Month(last.month_date), by=by, now=now))
        except closings.NotLocked as odd:
            self.message_user(request, str(odd), messages.ERROR)
        else:
            self.message_user(request, f"The statements up to {last} are sent.")


@admin.register(MonthReview)
class MonthReviewAdmin(ReadOnlyAdmin[MonthReview]):
    """Months that are over and not locked yet, drafted by themselves and again when asked."""

    list_display = ("__str__", "state", "to_look_at", "progress_note", "finished_at", "error")
    list_filter = ("state",)
    ordering = ("-month_date",)
    actions = ("draft_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[MonthReview]:
        warned = Count("drafts", filter=~Q(drafts__concerns=""))
        return super().get_queryset(request).annotate(warned=warned, drafted=Count("drafts"))

    @admin.display(description="Drafts")
    def to_look_at(self, job: MonthReview) -> str:
        path = reverse("admin:earnings_statementdraft_changelist")
        drafted, warned = getattr(job, "drafted", 0), getattr(job, "warned", 0)
        said = f"{drafted:,} drafts, {warned:,} with something to look at"
        return format_html('<a href="{}?review__id__exact={}">{}</a>', path, job.pk, said)

    @admin.action(description="Draft the statements again", permissions=["view"])
    @with_reason()
    def draft_again(self, request: HttpRequest, queryset: QuerySet[MonthReview]) -> None:
        by, now = cast(User, request.user), timezone.now()
        for job in queryset:
            try:
                due = month_reviews.due(month=Month(job.month_date), by=by, now=now)
            except closings.NotOver as odd:
                self.message_user(request, str(odd), messages.ERROR)
            else:
                tasks.ring_reviews(due)
                self.message_user(request, f"{job} is drafted again.")


class ConcernFilter(admin.SimpleListFilter):
    """Drafts by what there is to look at."""

    title = "what to look at"
    parameter_name = "concern"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(warning.value, warning.label) for warning in Concern]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[StatementDraft]
    ) -> QuerySet[StatementDraft]:
        concern = self.value()
        return queryset.filter(concerns__contains=concern) if concern else queryset


class StatementDraftPartInline(ReadOnlyInline):
    model = StatementDraftPart
    fields = (
        "organisation", "contract", "earned_before_micros", "earned_micros", "costs_micros",
        "reserved_micros", "released_micros", "recouped_micros",
    )  # fmt: skip
    select_related = ("organisation", "contract", "draft")


@admin.register(StatementDraft)
class StatementDraftAdmin(ReadOnlyAdmin[StatementDraft]):
    """What each statement would say if the month were locked now, beside the month before."""

    list_display = (
        "payee", "month", "currency", "opening", "before", "earned", "costs", "recouped", "tax",
        "closing", "held", "look_at",
    )  # fmt: skip
    list_filter = (ConcernFilter, "currency")
    list_select_related = ("payee", "review")
    search_fields = ("payee__name",)
    ordering = ("-review", "payee", "currency")
    inlines = (StatementDraftPartInline,)

    @admin.display(description="Month")
    def month(self, draft: StatementDraft) -> str:
        return str(draft.review)

    @admin.display(description="Opening")
    def opening(self, draft: StatementDraft) -> str:
        return shown(draft.opening_micros, draft.currency)

    @admin.display(description="Earned before")
    def before(self, draft: StatementDraft) -> str:
        before = draft.earned_before_micros
        return "" if before is None else shown(before, draft.currency)

    @admin.display(description="Earned")
    def earned(self, draft: StatementDraft) -> str:
        return shown(draft.earned_micros, draft.currency)

    @admin.display(description="Costs")
    def costs(self, draft: StatementDraft) -> str:
        return shown(draft.costs_micros, draft.currency)

    @admin.display(description="Recouped")
    def recouped(self, draft: StatementDraft) -> str:
        return shown(draft.recouped_micros, draft.currency)

    @admin.display(description="Tax")
    def tax(self, draft: StatementDraft) -> str:
        return shown(draft.tax_micros, draft.currency)

    @admin.display(description="Closing")
    def closing(self, draft: StatementDraft) -> str:
        return shown(draft.closing_micros, draft.currency)

    @admin.display(description="Held")
    def held(self, draft: StatementDraft) -> str:
        return shown(draft.held_micros, draft.currency)

    @admin.display(description="Look at")
    def look_at(self, draft: StatementDraft) -> str:
        return ", ".join(warning.label for warning in draft.to_look_at)


class StatementPartInline(ReadOnlyInline):
    model = StatementPart
    fields = (
        "organisation", "contract", "earned_in_micros", "earned_in_currency", "exchange_rate",
        "earned_micros", "fee_micros", "expenses_micros", "contract_micros", "reserved_micros",
        "released_micros", "recouped_micros", "tax_micros",
    )  # fmt: skip
    select_related = ("organisation", "contract", "statement")


@admin.register(Statement)
class StatementAdmin(ReadOnlyAdmin[Statement]):
    """What was issued never changes; its hash says so."""

    list_display = ("code", "payee", "month_date", "opening", "earned", "tax", "closing")
    list_filter = ("currency", "month_date")
    list_select_related = ("payee",)
    search_fields = ("=number", "payee__name", "content_sha256__startswith")
    ordering = ("-number",)
    inlines = (StatementPartInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        return super().get_queryset(request).defer("content")

    @admin.display(description="Opening")
    def opening(self, statement: Statement) -> str:
        return shown(statement.opening_micros, statement.currency)

    @admin.display(description="Earned")
    def earned(self, statement: Statement) -> str:
        return shown(statement.earned_micros, statement.currency)

    @admin.display(description="Tax")
    def tax(self, statement: Statement) -> str:
        return shown(statement.tax_micros, statement.currency)

    @admin.display(description="Closing")
    def closing(self, statement: Statement) -> str:
        return shown(statement.closing_micros, statement.currency)
