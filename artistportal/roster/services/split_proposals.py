"""Split sheets proposed, countersigned by every payee, refused and withdrawn.

propose ──▶ open ── the last signature ──▶ the sheet is in force from its day on

Who is paid under the sheet in force signs too, even where the new one leaves them out, and so does
the rights holder: nobody loses a share that they did not give up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from artistportal.accounts.models import User
from artistportal.accounts.services import audit
from artistportal.accounts.services.audit import Fact
from artistportal.roster import permissions
from artistportal.roster.domain import split_proposals as rules
from artistportal.roster.domain import splits as shares_of
from artistportal.roster.models import (
    Artist,
    Organisation,
    Payee,
    ProposedShare,
    SplitProposal,
    SplitSheet,
    Work,
)
from artistportal.roster.queries import split_parties
from artistportal.roster.queries import splits as known
from artistportal.roster.queries.split_parties import Party, Taken
from artistportal.roster.services import split_news, splits

LONGEST_NAME = 200

IN_FORCE: list[Callable[[SplitSheet, datetime], None]] = []
"""Packages above this one add theirs when they are ready; called in the same transaction."""


class NotToBeProposed(ValueError):
    """The shares cannot be proposed as they are; the sentence says why."""


class NotToBeSigned(ValueError):
    """The proposal takes no signature, or not this one; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Who would be paid for a work from a day on, in ppm; a text names somebody outside."""

    work: Work
    from_date: date
    payees: Mapping[Party | str, int]
    why: str = ""


@transaction.atomic
def propose(
    *, shares: Shares, proposer: Artist | Organisation, by: User, now: datetime
) -> SplitProposal:
    """Ask every payee to sign; where this person may sign for the proposer, that is done."""
    permissions.check_can_propose_split(by, shares.work, proposer, now)
    return put_forward(shares=shares, proposer=proposer, by=by, now=now)


def put_forward(
    *, shares: Shares, proposer: Artist | Organisation, by: User, now: datetime
) -> SplitProposal:
    """The same for whoever asked leave already, to bring a catalogue, say. In a transaction."""
    work = shares.work
    check(shares, split_parties.taken([work]))
    proposal = _stored(shares, proposer, by, now)
    _store_shares(proposal, shares)
    audit.record(
        Fact(
            "split.proposed",
            _subject(proposal),
            f"{proposer} proposed shares of {work} from {shares.from_date:%-d %b %Y}.",
            _concerns(proposal),
            reason=shares.why,
        ),
        by=by,
        now=now,
    )
    own = proposal.shares.filter(**_of(proposer)).first()
    if own and permissions.signers(own.payee, now).filter(pk=by.pk).exists():
        proposal = sign(share=own, by=by, now=now)
    split_news.ask(proposal, now)
    return proposal


def check(shares: Shares, taken: Taken) -> None:
    """Raise the sentence that says why the shares cannot be proposed."""
    try:
        shares_of.check_whole(shares.payees.values())
    except shares_of.SplitNotWhole as odd:
        raise NotToBeProposed(str(odd)) from odd
    day = f"{shares.from_date:%-d %b %Y}"
    if (shares.work.pk, shares.from_date) in taken.sheets:
        raise NotToBeProposed(
            f"{shares.work} has a split sheet from {day} already. Choose another day for the new"
            " one."
        )
    if (shares.work.pk, shares.from_date) in taken.proposals:
        raise NotToBeProposed(
            f"Shares of {shares.work} from {day} wait for signatures already. Withdraw those, or"
            " choose another day."
        )


@transaction.atomic
def sign(*, share: ProposedShare, by: User, now: datetime, paper: str = "") -> SplitProposal:
    """A payee agrees; with the last signature the sheet is in force. Signing twice signs once.

    `paper` names what somebody outside the site has signed, and for whom it is taken down.
    """
    proposal, held = _held(share)
    _check_may_sign(by, proposal, held, paper, now)
    if held.signed_at is not None:
        return proposal
    _check_open(proposal)
    held.signed_at, held.answered_by, held.words = now, by, paper[:300]
    held.save(update_fields=["signed_at", "answered_by", "words"])
    how = f"{held.payee} signed on paper: {paper}." if paper else f"{held.payee} signed."
    _note("split.signed", proposal, f"{how} Shares of {proposal.work}.", by, now)
    if not proposal.shares.waiting().exists():
        _bring_into_force(proposal, by, now)
    return proposal


@transaction.atomic
def refuse(*, share: ProposedShare, words: str, by: User, now: datetime) -> SplitProposal:
    """A payee does not agree and says why, which closes the proposal and tells the proposer."""
    proposal, held = _held(share)
    permissions.check_can_sign_split(by, held.payee, now)
    _check_open(proposal)
    if not words.strip():
        raise NotToBeSigned("Say in a few words why, so that the others know what to change.")
    if held.signed_at is not None:
        raise NotToBeSigned(f"{held.payee} has signed already.")
    held.refused_at, held.answered_by, held.words = now, by, words.strip()[:300]
    held.save(update_fields=["refused_at", "answered_by", "words"])
    proposal.refused_at = now
    proposal.save(update_fields=["refused_at"])
    _note("split.refused", proposal, f"{held.payee} refused shares of {proposal.work}.", by, now)
    split_news.tell_of_refusal(proposal, held, now)
    return proposal


@transaction.atomic
def withdraw(*, proposal: SplitProposal, by: User, now: datetime) -> SplitProposal:
    """The proposer takes it back while it waits."""
    permissions.check_can_propose_split(by, proposal.work, proposal.proposer, now)
    held = _locked(proposal.pk)
    if held.standing is rules.Standing.WITHDRAWN:
        return held
    _check_open(held)
    held.withdrawn_at = now
    held.save(update_fields=["withdrawn_at"])
    _note("split.withdrawn", held, f"{held.proposer} withdrew shares of {held.work}.", by, now)
    split_news.tell_of_withdrawal(held, now)
    return held


def _stored(
    shares: Shares, proposer: Artist | Organisation, by: User, now: datetime
) -> SplitProposal:
    try:
        with transaction.atomic():
            return SplitProposal.objects.create(
                work=shares.work,
                from_date=shares.from_date,
                artist=proposer if isinstance(proposer, Artist) else None,
                organisation=proposer if isinstance(proposer, Organisation) else None,
                proposed_by=by,
                proposed_at=now,
                why=shares.why[:300],
            )
    except IntegrityError as clash:
        raise NotToBeProposed(
            f"Somebody else has just proposed shares of {shares.work} from that day."
        ) from clash


def _store_shares(proposal: SplitProposal, shares: Shares) -> None:
    named: dict[Payee, int] = {}
    for party, share in shares.payees.items():
        payee = _outsider(party, shares.work) if isinstance(party, str) else payee_of(party)
        if payee in named:
            raise NotToBeProposed(f"{payee} is named twice: add the two shares together.")
        named[payee] = share
    rights_holder = splits.payee_of_organisation(shares.work.rights_holder)
    in_force = known.shares_in_force(shares.work, shares.from_date)
    ProposedShare.objects.bulk_create(
        ProposedShare(proposal=proposal, payee=payee, share_ppm=share)
        for payee, share in rules.signing(named, in_force, rights_holder).items()
    )


def payee_of(party: Party) -> Payee:
    """The payee that a party is."""
    if isinstance(party, Payee):
        return party
    if isinstance(party, Artist):
        return splits.payee_of_artist(party)
    return splits.payee_of_organisation(party)


def _outsider(name: str, work: Work) -> Payee:
    """Somebody outside the site: as the rights holder's other sheets name them, or new."""
    tidy = " ".join(name.split())[:LONGEST_NAME]
    found = known.outsiders_of(work.rights_holder_id).filter(name=tidy).order_by("pk").first()
    return found or Payee.objects.create(name=tidy)


def _held(share: ProposedShare) -> tuple[SplitProposal, ProposedShare]:
    """The proposal, whose row this transaction holds, and the share as it stands then."""
    proposal = _locked(share.proposal_id)
    shares = proposal.shares.select_related("payee__artist", "payee__organisation")
    return proposal, shares.get(pk=share.pk)


def _locked(pk: int) -> SplitProposal:
    SplitProposal.objects.select_for_update().get(pk=pk)
    found = SplitProposal.objects.select_related("work__rights_holder", "artist", "organisation")
    return found.get(pk=pk)


def _check_may_sign(
    by: User, proposal: SplitProposal, share: ProposedShare, paper: str, now: datetime
) -> None:
    if not paper:
        permissions.check_can_sign_split(by, share.payee, now)
        return
    permissions.check_can_sign_split_on_paper(
        by, share.payee, proposal.proposer, proposal.work, now
    )


def _check_open(proposal: SplitProposal) -> None:
    if refusal := proposal.standing.refusal:
        raise NotToBeSigned(refusal)


def _bring_into_force(proposal: SplitProposal, by: User, now: datetime) -> None:
    """Once, in the transaction of the last signature, which holds the proposal's row."""
    work = Work.objects.select_for_update().get(pk=proposal.work_id)
    signers = {share.payee: share.share_ppm for share in proposal.shares.select_related("payee")}
    in_force = known.shares_in_force(work, proposal.from_date)
    if left_out := rules.unheard(signers, in_force):
        raise NotToBeSigned(
            f"Another sheet came into force since, under which {left_out[0]} is paid, who was not"
            " asked. Withdraw this one and propose it again."
        )
    if work.split_sheets.filter(from_date=proposal.from_date).exists():
        raise NotToBeSigned(
            f"{work} was given another split sheet from the same day. Withdraw this one."
        )
    paid = {payee: share for payee, share in signers.items() if share}
    proposal.sheet = splits.bring_into_force(work, paid, proposal.from_date)
    proposal.save(update_fields=["sheet"])
    sentence = f"The split sheet of {work} from {proposal.from_date:%-d %b %Y} is in force."
    _note("split.in_force", proposal, sentence, by, now)
    split_news.tell_that_it_is_in_force(proposal, now)
    for hook in IN_FORCE:
        hook(proposal.sheet, now)


def _note(verb: str, proposal: SplitProposal, sentence: str, by: User, now: datetime) -> None:
    fact = Fact(verb, _subject(proposal), sentence, _concerns(proposal))
    audit.record(fact, by=by, now=now)


def _subject(proposal: SplitProposal) -> str:
    return f"split:{proposal.public_id}"


def _concerns(proposal: SplitProposal) -> list[str]:
    parties = split_news.parties_of(proposal)
    return [split_news.key_of(party) for party in parties]


def _of(proposer: Artist | Organisation) -> dict[str, Artist | Organisation]:
    return {"payee__artist" if isinstance(proposer, Artist) else "payee__organisation": proposer}
