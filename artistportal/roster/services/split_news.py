"""What people are told of proposed shares: never how large a share is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import notifications
from artistportal.accounts.services.notifications import News
from artistportal.roster import permissions
from artistportal.roster.models import (
    Artist,
    ArtistMember,
    Organisation,
    OrganisationMember,
    ProposedShare,
    SplitProposal,
    SplitShare,
)
from artistportal.roster.models.batches import among_ids

Party = Artist | Organisation


def ask(proposal: SplitProposal, now: datetime) -> None:
    """Write to who may sign for each payee that has yet to."""
    waiting = proposal.shares.waiting().select_related("payee__artist", "payee__organisation")
    for share in waiting:
        party = share.payee.artist or share.payee.organisation
        if party is not None and proposal.standing.refusal == "":
            _tell(
                proposal,
                party,
                f"Splits to sign: {proposal.work}",
                f"{proposal.proposer} proposes who shares in {proposal.work} from"
                f" {proposal.from_date:%-d %b %Y}. The sheet is in force when everybody has signed."
                " Read it, then sign or refuse; until then nothing changes.",
                now,
            )


def tell_of_entered(sender: Organisation, shares: Iterable[SplitShare], now: datetime) -> None:
    """Whoever is here and paid by first sheets of a catalogue file learns of them, once a file."""
    works: dict[Party, set[int]] = {}
    for share in shares:
        party = share.payee.artist or share.payee.organisation
        if party is not None and party != sender:
            works.setdefault(party, set()).add(share.sheet.work_id)
    notifications.tell_each(
        [
            (_entered(sender, party, len(works[party])), user)
            for party, user in _signers(works, now)
        ],
        now=now,
    )


def _entered(sender: Organisation, party: Party, works: int) -> News:
    what = f"{works:,} work{'' if works == 1 else 's'}"
    return News(
        topic=Topic.SPLITS,
        subject=f"{sender} entered who shares in {what}",
        text=f"{sender} brought a catalogue file with the first split sheets of {what} that pay"
        f" {party}. Read them on the pages of the works. Where one is wrong, propose other shares"
        " or open a case from the work.",
        path=reverse("roster:splits"),
        account=key_of(party),
    )


def _signers(parties: Collection[Party], now: datetime) -> Iterator[tuple[Party, User]]:
    """Who may sign for each of them; two queries."""
    for kind, model, name in (
        (Artist, ArtistMember, "artist"),
        (Organisation, OrganisationMember, "organisation"),
    ):
        meant = {party.pk: party for party in parties if isinstance(party, kind)}
        members = model.objects.in_force(now).filter(
            **{f"{name}__in": among_ids(meant)}, role__in=permissions.SIGNERS, sees_money=True
        )
        for member in members.select_related("user").order_by("pk"):
            yield meant[getattr(member, f"{name}_id")], member.user


def tell_of_refusal(proposal: SplitProposal, share: ProposedShare, now: datetime) -> None:
    """Everybody concerned learns that it is closed, and the proposer first."""
    text = (
        f"{share.payee} refused the proposed shares of {proposal.work}: “{share.words}” The"
        " proposal is closed and nothing has changed."
    )
    for party in parties_of(proposal):
        _tell(proposal, party, f"Splits refused: {proposal.work}", text, now)


def tell_of_withdrawal(proposal: SplitProposal, now: datetime) -> None:
    """Who was asked need not sign any more."""
    text = (
        f"{proposal.proposer} withdrew the proposed shares of {proposal.work}. There is nothing to"
        " sign, and nothing has changed."
    )
    for party in parties_of(proposal):
        if party != proposal.proposer:
            _tell(proposal, party, f"Splits withdrawn: {proposal.work}", text, now)


def tell_that_it_is_in_force(proposal: SplitProposal, now: datetime) -> None:
    """Everybody concerned learns that the last signature came."""
    text = (
        f"Everybody has signed: the split sheet of {proposal.work} is in force from"
        f" {proposal.from_date:%-d %b %Y}. What waited for it is computed anew."
    )
    for party in parties_of(proposal):
        _tell(proposal, party, f"Splits in force: {proposal.work}", text, now)


def parties_of(proposal: SplitProposal) -> list[Party]:
    """The proposer and every payee that is somebody's on this site; each once."""
    shares = proposal.shares.select_related("payee__artist", "payee__organisation").order_by("pk")
    payees = [share.payee.artist or share.payee.organisation for share in shares]
    return list(dict.fromkeys(filter(None, [proposal.proposer, *payees])))


def key_of(party: Party) -> str:
    """The key of the party's account."""
    return f"{'artist' if isinstance(party, Artist) else 'organisation'}:{party.public_id}"


def _tell(proposal: SplitProposal, party: Party, subject: str, text: str, now: datetime) -> None:
    news = News(
        topic=Topic.SPLITS,
        subject=subject,
        text=text,
        path=reverse("roster:split_proposal", args=[proposal.public_id]),
        account=key_of(party),
    )
    notifications.tell(news, to=_people(party, now), now=now)


def _people(party: Party, now: datetime) -> QuerySet[User]:
    """Who may sign for it, and so sees the shares."""
    members = party.members.in_force(now).filter(role__in=permissions.SIGNERS, sees_money=True)
    return User.objects.filter(pk__in=list(members.values_list("user", flat=True)))
