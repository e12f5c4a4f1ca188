"""What was agreed about one work, for those who are party to it: as DDEX and as ODRL."""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal.roster.domain.credits import AiPart
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Work
from consent.domain.signals import ddex, odrl
from consent.domain.signals.ddex import Contribution, Recording
from consent.domain.signals.declarations import Declaration
from consent.queries import publications
from consent.views import subjects


@require_safe
def deals(request: AccountRequest, work: UUID, artist: UUID | None = None) -> HttpResponse:
    """Deal terms and AI credits of a recording, to be put into an ERN message."""
    found, declaration = _agreed(request, artist, work, timezone.now())
    if found.kind != WorkKind.RECORDING:
        raise Http404("ERN speaks of recordings.")
    namespace = urlsplit(settings.SITE_URL).netloc
    text = ddex.fragment(_recording(found), declaration.grants, namespace)
    return _file(text, "application/xml", f"deals-{found.isrc or found.public_id}.xml")


@require_safe
def agreements(request: AccountRequest, work: UUID, artist: UUID | None = None) -> HttpResponse:
    """One ODRL agreement for each tool and use that is cleared."""
    found, declaration = _agreed(request, artist, work, timezone.now())
    text = json.dumps(odrl.agreements(declaration), ensure_ascii=False, indent=1)
    name = f"agreements-{found.isrc or found.iswc or found.public_id}.json"
    return _file(f"{text}\n", "application/ld+json", name)


def _agreed(
    request: AccountRequest, artist: UUID | None, work: UUID, now: datetime
) -> tuple[Work, Declaration]:
    page = subjects.page(request, artist, work, now)
    if page.work is None:
        raise Http404("No such work.")
    address = f"{settings.SITE_URL}{page.base}"
    return page.work, publications.between_parties(page.work, address, page.subject.name, now)


def _recording(work: Work) -> Recording:
    return Recording(
        work.title,
        work.isrc or "",
        tuple(
            Contribution(
                credit.artist_id,
                credit.artist.name,
                CreditRole(credit.role),
                AiPart(credit.ai_contribution) if credit.ai_contribution else None,
            )
            for credit in publications.credits_listed(work)
        ),
        AiPart(work.contains_ai) if work.contains_ai else None,
    )


def _file(text: str, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
