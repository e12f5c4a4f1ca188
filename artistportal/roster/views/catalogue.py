"""Catalogue files: brought, tried, and taken over when the person says so."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from artistportal import htmx
from artistportal.roster import permissions
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.domain.catalogue import COLUMNS, Problem
from artistportal.roster.forms import CatalogueForm
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Organisation
from artistportal.roster.queries.catalogue import uploads_of
from artistportal.roster.services import catalogue
from artistportal.roster.views import accounts

SHOWN_UPLOADS = 20
SHOWN_PROBLEMS = 200


@require_http_methods(["GET", "HEAD", "POST"])
def uploads(request: AccountRequest) -> HttpResponse:
    """Bring a file; those brought before stand below."""
    organisation = _organisation(request)
    now = timezone.now()
    is_post = request.method == "POST"
    form = CatalogueForm(request.POST, request.FILES) if is_post else CatalogueForm()
    if is_post and form.is_valid():
        upload = catalogue.keep_upload(
            **form.upload, organisation=organisation, by=request.user, now=now
        )
        return redirect("roster:catalogue_upload", upload.public_id)
    context = {
        "title": "Catalogue",
        "form": form,
        "columns": COLUMNS,
        "can_edit": permissions.can_edit_catalogue(request.user, organisation, now),
        "uploads": uploads_of(organisation.pk)[:SHOWN_UPLOADS],
    }
    status = 422 if form.errors else 200
    return htmx.render(
        request, "roster/catalogue.html", "roster/_catalogue.html", context, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """What taking over a file would change, and the button that does it."""
    organisation = _organisation(request)
    now = timezone.now()
    found = get_object_or_404(uploads_of(organisation.pk), public_id=public_id)
    found.organisation = organisation
    if request.method == "POST":
        outcome = catalogue.import_upload(upload=found, by=request.user, now=now)
        if not outcome.problems:
            messages.success(request, _told(outcome))
            return redirect("roster:catalogue_upload", found.public_id)
    outcome = catalogue.try_upload(upload=found, by=request.user, now=now)
    tables = (
        ("Problems", "Each of these stops the file.", outcome.problems),
        ("Worth a look", "None of these stops the file.", outcome.warnings),
    )
    context = {
        "title": found.name,
        "upload": found,
        "outcome": outcome,
        "tables": [_table(*table) for table in tables if table[2]],
    }
    return htmx.render(
        request, "roster/catalogue_upload.html", "roster/_catalogue_upload.html", context
    )


def _table(
    heading: str, explanation: str, listed: tuple[Problem, ...]
) -> tuple[str, str, tuple[Problem, ...]]:
    if len(listed) > SHOWN_PROBLEMS:
        explanation += f" The first {SHOWN_PROBLEMS} of {len(listed):,} are shown."
    return heading, explanation, listed[:SHOWN_PROBLEMS]


def _organisation(request: AccountRequest) -> Organisation:
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    return get_object_or_404(Organisation, pk=account.id)


def _told(outcome: catalogue.Outcome) -> str:
    if not outcome.changes:
        return "Nothing changed: everything in this file was here already."
    return f"Taken over: {', '.join(f'{words} {count:,}' for words, count in outcome.changes)}."
