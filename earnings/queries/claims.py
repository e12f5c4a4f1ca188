"""What the pages of claims ask: what was used without permission, by whom, against which no."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q

from earnings.domain.claims import ClaimState
from earnings.models import Claim
from earnings.models.claims import ClaimQuerySet

CLAIMS_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class ClaimSelection:
    """Which claims are shown; an empty part means all."""

    state: ClaimState | None = ClaimState.OPEN
    tool_slug: str = ""
    search: str = ""

    def narrow(self, claims: ClaimQuerySet) -> ClaimQuerySet:
        meant = Q()
        if self.state:
            meant &= Q(state=self.state.value)
        if self.tool_slug:
            meant &= Q(tool__slug=self.tool_slug)
        if self.search:
            meant &= Q(work__title__icontains=self.search)
        return claims.filter(meant).with_names().newest_first()


def of_artist(artist: int, selection: ClaimSelection) -> ClaimQuerySet:
    """Claims for works that the artist is credited on, the newest month first."""
    return selection.narrow(Claim.objects.about(artist))


def of_tool(tool: int, selection: ClaimSelection) -> ClaimQuerySet:
    """Claims against a tool, the newest month first."""
    return selection.narrow(Claim.objects.filter(tool=tool))


def page(claims: ClaimQuerySet, number: str) -> Page[Claim]:
    return Paginator(claims, CLAIMS_ON_A_PAGE).get_page(number)


def tools_against(artist: int) -> list[tuple[str, str]]:
    """The tools that there are claims against for the artist's works, by name."""
    rows = Claim.objects.about(artist).values_list("tool__slug", "tool__name")
    return list(rows.distinct().order_by("tool__name"))


def open_count(artist: int) -> int:
    """How many claims stand for the artist's works."""
    return Claim.objects.open().about(artist).count()
