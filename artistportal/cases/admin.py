"""Cases at the support desk: the queue, one case with its moves, and what platforms answered.

Nothing here decides for an artist: a case's outcome is words, and money that was kept goes where
the rules say.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from artistportal.accounts import tasks
from artistportal.accounts.models import User
from artistportal.accounts.views import downloads
from artistportal.admin_lists import BigListAdmin, ReadOnlyAdmin
from artistportal.cases.domain import deadlines, moves
from artistportal.cases.domain.kinds import HAS_APPEARANCES, KEEPS_MONEY, CaseKind
from artistportal.cases.domain.states import OVER, CaseState, Party
from artistportal.cases.forms.desk import DeskForm, form_of
from artistportal.cases.models import Attachment, Case, ReleaseClaim
from artistportal.cases.queries import appearances, cases
from artistportal.cases.services import desk, evidence
from artistportal.cases.services.desk import NotYours
from artistportal.cases.services.endings import CannotKeep
from artistportal.cases.services.messages import NotSent
from artistportal.cases.services.moves import NotThere
from artistportal.roster.domain.accounts import NOBODY

REFUSALS = (NotThere, NotYours, NotSent, CannotKeep)
LABELS = {
    "take": "Take it",
    "ask": "Ask the opener",
    "reply": "Reply",
    "note": "Write a note",
    "refer": "Ask somebody else",
    "resume": "Go on with it",
    "decide": "Decide",
    "close": "Close",
    "keep_money": "Keep the money until decided",
    "hand_over": "Hand over",
}


class WhoseFilter(admin.SimpleListFilter):
    """Mine, nobody's, overdue."""

    title = "whose"
    parameter_name = "whose"

    def lookups(self, *_asked: object) -> list[tuple[str, str]]:
        return [("mine", "Mine"), ("nobodys", "Nobody’s yet"), ("overdue", "Overdue")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        if self.value() == "mine":
            return queryset.filter(answerer=cast(User, request.user))
        if self.value() == "nobodys":
            return queryset.filter(answerer=None)
        if self.value() == "overdue":
            late = [state.value for state in deadlines.SUPPORT_IS_TO_ANSWER]
            return queryset.filter(state__in=late, answer_by__lt=timezone.now())
        return queryset


@admin.register(Case)
class CaseAdmin(BigListAdmin[Case]):
    """The queue, most urgent first; a case opens to its conversation and its moves."""

    list_display = (
        "code", "title", "whose", "state", "opened_at", "answer_by", "is_overdue", "answerer",
    )  # fmt: skip
    list_filter = (WhoseFilter, "state", "kind", "money")
    list_select_related = ("artist", "organisation", "opened_by", "answerer")
    search_fields = ("=number", "title", "subject_label", "artist__name", "organisation__name")
    search_help_text = "Number, title, line, artist or organisation"
    ordering = (F("answer_by").asc(), "number")
    change_form_template = "admin/cases/case.html"
    raw_id_fields = ("artist", "organisation", "opened_by", "answerer")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="Case", ordering="number")
    def code(self, case: Case) -> str:
        return case.code

    @admin.display(description="Whose")
    def whose(self, case: Case) -> str:
        return str(case.artist or case.organisation or case.opened_by)

    @admin.display(description="Overdue", boolean=True)
    def is_overdue(self, case: Case) -> bool:
        return cases.is_overdue(case, timezone.now())

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("platforms/", wrap(self.platforms), name="cases_case_platforms"),
            path("<int:pk>/do/<str:verb>/", wrap(self.act), name="cases_case_do"),
            path("<int:pk>/evidence/", wrap(self.pack), name="cases_case_evidence"),
            path("<int:pk>/files/<uuid:file>/", wrap(self.file), name="cases_case_file"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        case = get_object_or_404(self._named(), pk=object_id if object_id.isdecimal() else 0)
        return self._show(request, case)

    def act(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """Do one thing to a case, or show it with why not."""
        case = self._case(request, pk)
        if request.method != "POST" or verb not in LABELS:
            return redirect("admin:cases_case_change", pk)
        form = form_of(verb)(request.POST, request.FILES, prefix=verb)
        if not form.is_valid():
            return self._show(request, case, {verb: form}, status=422)
        try:
            ACTS[verb](case, form, cast(User, request.user), timezone.now())
        except REFUSALS as why:
            messages.warning(request, str(why))
        else:
            messages.success(request, f"{case.code}: {LABELS[verb].lower()}, done.")
        return redirect("admin:cases_case_change", pk)

    def pack(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Order the evidence of a case, for support's own downloads."""
        case = self._case(request, pk)
        if request.method == "POST":
            by = cast(User, request.user)
            order = evidence.order(case, account=NOBODY, by=by, now=timezone.now())
            tasks.ring_downloads([order.pk])
            messages.success(request, "The evidence is being packed; find it under Downloads.")
        return redirect("admin:cases_case_change", pk)

    def file(self, request: HttpRequest, pk: int, file: UUID) -> FileResponse:
        """An attachment, notes' included."""
        case = self._case(request, pk)
        kept = get_object_or_404(Attachment, message__case=case, public_id=file)
        return downloads.to_save(kept.file, kept.name)

    def platforms(self, request: HttpRequest) -> HttpResponse:
        """How quickly platforms answer notices, over all cases."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": "How platforms answer",
            "opts": self.opts,
            "platforms": appearances.platforms(Case.objects.all()),
        }
        return TemplateResponse(request, "admin/cases/platforms.html", context)

    def _case(self, request: HttpRequest, pk: int) -> Case:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(self._named(), pk=pk)

    def _named(self) -> QuerySet[Case]:
        return Case.objects.select_related("artist", "organisation", "opened_by", "answerer")

    def _show(
        self,
        request: HttpRequest,
        case: Case,
        bound: dict[str, DeskForm] | None = None,
        *,
        status: int = 200,
    ) -> HttpResponse:
        may_change = self.has_change_permission(request)
        acts = verbs_of(case) if may_change else ()
        known = bound or {}
        context = self.admin_site.each_context(request) | {
            "title": str(case),
            "opts": self.opts,
            "case": case,
            "whose": self.whose(case),
            "is_overdue": self.is_overdue(case),
            "said": cases.conversation(case, with_notes=True),
            "moves": case.moves.select_related("by").order_by("pk"),
            "places": appearances.of_case(case) if case.kind in set(HAS_APPEARANCES) else [],
            "acts": [
                (verb, LABELS[verb], known.get(verb) or form_of(verb)(prefix=verb)) for verb in acts
            ],
            "may_change": may_change,
            "list": reverse("admin:cases_case_changelist"),
        }
        return TemplateResponse(request, "admin/cases/case.html", context, status=status)


def verbs_of(case: Case) -> tuple[str, ...]:
    """What support may do to a case as it stands."""
    state = CaseState(case.state)
    found = list(moves.verbs(Party.SUPPORT, state))
    if state not in OVER and state is not CaseState.DECIDED:
        found += ["reply", "hand_over"]
        if case.money == "none" and CaseKind(case.kind) in KEEPS_MONEY:
            found.append("keep_money")
    return tuple(verb for verb in LABELS if verb in {*found, "note"})


Act = Callable[[Case, DeskForm, User, datetime], object]
ACTS: dict[str, Act] = {
    "take": lambda case, _form, by, now: desk.take(case, by=by, now=now),
    "ask": lambda case, form, by, now: desk.ask(case, form.said, by=by, now=now),
    "reply": lambda case, form, by, now: desk.reply(case, form.said, by=by, now=now),
    "note": lambda case, form, by, now: desk.note(case, form.said, by=by, now=now),
    "refer": lambda case, form, by, now: desk.refer(case, form.said, by=by, now=now),
    "resume": lambda case, _form, by, now: desk.resume(case, by=by, now=now),
    "decide": lambda case, form, by, now: desk.decide(case, outcome=form.words, by=by, now=now),
    "close": lambda case, _form, by, now: desk.close(case, by=by, now=now),
    "keep_money": lambda case, form, by, now: desk.keep_money(case, form.keeping, by=by, now=now),
    "hand_over": lambda case, form, by, now: desk.hand_over(case, to=form.whom, by=by, now=now),
}


@admin.register(ReleaseClaim)
class ReleaseClaimAdmin(ReadOnlyAdmin[ReleaseClaim]):
    """Releases that claim an artist; only who speaks for the artist answers them."""

    list_display = ("title", "artist", "distributor", "with_key", "state", "arrived_at")
    list_filter = ("state", "with_key")
    list_select_related = ("artist", "distributor")
    search_fields = ("title", "reference", "upc", "artist__name", "distributor__name")
    ordering = ("-arrived_at",)
