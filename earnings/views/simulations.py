"""The simulator: what an album, or some works of it, might come to with some tools in a year."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal import htmx
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.views import accounts
from earnings import permissions
from earnings.charts import simulations as charts
from earnings.forms.simulations import SimulationForm
from earnings.queries import simulations
from earnings.queries.simulations import Question


@require_safe
def page(request: AccountRequest) -> HttpResponse:
    """Low, likely and high, with everything that was assumed."""
    artist = accounts.in_view(request, AccountKind.ARTIST)
    if not permissions.sees_money(artist):
        return htmx.render(request, "earnings/no_money.html", "earnings/_no_money.html")
    now = timezone.now()
    form = SimulationForm(dict(request.GET.lists()))
    releases, tracks = simulations.catalogue(artist.id, form.release_title)
    if form.release_title is not None and not tracks:
        raise Http404("No such album.")
    works = form.works(tracks)
    count = sum(release.works for release in releases) if works is None else len(works)
    question = Question(artist.id, works, count, form.at_offer)
    prices = simulations.versions(question, now)
    tools = form.tools(prices)
    found = simulations.simulation(
        question, prices, [slug for slug, _, is_on in tools if is_on], now
    )
    context: dict[str, Any] = {
        "title": "Simulator",
        "form": form,
        "albums": form.choices(releases),
        "tracks": form.listed(tracks),
        "unlisted": max(len(tracks) - simulations.MOST_WORKS, 0),
        "works": count,
        "tools": tools,
        "found": found,
        "charts": charts.of_totals(found),
    }
    return htmx.render(
        request,
        "earnings/simulator.html",
        "earnings/_simulator.html",
        context,
        announcement=charts.summary(found, count),
    )
