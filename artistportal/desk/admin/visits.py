"""Support's visits: begun from a case, ended by a button on every page, and read here."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from artistportal.accounts.models import User
from artistportal.admin_lists import ReadOnlyAdmin
from artistportal.cases.middleware import SESSION_KEY
from artistportal.cases.models import Case, Visit
from artistportal.cases.queries import visits as found
from artistportal.cases.services import visits
from artistportal.cases.services.visits import NotVisited, Purpose
from artistportal.desk.forms.visits import VisitForm


@admin.register(Visit)
class VisitAdmin(ReadOnlyAdmin[Visit]):
    """Who viewed the site as whom, when, for which case and why."""

    list_display = ("staff", "person", "case", "reason", "from_at", "until_at", "ended_at")
    list_select_related = ("staff", "person", "case")
    search_fields = ("=case__number", "=staff__email", "=person__email")
    search_help_text = "Case number, or an e-mail address of either"
    ordering = ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        wrapped = self.admin_site.admin_view
        return [
            path("begin/<uuid:case>/", wrapped(self.begin), name="cases_visit_begin"),
            path("end/", wrapped(require_POST(self.end)), name="cases_visit_end"),
            *super().get_urls(),
        ]

    def begin(self, request: HttpRequest, case: UUID) -> HttpResponse:
        """Asks as whom and why, and then shows the site as they see it."""
        concerned = get_object_or_404(Case, public_id=case)
        if not request.user.has_perm("cases.add_visit"):
            raise Http404
        now, by = timezone.now(), cast(User, request.user)
        form = VisitForm(found.people_to_visit(concerned, now), request.POST or None)
        if form.is_valid():
            person, reason = form.cleaned_data["person"], form.cleaned_data["reason"]
            try:
                visit = visits.begin(Purpose(person, concerned, reason), by=by, now=now)
            except NotVisited as odd:
                form.add_error(None, str(odd))
            else:
                request.session[SESSION_KEY] = str(visit.public_id)
                return redirect("roster:start")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"View the site for {concerned.code}",
            "case": concerned,
            "form": form,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "desk/visit_begin.html", context, status=status)

    def end(self, request: Any) -> HttpResponse:
        """Ends the visit that goes on, and leads back to its case."""
        visit: Visit | None = request.visit
        if visit is None:
            return redirect("admin:index")
        visits.end(visit, by=request.user, now=timezone.now())
        del request.session[SESSION_KEY]
        messages.info(request, "The visit is over. You are yourself again.")
        return redirect("admin:cases_visit_change", visit.pk)
