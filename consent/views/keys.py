"""The keys with which a tool calls the API: made, renewed and ended by the tool's people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from artistportal import htmx
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.views import accounts
from consent.forms.keys import KeyForm
from consent.models import ApiKey, Tool
from consent.services import api_keys
from consent.services.api_keys import Made, NotToBeMade

ENDED_SHOWN = timedelta(days=30)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: AccountRequest) -> HttpResponse:
    """The tool's keys; a new one's text is shown this once."""
    tool = _tool(request)
    form = KeyForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return _show(request, tool, form)
    made = api_keys.make(
        tool=tool,
        name=form.cleaned_data["name"],
        scopes=form.scopes_chosen,
        by=request.user,
        now=timezone.now(),
    )
    return _show(request, tool, None, made)


@never_cache
@require_POST
def renew(request: AccountRequest, key: UUID) -> HttpResponse:
    """Another key like this one, which ends in a week."""
    tool = _tool(request)
    try:
        made = api_keys.renew(key=_key(tool, key), by=request.user, now=timezone.now())
    except NotToBeMade as refusal:
        messages.warning(request, str(refusal))
        return redirect("consent:keys")
    return _show(request, tool, None, made)


@require_POST
def revoke(request: AccountRequest, key: UUID) -> HttpResponse:
    """End a key at once."""
    try:
        ended = api_keys.revoke(key=_key(_tool(request), key), by=request.user, now=timezone.now())
    except NotToBeMade as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"The key {ended.name} has ended; calls with it are refused.")
    return redirect("consent:keys")


def _show(
    request: AccountRequest, tool: Tool, form: KeyForm | None, made: Made | None = None
) -> HttpResponse:
    now = timezone.now()
    listed = list(ApiKey.objects.of_tool(tool).newest_first())
    context: dict[str, Any] = {
        "title": "Keys",
        "tool": tool,
        "api": f"{settings.SITE_URL}{reverse('api:api-root')}",
        "form": form or KeyForm(),
        "made": made,
        "keys": [key for key in listed if key.until_at is None or key.until_at > now],
        "ended": [k for k in listed if k.until_at and now - ENDED_SHOWN < k.until_at <= now],
    }
    return htmx.render(
        request,
        "consent/keys.html",
        "consent/_keys.html",
        context,
        status=422 if form and form.errors else 200,
    )


def _key(tool: Tool, public_id: UUID) -> ApiKey:
    return get_object_or_404(ApiKey.objects.of_tool(tool), public_id=public_id)


def _tool(request: AccountRequest) -> Tool:
    account = accounts.in_view(request, AccountKind.TOOL)
    return get_object_or_404(Tool, pk=account.id)
