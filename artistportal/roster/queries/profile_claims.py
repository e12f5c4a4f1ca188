"""Artists that somebody may claim, claims as their claimants read them, and who is to confirm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from artistportal.accounts.models import User
from artistportal.roster.domain import identifiers
from artistportal.roster.domain.profile_claims import (
    UNDECIDED,
    ClaimState,
    EvidenceKind,
    EvidenceState,
    has_enough,
)
from artistportal.roster.domain.roles import CreditRole, OrganisationKind
from artistportal.roster.domain.teams import OWNER
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import (
    Artist,
    ArtistMember,
    Credit,
    EvidenceFile,
    Organisation,
    ProfileClaim,
    ProfileEvidence,
    Signing,
    Work,
)

MOST_FOUND = 20
SHORTEST = 3
OPEN_STATES = [state.value for state in UNDECIDED]


@dataclass(frozen=True, slots=True)
class Found:
    """An artist who may be meant; somebody may own the account already."""

    artist: Artist
    is_owned: bool
    works: tuple[str, ...]


def search(text: str, now: datetime) -> list[Found]:
    """Artists by ISNI or one of their ISRCs, or by name where nobody owns the account yet."""
    owners = ArtistMember.objects.in_force(now).filter(
        artist=OuterRef("pk"), role=OWNER, user__is_active=True
    )
    artists = Artist.objects.annotate(is_owned=Exists(owners))
    if isni := _parsed(identifiers.parse_isni, text):
        found = artists.filter(isni=isni)
    elif isrc := _parsed(identifiers.parse_isrc, text):
        found = artists.filter(pk__in=Credit.objects.filter(work__isrc=isrc).values("artist_id"))
    elif len(text.strip()) >= SHORTEST:
        found = artists.filter(name__icontains=text.strip(), is_owned=False)
    else:
        return []
    credited = Credit.objects.filter(role=CreditRole.MAIN_ARTIST.value).select_related("work")
    listed = found.order_by("name", "pk").prefetch_related(
        Prefetch("credits", credited.order_by("work__title"), to_attr="main_credits")
    )[:MOST_FOUND]
    return [
        Found(
            artist,
            artist.is_owned,
            tuple(dict.fromkeys(credit.work.title for credit in artist.main_credits))[:3],
        )
        for artist in listed
    ]


def works_called(text: str) -> list[Work]:
    """Recordings by their ISRC, and works by their whole title; no way to leaf through them."""
    named = Q(title__iexact=text.strip())
    if isrc := _parsed(identifiers.parse_isrc, text):
        named = Q(isrc=isrc)
    elif not text.strip():
        return []
    main = Credit.objects.filter(role=CreditRole.MAIN_ARTIST.value).select_related("artist")
    found = Work.objects.filter(named).exclude(kind=WorkKind.VOICE.value)
    return list(
        found.select_related("rights_holder")
        .prefetch_related(Prefetch("credits", main.order_by("pk"), to_attr="main_credits"))
        .order_by("title", "pk")[:MOST_FOUND]
    )


def of_person(user: User) -> QuerySet[ProfileClaim]:
    """A person's claims, the newest first."""
    claims = ProfileClaim.objects.filter(claimant=user).select_related("artist", "work")
    return claims.order_by("-submitted_at", "-pk")


def is_undecided(claim: ProfileClaim) -> bool:
    return ClaimState(claim.state) in UNDECIDED


def confirmed_kinds(claim: ProfileClaim) -> set[EvidenceKind]:
    """The kinds of evidence for a claim that somebody confirmed."""
    confirmed = claim.evidence.filter(state=EvidenceState.CONFIRMED.value)
    return {EvidenceKind(kind) for kind in confirmed.values_list("kind", flat=True)}


def is_shown(claim: ProfileClaim) -> bool:
    """Whether enough speaks for a claim to approve it."""
    return claim.work_id is not None or has_enough(confirmed_kinds(claim))


def houses_of(artist: Artist, now: datetime) -> list[Organisation]:
    """The organisations that can say who an artist is: they have signed them."""
    signed = Signing.objects.filter(artist=artist).in_force(now.date())
    houses = Organisation.objects.filter(pk__in=signed.values("organisation_id"))
    return list(houses.exclude(kind=OrganisationKind.SELF.value).order_by("name"))


def files_of(claim: ProfileClaim) -> QuerySet[EvidenceFile]:
    """The documents that came with a claim's evidence."""
    return EvidenceFile.objects.filter(evidence__claim=claim).order_by("pk")


def to_confirm(organisation: Organisation, now: datetime) -> QuerySet[ProfileEvidence]:
    """What an organisation is asked: who its artists are, and who played on its works."""
    signed = Signing.objects.filter(organisation=organisation).in_force(now.date())
    others = signed.exclude(organisation__kind=OrganisationKind.SELF.value)
    asked = Q(claim__work=None, claim__artist__in=others.values("artist_id"))
    waiting = ProfileEvidence.objects.filter(
        asked | Q(claim__work__rights_holder=organisation),
        kind=EvidenceKind.LABEL_CONFIRMATION.value,
        state=EvidenceState.GIVEN.value,
        claim__state__in=OPEN_STATES,
    )
    return waiting.select_related(
        "claim__artist", "claim__work__rights_holder", "claim__claimant"
    ).order_by("given_at", "pk")


def _parsed(parse: Callable[[str], str], text: str) -> str:
    try:
        return parse(text)
    except identifiers.InvalidIdentifier:
        return ""
