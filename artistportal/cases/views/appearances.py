"""Where a clone or false release stands: added, its notice to send, and what came of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from artistportal import htmx
from artistportal.cases.forms.cases import AnswerNoteForm, AppearanceForm
from artistportal.cases.middleware import VisitedRequest
from artistportal.cases.models import Appearance, Case
from artistportal.cases.queries import appearances as found
from artistportal.cases.queries import cases
from artistportal.cases.services import appearances
from artistportal.cases.services.appearances import Found, Mark, NotNoted
from artistportal.cases.views.cases import show


@require_POST
def add(request: VisitedRequest, public_id: UUID) -> HttpResponse:
    """One more place where it was found."""
    case = _case(request, public_id)
    form = AppearanceForm(request.POST, prefix="place")
    now = timezone.now()
    if form.is_valid():
        said = form.cleaned_data
        place = Found(said["platform"], said["address"], form.found_at(now))
        try:
            added = appearances.add(case, place, by=request.user, now=now)
        except NotNoted as why:
            form.add_error(None, str(why))
        else:
            return redirect("cases:appearance", case.public_id, added.public_id)
    return show(request, case, {"place": form})


@require_safe
def notice(request: VisitedRequest, public_id: UUID, appearance: UUID) -> HttpResponse:
    """The text to send to the platform."""
    place = _place(request, public_id, appearance)
    now = timezone.now()
    context = {
        "title": f"Notice to {place.platform}",
        "case": place.case,
        "place": place,
        "text": appearances.notice_for(place, request.user, now),
    }
    return htmx.render(request, "cases/notice.html", "cases/_notice.html", context)


@require_POST
def mark(request: VisitedRequest, public_id: UUID, appearance: UUID, what: str) -> HttpResponse:
    """Note that the notice went out, was answered, or that it is gone."""
    place = _place(request, public_id, appearance)
    if what not in set(Mark):
        raise Http404("There is nothing of this kind to note.")
    form = AnswerNoteForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    try:
        appearances.mark(place, Mark(what), answer=answer, by=request.user, now=timezone.now())
    except NotNoted as why:
        messages.warning(request, str(why))
    else:
        messages.success(request, f"{place.platform}: {what}.")
    return redirect("cases:case", place.case.public_id)


@require_safe
def platforms(request: VisitedRequest) -> HttpResponse:
    """How quickly each platform answered the notices of the account in view."""
    mine = cases.visible_to(request.user, request.account)
    context = {"title": "How platforms answer", "platforms": found.platforms(mine)}
    return htmx.render(request, "cases/platforms.html", "cases/_platforms.html", context)


def _case(request: VisitedRequest, public_id: UUID) -> Case:
    mine = cases.visible_to(request.user, request.account)
    named = mine.select_related("artist", "organisation", "opened_by", "answerer")
    return get_object_or_404(named, public_id=public_id)


def _place(request: VisitedRequest, public_id: UUID, appearance: UUID) -> Appearance:
    case = _case(request, public_id)
    place = get_object_or_404(Appearance, case=case, public_id=appearance)
    place.case = case
    return place
