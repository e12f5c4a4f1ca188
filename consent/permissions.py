"""Who may decide for an artist, and who keeps tools and licences.

Pairs: `check_…` raises the sentence that a person may read, `can_…` is the same rule as a bool.
What a page needs for many controls is asked once, as an `Authority`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import User
from artistportal.roster.domain.roles import ArtistRole, OrganisationRole
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, Mandate, Organisation
from consent.domain import agreements
from consent.domain.authorities import Authority
from consent.domain.decisions import Capacity
from consent.models import Act, Approval, Tool

Reach = Iterable[tuple[Use | None, WorkKind | None]]

CAPACITIES = {
    ArtistRole.OWNER.value: Capacity.OWNER,
    ArtistRole.MANAGER.value: Capacity.MANAGER,
}
DECIDING = tuple(role.value for role in OrganisationRole if role is not OrganisationRole.READER)

LICENSING = (OrganisationRole.OWNER.value, OrganisationRole.MANAGER.value)
PREPARED_IT = "You prepared it, so somebody else approves it."


def authority(
    user: User, artist: Artist, organisation: Organisation | None, now: datetime
) -> Authority:
    """How far the person may decide: for the organisation where one is named, else in person.

    Support can put itself into anybody's team, so whoever is of support decides for nobody.
    """
    if is_support(user):
        return Authority(artist.name, None, organisation.name if organisation else "")
    if organisation is not None:
        return _under_mandate(user, artist, organisation, now)
    member = artist.members.in_force(now).filter(user=user).first() if user.is_active else None
    return Authority(artist.name, CAPACITIES.get(member.role) if member else None)


def check_can_decide(
    authority: Authority, use: Use | None, kind: WorkKind | None
) -> agreements.Mandate | None:
    """Raise the sentence that says why not; return the mandate that the decision rests on."""
    refusal = authority.refusal(use, kind)
    if refusal:
        raise PermissionDenied(refusal)
    return authority.mandate_for(use, kind)


def can_decide(authority: Authority, use: Use | None, kind: WorkKind | None) -> bool:
    return authority.refusal(use, kind) is None


def check_can_reverse(
    authority: Authority, act: Act, reach: Reach, organisation: int | None
) -> None:
    """Raise the sentence that says why this person may not take the act back.

    In person all that was decided for the artist; an organisation what it decided itself. `reach`
    are the uses and kinds of work that the act decided.
    """
    if organisation is not None and act.organisation_id != organisation:
        raise PermissionDenied(f"Only {authority.artist} takes this back: it was not said by you.")
    for use, kind in reach:
        check_can_decide(authority, use, kind)


def check_is_support(user: User) -> None:
    if not (user.is_active and user.is_staff):
        raise PermissionDenied("Only support adds tools, their versions and their people.")


def is_support(user: User) -> bool:
    return user.is_active and user.is_staff


def check_can_license(user: User, organisation: Organisation, now: datetime) -> None:
    if not can_license(user, organisation, now):
        raise PermissionDenied(
            f"Only an owner or manager of {organisation}, or support, signs its licences."
        )


def can_license(user: User, organisation: Organisation, now: datetime) -> bool:
    if is_support(user):
        return True
    members = organisation.members.in_force(now).filter(user=user)
    return user.is_active and members.filter(role__in=LICENSING).exists()


def check_can_draft(user: User, organisation: Organisation, now: datetime) -> None:
    """Writing a licence or its terms: owners, managers and editors of the organisation."""
    if not can_draft(user, organisation, now):
        raise PermissionDenied(
            f"Only owners, managers and editors of {organisation} draft its licences."
        )


def can_draft(user: User, organisation: Organisation, now: datetime) -> bool:
    return not is_support(user) and can_propose(user, organisation, now)


def check_can_sign_draft(user: User, organisation: Organisation, now: datetime) -> None:
    """Signing what was drafted: owners and managers; never support, which drafts nothing here."""
    if not can_sign_draft(user, organisation, now):
        raise PermissionDenied(f"Only an owner or manager of {organisation} signs its licences.")


def can_sign_draft(user: User, organisation: Organisation, now: datetime) -> bool:
    return not is_support(user) and can_license(user, organisation, now)


def check_can_speak_for_tool(user: User, tool: Tool, now: datetime) -> None:
    if not can_speak_for_tool(user, tool, now):
        raise PermissionDenied(f"Only the people of {tool}, or support, do this for it.")


def can_speak_for_tool(user: User, tool: Tool, now: datetime) -> bool:
    if is_support(user):
        return True
    return user.is_active and tool.members.in_force(now).filter(user=user).exists()


def check_can_keep_keys(user: User, tool: Tool, now: datetime) -> None:
    if not can_keep_keys(user, tool, now):
        raise PermissionDenied(f"Only somebody who reports for {tool} makes and ends its keys.")


def can_keep_keys(user: User, tool: Tool, now: datetime) -> bool:
    return user.is_active and tool.members.in_force(now).filter(user=user).exists()


def check_can_propose(user: User, proposer: Tool | Organisation, now: datetime) -> None:
    """Asking artists: the people of a tool, or owners, managers and editors of an organisation."""
    if can_propose(user, proposer, now):
        return
    if isinstance(proposer, Tool):
        raise PermissionDenied(f"Only the people of {proposer} ask in its name.")
    raise PermissionDenied(f"Only owners, managers and editors of {proposer} ask in its name.")


def can_propose(user: User, proposer: Tool | Organisation, now: datetime) -> bool:
    if isinstance(proposer, Tool):
        return user.is_active and proposer.members.in_force(now).filter(user=user).exists()
    members = proposer.members.in_force(now).filter(user=user, role__in=DECIDING)
    return user.is_active and members.exists()


def check_can_approve(user: User, approval: Approval, now: datetime) -> None:
    """A second person: an owner or manager of the organisation who did not prepare it."""
    if approval.prepared_by_id == user.pk:
        raise PermissionDenied(PREPARED_IT)
    members = approval.organisation.members.in_force(now).filter(user=user, role__in=LICENSING)
    if not user.is_active or is_support(user) or not members.exists():
        raise PermissionDenied(_only_approvers(approval))


def why_not_approve(user: User, role: str, approval: Approval) -> str:
    """The sentence that keeps somebody of this role from approving it; empty where nothing does."""
    if approval.prepared_by_id == user.pk:
        return PREPARED_IT
    return "" if role in LICENSING and not is_support(user) else _only_approvers(approval)


def _only_approvers(approval: Approval) -> str:
    return (
        f"Only an owner or manager of {approval.organisation} who did not prepare it"
        " approves or refuses it."
    )


def approvers(approval: Approval, now: datetime) -> list[User]:
    """Everybody who may approve or refuse it."""
    people = licensers(approval.organisation, now)
    return [person for person in people if person.pk != approval.prepared_by_id]


def licensers(organisation: Organisation, now: datetime) -> list[User]:
    """The owners and managers of an organisation."""
    members = organisation.members.in_force(now).filter(role__in=LICENSING)
    return [member.user for member in members.select_related("user").order_by("pk")]


def check_can_set_second_person(user: User, organisation: Organisation, now: datetime) -> None:
    members = organisation.members.in_force(now).filter(user=user, role=OrganisationRole.OWNER)
    if not user.is_active or not members.exists():
        raise PermissionDenied(
            f"Only an owner of {organisation} says when a second person is asked."
        )


def check_can_withdraw_approval(user: User, approval: Approval) -> None:
    if approval.prepared_by_id != user.pk:
        raise PermissionDenied(f"Only {approval.prepared_by.name}, who prepared it, takes it back.")


def check_can_publish(user: User, artist: Artist, now: datetime) -> None:
    if not can_publish(user, artist, now):
        raise PermissionDenied(f"Only {artist} or their manager decides what of this is public.")


def can_publish(user: User, artist: Artist, now: datetime) -> bool:
    return authority(user, artist, None, now).capacity in {Capacity.OWNER, Capacity.MANAGER}


def as_rule(mandate: Mandate) -> agreements.Mandate:
    """A stored mandate as the rule reads it."""
    return agreements.Mandate(
        mandate.pk,
        mandate.artist_id,
        mandate.organisation_id,
        frozenset(map(Use, mandate.uses)),
        frozenset(map(WorkKind, mandate.kinds)),
        mandate.from_at,
        mandate.until_at,
        mandate.clause,
    )


def _under_mandate(
    user: User, artist: Artist, organisation: Organisation, now: datetime
) -> Authority:
    members = organisation.members.in_force(now).filter(user=user, role__in=DECIDING)
    if not user.is_active or not members.exists():
        return Authority(artist.name, None, organisation.name)
    mandates = artist.mandates.in_force(now).filter(organisation=organisation)
    return Authority(
        artist.name,
        Capacity.MANDATE,
        organisation.name,
        tuple(as_rule(mandate) for mandate in mandates.order_by("pk")),
    )
