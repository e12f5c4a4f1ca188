"""A person's own account: where each setting is, their name, and what they want to be told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from artistportal import htmx
from artistportal.accounts.forms.notifications import NotificationForm
from artistportal.accounts.forms.people import NameForm
from artistportal.accounts.queries import closures
from artistportal.accounts.queries import notifications as found
from artistportal.accounts.services import notifications, people
from artistportal.accounts.views.people import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: PersonRequest) -> HttpResponse:
    """Every setting of a person, and the form for their name."""
    is_post = request.method == "POST"
    initial = {"name": request.user.name}
    form = NameForm(request.POST) if is_post else NameForm(initial=initial)
    if is_post and form.is_valid():
        people.rename(user=request.user, name=form.cleaned_data["name"], now=timezone.now())
        messages.success(request, "Your name is saved.")
        return redirect("accounts:account")
    context = {
        "title": "Your account",
        "form": form,
        "closure": closures.open_of(request.user),
    }
    status = 422 if form.errors else 200
    page, partial = "accounts/account.html", "accounts/_account.html"
    return htmx.render(request, page, partial, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def notifications_page(request: PersonRequest) -> HttpResponse:
    """What the person wants to be told, by which channel."""
    form = NotificationForm(
        request.POST if request.method == "POST" else None,
        wishes=found.wishes(request.user),
        habit=found.habit_of(request.user),
    )
    if form.is_bound and form.is_valid():
        notifications.choose(user=request.user, wishes=form.wishes(), habit=form.habit())
        messages.success(request, "Saved. It counts for what you are told from now on.")
        return redirect("accounts:notifications")
    status = 422 if form.errors else 200
    page, partial = "accounts/notifications.html", "accounts/_notifications.html"
    context = {"title": "Notifications", "form": form}
    return htmx.render(request, page, partial, context, status=status)
