"""Files made for a person: how far each is, the file itself, and trying again."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from artistportal import htmx
from artistportal.accounts import permissions, tasks
from artistportal.accounts.models import Download
from artistportal.accounts.queries import downloads as found
from artistportal.accounts.services import downloads
from artistportal.accounts.views.people import PersonRequest, accounts_of, names_of
from artistportal.background import JobState


@require_safe
def listed(request: PersonRequest) -> HttpResponse:
    """The files of the last days, of every account of the person."""
    lines = found.listed(request.user, accounts_of(request), names_of(request), timezone.now())
    context = {
        "title": "Downloads",
        "lines": lines,
        "is_moving": any(line.download.is_unfinished for line in lines),
        "kept_days": downloads.KEPT_FOR.days,
    }
    return htmx.render(request, "accounts/downloads.html", "accounts/_downloads.html", context)


@require_safe
def file(request: PersonRequest, public_id: UUID) -> FileResponse:
    """The file, as an attachment."""
    download = _theirs(request, public_id)
    if download.state != JobState.DONE:
        raise Http404("This file is not ready.")
    return to_save(download.file, download.filename)


def to_save(kept: FieldFile, name: str) -> FileResponse:
    """A file as it was received or made, to be saved and never shown in a page."""
    response = FileResponse(
        kept.open("rb"),
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def again(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Try once more to make a file that failed."""
    download = _theirs(request, public_id)
    if downloads.make_again(download=download, by=request.user, now=timezone.now()):
        tasks.ring_downloads([download.pk])
    return redirect("accounts:downloads")


def _theirs(request: PersonRequest, public_id: UUID) -> Download:
    """A file of the person that they may still have; any other does not exist for them."""
    mine = found.of_person(request.user, timezone.now())
    download = get_object_or_404(mine, public_id=public_id)
    try:
        permissions.check_can_have(request.user, download, accounts_of(request))
    except PermissionDenied as refusal:
        raise Http404(str(refusal)) from None
    return download
