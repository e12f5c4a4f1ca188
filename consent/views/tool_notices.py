"""Notices as the tool's people see them, and the address to which they are sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artistportal import htmx
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.views import accounts
from consent import tasks
from consent.domain.notices import NoticeState
from consent.forms.notices import EndpointForm, SayForm, StateForm, SwitchForm
from consent.models import Notice, Tool, WebhookEndpoint
from consent.queries import notices
from consent.services import acknowledgements, deliveries, endpoints
from consent.services.endpoints import Shown

PAGE_SIZE = 50


@require_safe
def listed(request: AccountRequest) -> HttpResponse:
    """The tool's notices, newest first, each with what can be said of it."""
    now, tool = timezone.now(), _tool(request)
    form = StateForm(request.GET)
    found = notices.of_tool(tool.pk, now, wanted=form.state_wanted)
    shown = Paginator(found.with_decisions(), PAGE_SIZE).get_page(request.GET.get("page"))
    total = shown.paginator.count
    summary = f"{total:,} {'notice' if total == 1 else 'notices'}"
    context = {
        "title": "Notices",
        "form": form,
        "shown": shown,
        "told": [notices.told(notice, now) for notice in shown],
        "endpoint": WebhookEndpoint.objects.filter(tool=tool).first(),
        "states": NoticeState,
        "summary": summary,
    }
    return htmx.render(
        request,
        "consent/tool_notices.html",
        "consent/_tool_notices.html",
        context,
        announcement=summary,
    )


@require_POST
def say(request: AccountRequest, number: int) -> HttpResponse:
    """Acknowledge a notice, say that it is enforced, or have it sent again."""
    now, tool = timezone.now(), _tool(request)
    notice = get_object_or_404(Notice.objects.of_tool(tool.pk), number=number)
    form = SayForm(request.POST)
    if not form.is_valid():
        raise Http404("No such thing can be said of a notice.")
    said = form.cleaned_data["say"]
    if said == SayForm.AGAIN:
        deliveries.send_again(notice=notice, by=request.user, now=now)
        _ring(now)
        messages.success(request, f"{notice.code} is sent again, with all its tries before it.")
    else:
        acknowledgements.acknowledge(
            tool=tool, number=number, state=NoticeState(said), by=request.user, now=now
        )
        messages.success(request, f"{notice.code} is {said}. The artist sees it.")
    return redirect("consent:notices")


@require_http_methods(["GET", "HEAD", "POST"])
def endpoint(request: AccountRequest) -> HttpResponse:
    """Where the tool hears of decisions, and how the last tries went."""
    tool = _tool(request)
    form = EndpointForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return _show(request, tool, form)
    try:
        shown = endpoints.set_url(
            tool=tool, url=form.cleaned_data["url"], by=request.user, now=timezone.now()
        )
    except endpoints.NotATarget as refusal:
        form.add_error("url", str(refusal))
        return _show(request, tool, form)
    _ring(timezone.now())
    messages.success(request, "The address is set. Send a test to see that it answers.")
    return _show(request, tool, None, shown) if shown.secret else redirect("consent:endpoint")


@require_POST
def secret(request: AccountRequest) -> HttpResponse:
    """A new secret, shown this once; the one before signs too for a day."""
    tool = _tool(request)
    get_object_or_404(WebhookEndpoint, tool=tool)
    shown = endpoints.rotate_secret(tool=tool, by=request.user, now=timezone.now())
    messages.success(request, "A new secret is made. For a day both sign every message.")
    return _show(request, tool, None, shown)


@require_POST
def ping(request: AccountRequest) -> HttpResponse:
    """Send a message that means nothing, and say what came back."""
    tool = _tool(request)
    get_object_or_404(WebhookEndpoint, tool=tool)
    outcome = endpoints.ping(tool=tool, by=request.user, now=timezone.now())
    if outcome.is_success:
        _ring(timezone.now())
        messages.success(request, f"It answered {outcome.status} after {outcome.took_ms} ms.")
    else:
        messages.warning(request, f"The test failed. {outcome.error}")
    return redirect("consent:endpoint")


@require_POST
def switch(request: AccountRequest) -> HttpResponse:
    """Stop sending, or go on with what waits."""
    tool = _tool(request)
    form = SwitchForm(request.POST)
    if not form.is_valid():
        raise Http404("It is on or off.")
    on = form.cleaned_data["to"] == "on"
    endpoints.switch(tool=tool, on=on, by=request.user, now=timezone.now())
    _ring(timezone.now())
    messages.success(request, "Notices are sent again." if on else "Nothing is sent from now on.")
    return redirect("consent:endpoint")


def _show(
    request: AccountRequest, tool: Tool, form: EndpointForm | None, new: Shown | None = None
) -> HttpResponse:
    found = new.endpoint if new else WebhookEndpoint.objects.filter(tool=tool).first()
    context: dict[str, Any] = {
        "title": "Where notices are sent",
        "tool": tool,
        "endpoint": found,
        "secret": new.secret if new else "",
        "form": form or EndpointForm(initial={"url": found.url if found else ""}),
        "waiting": Notice.objects.of_tool(tool.pk).waiting().count(),
        "attempts": notices.last_attempts(tool.pk) if found else [],
    }
    return htmx.render(
        request,
        "consent/endpoint.html",
        "consent/_endpoint.html",
        context,
        status=422 if form and form.errors else 200,
    )


def _ring(now: datetime) -> None:
    tasks.ring_endpoints(deliveries.due(now))


def _tool(request: AccountRequest) -> Tool:
    account = accounts.in_view(request, AccountKind.TOOL)
    return get_object_or_404(Tool, pk=account.id)
