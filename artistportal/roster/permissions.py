"""Who may do what to artists, organisations, works, splits and mandates.

Pairs: `check_…` raises the sentence that a person may read, `can_…` is the same rule as a bool.
Support staff keep the roster right; what an artist lets others decide is the artist's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from artistportal.accounts.models import User
from artistportal.roster.domain.roles import ArtistRole, OrganisationRole
from artistportal.roster.models import Artist, Mandate, Organisation, Payee, Work

EDITORS = (OrganisationRole.OWNER, OrganisationRole.MANAGER, OrganisationRole.EDITOR)
CONFIRMING = (OrganisationRole.OWNER, OrganisationRole.MANAGER)
SPEAKERS = (ArtistRole.OWNER, ArtistRole.MANAGER)
# The roles of splits are called the same for artists and organisations.
PROPOSING = tuple(role.value for role in EDITORS)
SIGNERS = tuple(role.value for role in SPEAKERS)


def check_is_support(user: User) -> None:
    if not (user.is_active and user.is_staff):
        raise PermissionDenied("Only support adds artists and organisations.")


def check_can_edit_catalogue(user: User, organisation: Organisation, now: datetime) -> None:
    if not _is_support(user) and not _represents(user, organisation, EDITORS, now):
        raise PermissionDenied(
            f"Only an owner, manager or editor of {organisation} changes its catalogue."
        )


def check_can_change_team(user: User, artist: Artist, now: datetime) -> None:
    if not _is_support(user) and not _speaks_for(user, artist, (ArtistRole.OWNER,), now):
        raise PermissionDenied(f"Only an owner of {artist}'s account or support changes its team.")


def check_can_change_representatives(user: User, organisation: Organisation, now: datetime) -> None:
    owners = (OrganisationRole.OWNER,)
    if not _is_support(user) and not _represents(user, organisation, owners, now):
        raise PermissionDenied(
            f"Only an owner of {organisation} or support changes who represents it."
        )


def check_can_keep_team(user: User, party: Artist | Organisation, now: datetime) -> None:
    if isinstance(party, Artist):
        check_can_change_team(user, party, now)
    else:
        check_can_change_representatives(user, party, now)


def check_can_sign(user: User, artist: Artist, now: datetime) -> None:
    if not _is_support(user) and not _speaks_for(user, artist, (ArtistRole.OWNER,), now):
        raise PermissionDenied(f"Only {artist} or support puts {artist} on a roster.")


def check_can_name_successor(user: User, artist: Artist, now: datetime) -> None:
    if not _speaks_for(user, artist, (ArtistRole.OWNER,), now):
        raise PermissionDenied(f"Only an owner of {artist}'s account names who succeeds.")


def check_is_guardian(user: User, artist: Artist, now: datetime) -> None:
    guarded = artist.guardianships.in_force(now.date()).filter(guardian=user)
    if not (user.is_active and guarded.exists()):
        raise PermissionDenied(f"Only a guardian of {artist} says what {artist} is shown.")


def check_can_review(user: User) -> None:
    if not _is_support(user):
        raise PermissionDenied("Only support reviews claims, successors and guardians.")


def check_can_claim(user: User) -> None:
    if not user.is_active or user.is_staff:
        raise PermissionDenied("Support claims no profile and no credit, it reviews them.")


def check_can_claim_credit(user: User, artist: Artist, now: datetime) -> None:
    check_can_claim(user)
    describing = (ArtistRole.OWNER, ArtistRole.MANAGER, ArtistRole.EDITOR)
    if not _speaks_for(user, artist, describing, now):
        raise PermissionDenied(f"Only an owner, manager or editor of {artist} claims its credits.")


def check_can_confirm_claim(user: User, organisation: Organisation, now: datetime) -> None:
    if not _represents(user, organisation, CONFIRMING, now):
        raise PermissionDenied(f"Only an owner or manager of {organisation} confirms who is who.")


def check_can_grant_mandate(user: User, artist: Artist, now: datetime) -> None:
    if not _speaks_for(user, artist, (ArtistRole.OWNER,), now):
        raise PermissionDenied(f"Only {artist} gives others leave to decide for them.")


def check_can_end_mandate(user: User, mandate: Mandate, now: datetime) -> None:
    owners = (OrganisationRole.OWNER,)
    if not (
        _speaks_for(user, mandate.artist, SPEAKERS, now)
        or _represents(user, mandate.organisation, owners, now)
    ):
        raise PermissionDenied(
            f"Only {mandate.artist} or {mandate.organisation} ends this mandate."
        )


def check_can_propose_split(
    user: User, work: Work, proposer: Artist | Organisation, now: datetime
) -> None:
    """Whoever licenses the work or is credited on it, by people who see the money."""
    if isinstance(proposer, Organisation):
        is_theirs = work.rights_holder_id == proposer.pk
    else:
        is_theirs = work.credits.filter(artist=proposer).exists()
    if not is_theirs:
        raise PermissionDenied(f"{proposer} neither licenses {work} nor is credited on it.")
    check_can_propose_splits(user, proposer, now)


def check_can_propose_splits(user: User, proposer: Artist | Organisation, now: datetime) -> None:
    """Owners, managers and editors who see the money, for any work that is theirs."""
    of_role = proposer.members.in_force(now).filter(role__in=PROPOSING, sees_money=True)
    members = of_role.filter(user=user)
    if not (user.is_active and members.exists()):
        raise PermissionDenied(
            f"Only an owner, manager or editor of {proposer} who sees the money proposes shares."
        )


def check_can_sign_split(user: User, payee: Payee, now: datetime) -> None:
    """A payee's own people; never support, which can put itself into anybody's team."""
    if _is_support(user) or not signers(payee, now).filter(pk=user.pk).exists():
        raise PermissionDenied(
            f"Only an owner or manager of {payee} who sees the money signs for it."
        )


def check_can_sign_split_on_paper(
    user: User, payee: Payee, proposer: Artist | Organisation, work: Work, now: datetime
) -> None:
    """For whoever signs nowhere on this site: support, and for somebody outside it the proposer."""
    if signers(payee, now).exists():
        raise PermissionDenied(f"{payee} signs on this site; nobody signs for them on paper.")
    if _is_support(user):
        return
    if payee.artist_id or payee.organisation_id:
        raise PermissionDenied(
            f"Nobody acts for {payee} on this site yet; support takes their paper down."
        )
    check_can_propose_split(user, work, proposer, now)


def signers(payee: Payee, now: datetime) -> QuerySet[User]:
    """The people who may sign for a payee; nobody where the payee is outside the site."""
    party = payee.artist or payee.organisation
    if party is None:
        return User.objects.none()
    members = party.members.in_force(now).filter(role__in=SIGNERS, sees_money=True)
    return User.objects.filter(
        pk__in=list(members.values_list("user", flat=True)), is_active=True, is_staff=False
    )


def can_propose_split(
    user: User, work: Work, proposer: Artist | Organisation, now: datetime
) -> bool:
    return _allows(lambda: check_can_propose_split(user, work, proposer, now))


def can_edit_catalogue(user: User, organisation: Organisation, now: datetime) -> bool:
    return _allows(lambda: check_can_edit_catalogue(user, organisation, now))


def can_keep_team(user: User, party: Artist | Organisation, now: datetime) -> bool:
    return _allows(lambda: check_can_keep_team(user, party, now))


def can_grant_mandate(user: User, artist: Artist, now: datetime) -> bool:
    return _allows(lambda: check_can_grant_mandate(user, artist, now))


def can_end_mandate(user: User, mandate: Mandate, now: datetime) -> bool:
    return _allows(lambda: check_can_end_mandate(user, mandate, now))


def _allows(check: Callable[[], None]) -> bool:
    try:
        check()
    except PermissionDenied:
        return False
    return True


def _is_support(user: User) -> bool:
    return user.is_active and user.is_staff


def _speaks_for(user: User, artist: Artist, roles: Iterable[ArtistRole], now: datetime) -> bool:
    members = artist.members.in_force(now).filter(user=user, role__in=[r.value for r in roles])
    return user.is_active and members.exists()


def _represents(
    user: User, organisation: Organisation, roles: Iterable[OrganisationRole], now: datetime
) -> bool:
    members = organisation.members.in_force(now).filter(
        user=user, role__in=[r.value for r in roles]
    )
    return user.is_active and members.exists()
