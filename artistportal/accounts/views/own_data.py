"""A person's own data: take it with them, and close the account."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from artistportal import htmx
from artistportal.accounts import tasks
from artistportal.accounts.forms.closures import CloseForm
from artistportal.accounts.queries import closures as found
from artistportal.accounts.queries import downloads
from artistportal.accounts.services import closures, your_data
from artistportal.accounts.views.people import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def your_data_page(request: PersonRequest) -> HttpResponse:
    """What the file holds; asking for it."""
    now = timezone.now()
    if request.method == "POST":
        download = your_data.ask(user=request.user, now=now)
        tasks.ring_downloads([download.pk])
        messages.success(request, "It is being made. You are told when it is ready.")
        return redirect("accounts:downloads")
    context = {
        "title": "Your data",
        "folders": your_data.folders(),
        "made": downloads.of_person(request.user, now).filter(kind=your_data.KIND).first(),
    }
    page, partial = "accounts/your_data.html", "accounts/_your_data.html"
    return htmx.render(request, page, partial, context)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: PersonRequest) -> HttpResponse:
    """What closing the account means; asking for it, with the password or the second factor."""
    if request.method == "POST":
        answer: HttpResponse = _close(request)
        return answer
    return _closing(request, CloseForm())


@require_POST
def keep(request: PersonRequest) -> HttpResponse:
    """Take the wish to close the account back."""
    if closures.withdraw(user=request.user, now=timezone.now()):
        messages.success(request, "Your account stays as it is.")
    return redirect("accounts:account")


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def _close(request: PersonRequest) -> HttpResponse:
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _closing(request, form)
    closure = closures.ask(user=request.user, now=timezone.now())
    day = closure.effective_at
    messages.success(request, f"Your account will be closed on {day.day} {day:%b %Y}.")
    return redirect("accounts:close")


def _closing(request: PersonRequest, form: CloseForm) -> HttpResponse:
    context = {
        "title": "Close your account",
        "form": form,
        "closure": found.open_of(request.user),
        "consequences": closures.consequences(request.user, timezone.now()),
        "waits_days": closures.WAITS.days,
    }
    status = 422 if form.errors else 200
    page, partial = "accounts/close.html", "accounts/_close.html"
    return htmx.render(request, page, partial, context, status=status)
