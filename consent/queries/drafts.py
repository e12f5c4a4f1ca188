"""What the pages of drafts ask: what is being written, by whom, and with whom it may be signed."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from consent.domain.tools import ToolStatus
from consent.models import Licence, LicenceDraft, Terms, Tool
from consent.queries import request_plans
from consent.queries.terms import versions_of


def of_organisation(organisation: int) -> QuerySet[LicenceDraft]:
    """Its drafts: those that are open first, then the newest."""
    drafts = LicenceDraft.objects.filter(organisation=organisation)
    named = ("tool", "organisation", "licence", "drafted_by", "signed_by", "terms__licence")
    return drafts.select_related(*named).order_by("-drafted_at", "-pk")


def licences_of(organisation: int, now: datetime) -> list[Licence]:
    """The licences in force that may get new terms."""
    return list(request_plans.licences_of_organisation(organisation, now))


def tools() -> QuerySet[Tool]:
    """The tools that a licence may be drafted with."""
    return Tool.objects.exclude(status=ToolStatus.RETIRED.value).order_by("name")


def on_offer(licence: Licence | None, now: datetime) -> Terms | None:
    """The newest version of a licence's terms; None for a licence that is only drafted."""
    if licence is None:
        return None
    return next(iter(versions_of(licence, now)), None)
