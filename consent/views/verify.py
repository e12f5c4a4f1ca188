"""Checking a receipt or a proof: for anybody, without signing in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from artistportal import htmx
from consent.forms.receipts import VerifyForm
from consent.queries import verifications


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """What holds of what was handed in, in words; nothing of it is kept."""
    if request.method != "POST":
        return _show(request, VerifyForm(), None)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, None, status=422)
    return _show(request, form, verifications.examine(form.handed_in))


def _show(
    request: HttpRequest,
    form: VerifyForm,
    checked: verifications.Checked | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"title": "Check a receipt", "form": form, "checked": checked}
    return htmx.render(
        request, "consent/verify.html", "consent/_verify.html", context, status=status
    )
