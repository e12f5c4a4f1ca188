"""What support does at the desk is written down, and what it does to others' rows wants a reason.

`RecordedAdmin` keeps each save with what stood before and after; `@with_reason` asks why before
an action runs. Both tell `RECORDERS`, where the audit trail listens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

M = TypeVar("M", bound=Model)

LONGEST_REASON = 500
HIDDEN = ("password", "secret", "sealed", "token", "hash")


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody of support did to one row: `verb` as in changed, before and after as text."""

    verb: str
    row: Model
    in_words: str
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


Recorder = Callable[[Act, Any, datetime], None]
RECORDERS: list[Recorder] = []
"""Whoever keeps a trail adds itself when it is ready: called in the act's own transaction."""


class ReasonForm(forms.Form):
    """Why it is done; an action that needs more asks for it below."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Why",
        help_text="Kept in the audit trail with your name.",
    )


class RecordedAdmin(admin.ModelAdmin[M]):
    """Tells the recorders of each row added, changed or taken away here."""

    actions_selection_counter = False

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        request.changes_made = _changes(form, formsets or ())  # type: ignore[attr-defined]  # for the log
        return super().construct_change_message(request, form, formsets, add)

    def log_addition(self, request: HttpRequest, obj: M, message: Any) -> Any:
        _tell(request, _saved(request, "added", obj))
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: M, message: Any) -> Any:
        _tell(request, _saved(request, "changed", obj))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for row in queryset:
            _tell(request, _saved(request, "removed", row))
        return super().log_deletions(request, queryset)

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *where: Any, **named: Any
    ) -> HttpResponse | None:
        """Acts on what is chosen on the page, never on all that a search found."""
        chosen = queryset.filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME))
        return super().response_action(request, chosen, *where, **named)


def with_reason(asked: type[ReasonForm] = ReasonForm) -> Callable[[Any], Any]:
    """The action runs once its form is filled in, and is recorded for each row it was run on.

    It finds the filled form as `request.asked`. Goes below `@admin.action`.
    """

    def decorate(action: Any) -> Any:
        @wraps(action)
        def asking(desk: Any, request: Any, queryset: QuerySet[Any]) -> HttpResponse | None:
            form = asked(request.POST if "reason" in request.POST else None)
            rows = list(queryset)
            if not form.is_valid():
                return _ask(desk, request, action, form, rows)
            request.asked = form.cleaned_data
            words = str(getattr(asking, "short_description", action.__name__))
            with transaction.atomic():
                answer: HttpResponse | None = action(desk, request, queryset)
                for row in rows:
                    _tell(request, Act(action.__name__, row, words, reason=_reason(request)))
            return answer

        return asking

    return decorate


def recorded(note: str) -> Callable[[Any], Any]:
    """The action is recorded for each row it was run on, with the bar's own note as the reason."""

    def decorate(action: Any) -> Any:
        @wraps(action)
        def noting(desk: Any, request: Any, queryset: QuerySet[Any]) -> HttpResponse | None:
            rows = list(queryset)
            reason = request.POST.get(note, "").strip()[:LONGEST_REASON]
            words = str(getattr(noting, "short_description", action.__name__))
            with transaction.atomic():
                answer: HttpResponse | None = action(desk, request, queryset)
                for row in rows:
                    _tell(request, Act(action.__name__, row, words, reason=reason))
            return answer

        return noting

    return decorate


def _ask(desk: Any, request: Any, action: Any, form: ReasonForm, rows: list[Any]) -> HttpResponse:
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": desk.get_action(action.__name__)[2],
        "rows": rows,
        "action": action.__name__,
        "checkbox": ACTION_CHECKBOX_NAME,
        "form": form,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/reason.html", context, status=status)


def _saved(request: HttpRequest, verb: str, row: Model) -> Act:
    before, after = getattr(request, "changes_made", ({}, {}))
    named = ", ".join(after) or ", ".join(before)
    return Act(verb, row, f"{verb} {named}".strip(), before, after, _reason(request))


def _reason(request: HttpRequest) -> str:
    """The reason asked before an action, or told beside a form; forms have their own `reason`."""
    named = "reason" if hasattr(request, "asked") else "why"
    return request.POST.get(named, "").strip()[:LONGEST_REASON]


def _tell(request: HttpRequest, act: Act) -> None:
    for record in RECORDERS:
        record(act, request.user, timezone.now())


def _changes(form: Any, formsets: Any) -> tuple[dict[str, str], dict[str, str]]:
    """What stood in the changed fields and what stands there now; secrets only by name."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for name in form.changed_data:
        before[name] = _text(name, form.initial.get(name))
        after[name] = _text(name, form.cleaned_data.get(name))
    for formset in formsets:
        kind = str(formset.model._meta.verbose_name)
        told = {
            "added": formset.new_objects,
            "changed": [row for row, _ in formset.changed_objects],
            "removed": formset.deleted_objects,
        }
        for verb, rows in told.items():
            if rows:
                after[f"{kind} {verb}"] = "; ".join(str(row) for row in rows)
    return {name: text for name, text in before.items() if text}, after


def _text(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if any(hidden in name for hidden in HIDDEN):
        return "(not shown)"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (list, tuple, QuerySet)):
        return "; ".join(str(each) for each in value)
    return str(value)
