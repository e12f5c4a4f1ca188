"""The admin's door, which leads to the site's own sign-in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache


@never_cache
def admin_sign_in(request: HttpRequest, **_context: object) -> HttpResponse:
    """Takes support on to the admin; to anyone else who is signed in it does not exist.

    It takes no password: `LoginRequiredMiddleware` has sent strangers to the one sign-in page,
    where the limits on failed attempts and the second factor are.
    """
    if not request.user.is_staff:
        raise Http404
    return redirect("admin:index")
