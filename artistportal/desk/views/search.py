"""One search for everything that people quote to support."""

from __future__ import annotations

from typing import cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from artistportal.accounts.models import User
from artistportal.desk.domain import searches
from artistportal.desk.queries import finding
from artistportal.desk.services import looks


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The box, and what was found; sent as a form, so that no log keeps what was searched for."""
    by = cast(User, request.user)
    asked = searches.read(request.POST.get("q", ""))
    found = finding.find(asked, by.has_perm) if asked.text else []
    if asked.text:
        count = sum(len(hits) for _, hits in found)
        looks.note_search(asked.text, count, by=by, now=timezone.now())
    context = {
        **admin.site.each_context(request),
        "title": "Search",
        "asked": asked,
        "found": found,
        "most": finding.MOST,
    }
    return TemplateResponse(request, "desk/search.html", context)
