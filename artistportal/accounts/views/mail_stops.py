"""Ending mail from the mail: a page for people, and one click for their mail program."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from artistportal.accounts.services import mail_stops


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then end the mail; a mail program posts at once.

    The token is the right to do this and to do nothing else, so that no session is asked for.
    """
    stop = mail_stops.meant_by(token)
    if stop is None:
        raise Http404("This link is not one of ours.")
    if request.method == "POST":
        mail_stops.end(stop)
    context = {"title": "No more of these mails", "stop": stop, "is_done": request.method == "POST"}
    return render(request, "accounts/mail_stop.html", context)
