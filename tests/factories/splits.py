"""Works whose shares are proposed, with the people who sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.roster.models import (
    Artist,
    Organisation,
    Payee,
    ProposedShare,
    SplitProposal,
    Work,
)
from artistportal.roster.queries.split_parties import Party
from artistportal.roster.services import split_proposals
from artistportal.roster.services.split_proposals import Shares
from tests.factories.earnings import Deal
from tests.factories.roster import (
    NOW,
    ArtistMemberFactory,
    CreditFactory,
    OrganisationMemberFactory,
    RecordingFactory,
)

FROM = date(2026, 1, 1)


@dataclass(frozen=True)
class Studio:
    """A label's recording, and the artist credited on it, each with their owner."""

    work: Work
    label: Organisation
    rep: User
    artist: Artist
    owner: User

    def propose(
        self,
        payees: dict[Party | str, int] | None = None,
        *,
        by: User | None = None,
        proposer: Artist | Organisation | None = None,
        from_date: date = FROM,
        now: datetime = NOW,
    ) -> SplitProposal:
        """Shares of the recording: half and half, by the label, unless told otherwise."""
        halves: dict[Party | str, int] = {self.artist: 500_000, self.label: 500_000}
        return split_proposals.propose(
            shares=Shares(self.work, from_date, payees or halves, "Agreed in the studio."),
            proposer=proposer or self.label,
            by=by or self.rep,
            now=now,
        )


def studio() -> Studio:
    """A recording with nobody's shares agreed yet."""
    rep = OrganisationMemberFactory.create()
    member = ArtistMemberFactory.create()
    work = RecordingFactory.create(rights_holder=rep.organisation)
    CreditFactory.create(work=work, artist=member.artist)
    return Studio(work, rep.organisation, rep.user, member.artist, member.user)


def share_of(proposal: SplitProposal, party: Artist | Organisation | Payee | str) -> ProposedShare:
    """The line of a proposal that is somebody's."""
    if isinstance(party, Artist):
        return proposal.shares.get(payee__artist=party)
    if isinstance(party, Organisation):
        return proposal.shares.get(payee__organisation=party)
    name = party if isinstance(party, str) else party.name
    return proposal.shares.get(payee__name=name)


def arguments(agreed: Deal, by: User) -> dict[str, dict[str, UUID]]:
    """The addresses of a proposal for the artist's recording, by its rights holder."""
    work = agreed.work
    proposal = split_proposals.propose(
        shares=Shares(work, FROM, {agreed.artist: 1_000_000}),
        proposer=work.rights_holder,
        by=by,
        now=timezone.now(),
    )
    names = ("proposal", "answer", "withdraw")
    return {f"roster:split_{name}": {"public_id": proposal.public_id} for name in names}
