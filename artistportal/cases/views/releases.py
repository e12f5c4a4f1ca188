"""Releases that claim an artist: to the artist to answer, to the distributor to deliver."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artistportal import htmx
from artistportal.accounts.views.second_factor import second_factor_required
from artistportal.cases import permissions
from artistportal.cases.forms.releases import COLUMNS, ReleaseForm, ReleasesFileForm
from artistportal.cases.middleware import VisitedRequest
from artistportal.cases.models import ReleaseClaim
from artistportal.cases.queries import releases as found
from artistportal.cases.services import artist_keys, releases
from artistportal.cases.services.artist_keys import Made
from artistportal.cases.services.releases import ANSWERS, AnsweredBefore, NotDelivered
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.domain.roles import OrganisationKind
from artistportal.roster.models import Artist, Organisation
from artistportal.roster.views import accounts


@require_safe
def listed(request: VisitedRequest) -> HttpResponse:
    """The releases that name the artist in view, or that the distributor in view delivered."""
    return _show(request)


@require_POST
def answer(request: VisitedRequest, public_id: UUID) -> HttpResponse:
    """Approve or decline a release."""
    claim = _claim(request, public_id)
    state = request.POST.get("answer", "")
    if state not in ANSWERS:
        raise Http404("There is no such answer.")
    try:
        releases.answer(claim, state, by=request.user, now=timezone.now())
    except AnsweredBefore as why:
        messages.warning(request, str(why))
    else:
        messages.success(request, f"“{claim.title}” is {state}. {claim.distributor} is told.")
    return redirect("cases:releases")


@require_POST
def report(request: VisitedRequest, public_id: UUID) -> HttpResponse:
    """Say that a release is false: a case is opened with what is known of it."""
    claim = _claim(request, public_id)
    text = f"I did not make this release, and {claim.distributor} may not release it in my name."
    now = timezone.now()
    try:
        releases.report(claim, text=text, account=request.account, by=request.user, now=now)
    except AnsweredBefore as why:
        messages.warning(request, str(why))
        return redirect("cases:releases")
    if claim.case is None:
        return redirect("cases:releases")
    messages.success(request, f"Reported. Your case has the number {claim.case.code}.")
    return redirect("cases:case", claim.case.public_id)


@never_cache
@require_POST
@second_factor_required(back_to="cases:releases")
def rotate(request: VisitedRequest) -> HttpResponse:
    """Make a new artist key, and show its text this once."""
    artist = _artist(request)
    made = artist_keys.rotate(artist=artist, by=request.user, now=timezone.now())
    return _show(request, made)


@require_POST
@second_factor_required(back_to="cases:releases")
def end(request: VisitedRequest) -> HttpResponse:
    """End the artist key at once."""
    if artist_keys.end(artist=_artist(request), by=request.user, now=timezone.now()):
        messages.success(request, "The artist key has ended; releases with it are refused.")
    return redirect("cases:releases")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: VisitedRequest) -> HttpResponse:
    """Deliver one release by the form, or many by a file."""
    distributor = _distributor(request)
    permissions.check_delivers(request.user, distributor, timezone.now())
    if request.method != "POST":
        return _form(request, ReleaseForm(), ReleasesFileForm())
    if "by_file" in request.POST:
        by_file = ReleasesFileForm(request.POST, request.FILES)
        wanted = by_file.releases if by_file.is_valid() else []
        refused = [each for each in wanted if _refusal(request, distributor, each, by_file)]
        return _answered(request, len(wanted) - len(refused), ReleaseForm(), by_file)
    one = ReleaseForm(request.POST)
    delivered = one.is_valid() and not _refusal(request, distributor, one.release, one)
    return _answered(request, int(delivered), one, ReleasesFileForm())


def _refusal(
    request: VisitedRequest,
    distributor: Organisation,
    release: releases.Release,
    form: ReleaseForm | ReleasesFileForm,
) -> str:
    """Delivers the release; where it is refused, the form says why."""
    try:
        releases.deliver(release, distributor=distributor, by=request.user, now=timezone.now())
    except NotDelivered as why:
        form.add_error(None, f"{release.title}: {why}")
        return str(why)
    return ""


def _answered(
    request: VisitedRequest, delivered: int, one: ReleaseForm, by_file: ReleasesFileForm
) -> HttpResponse:
    if delivered:
        word = "release waits" if delivered == 1 else "releases wait"
        messages.success(request, f"{delivered} {word} for an answer.")
    if one.errors or by_file.errors:
        return _form(request, one, by_file, status=422)
    return redirect("cases:releases")


def _form(
    request: VisitedRequest, one: ReleaseForm, by_file: ReleasesFileForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "title": "Deliver releases",
        "form": by_file if by_file.is_bound else one,
        "one": one,
        "by_file": by_file,
        "columns": COLUMNS,
    }
    return htmx.render(
        request, "cases/release_new.html", "cases/_release_new.html", context, status=status
    )


def _show(request: VisitedRequest, made: Made | None = None) -> HttpResponse:
    account, now = request.account, timezone.now()
    is_artist = account.kind is AccountKind.ARTIST
    context: dict[str, Any] = {"title": "Releases", "made": made, "is_artist": is_artist}
    if is_artist:
        artist = _artist(request)
        context["key"] = found.key_in_force(artist.pk)
        context["keeps_key"] = permissions.keeps_key(request.user, artist, now)
        context["speaks"] = permissions.speaks(request.user, artist, now)
    else:
        distributor = _distributor(request)
        context["delivers"] = account.role != "reader"
        context["distributor"] = distributor
    context["releases"] = found.page(account, request.GET.get("page", "1"))
    return htmx.render(request, "cases/releases.html", "cases/_releases.html", context)


def _claim(request: VisitedRequest, public_id: UUID) -> ReleaseClaim:
    account = accounts.in_view(request, AccountKind.ARTIST)
    return get_object_or_404(found.visible_to(account), public_id=public_id)


def _artist(request: VisitedRequest) -> Artist:
    account = accounts.in_view(request, AccountKind.ARTIST)
    return get_object_or_404(Artist, pk=account.id)


def _distributor(request: VisitedRequest) -> Organisation:
    """The organisation in view where it is a distributor; for others the page does not exist."""
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    return get_object_or_404(Organisation, pk=account.id, kind=OrganisationKind.DISTRIBUTOR.value)
