"""What the pages of splits ask: which sheets are proposed, who has yet to sign, what has none."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from artistportal.accounts.models import User
from artistportal.roster import permissions
from artistportal.roster.domain import split_proposals as rules
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.split_proposals import Answer, Change
from artistportal.roster.models import (
    ArtistMember,
    Credit,
    OrganisationMember,
    Payee,
    ProposedShare,
    SplitProposal,
    SplitShare,
    SplitSheet,
    Work,
)
from artistportal.roster.models.batches import among_ids
from artistportal.roster.models.split_proposals import ProposedShareQuerySet, SplitProposalQuerySet
from artistportal.roster.queries import works

STANDINGS: dict[str, Q] = {
    "open": Q(sheet=None, withdrawn_at=None, refused_at=None),
    "signed": Q(sheet__isnull=False),
    "refused": Q(refused_at__isnull=False),
    "withdrawn": Q(withdrawn_at__isnull=False),
}
PARTIES = ("payee__artist", "payee__organisation")


@dataclass(frozen=True, slots=True)
class Sums:
    """How many proposals stand where, how many wait for the account, how many works have none."""

    open: int
    signed: int
    refused: int
    withdrawn: int
    waiting: int
    missing: int


@dataclass(frozen=True, slots=True)
class Signature:
    """One payee of a proposal: what they would get, what they said, who may say it for them."""

    share: ProposedShare
    change: Change[Payee]
    answer: Answer
    is_own: bool
    may_sign: bool
    takes_paper: bool
    reason: str


def visible_to(account: Account) -> SplitProposalQuerySet:
    """The proposals an account may read: its own, those for its works, those that pay it.

    An artist who holds consent over the work reads them too.
    """
    if not account.sees_money:
        return SplitProposal.objects.none()
    paying = ProposedShare.objects.filter(proposal=OuterRef("pk"))
    if account.kind == AccountKind.ORGANISATION:
        pays = Exists(paying.filter(payee__organisation=account.id))
        own = Q(work__rights_holder=account.id) | Q(organisation=account.id)
    elif account.kind == AccountKind.ARTIST:
        pays = Exists(paying.filter(payee__artist=account.id))
        own = Q(artist=account.id) | Q(Exists(_say(account.id)))
    else:
        return SplitProposal.objects.none()
    found = SplitProposal.objects.filter(own | Q(pays))
    return found.select_related("work__rights_holder", "artist", "organisation", "sheet")


def sums(account: Account, day: date) -> Sums:
    """The numbers beside the links of the list; three queries."""
    counts = visible_to(account).aggregate(
        **{name: Count("pk", filter=meant) for name, meant in STANDINGS.items()}
    )
    waiting = visible_to(account).open().filter(Exists(_unsigned(account)))
    return Sums(**counts, waiting=waiting.count(), missing=without_sheet(account, day).count())


def listed(account: Account, standing: str) -> SplitProposalQuerySet:
    """The proposals of one standing, those that wait for the account's signature first."""
    shares = ProposedShare.objects.select_related("payee").order_by("-share_ppm", "pk")
    return (
        visible_to(account)
        .filter(STANDINGS[standing])
        .annotate(is_waiting=Exists(_unsigned(account)))
        .order_by("-is_waiting", "-proposed_at", "pk")
        .prefetch_related(Prefetch("shares", shares))
    )


def every(account: Account) -> SplitProposalQuerySet:
    """All proposals of an account, the oldest first, with payees: for a file."""
    shares = ProposedShare.objects.select_related("payee").order_by("pk")
    return (
        visible_to(account)
        .order_by("work__title", "pk")
        .prefetch_related(Prefetch("shares", shares))
    )


def without_sheet(account: Account, day: date) -> QuerySet[Work]:
    """The account's works that nobody can be paid for today; `proposal` is what waits, if any."""
    if not account.sees_money:
        return Work.objects.none()
    sheets = SplitSheet.objects.valid_on(day).filter(work=OuterRef("pk"))
    waiting = SplitProposal.objects.open().filter(work=OuterRef("pk"))
    found = works.visible_to(account).filter(~Exists(sheets))
    return found.annotate(is_proposed=Exists(waiting)).order_by("title", "pk")


def shares_in_force(work: Work, day: date) -> dict[Payee, int]:
    """The shares of the sheet that is valid on a day, in ppm; none where there is no sheet."""
    valid = SplitShare.objects.filter(
        sheet__in=SplitSheet.objects.valid_on(day).filter(work=work)
    ).select_related(*PARTIES)
    return {share.payee: share.share_ppm for share in valid.order_by("-share_ppm", "pk")}


def outsiders_of(organisation: int) -> QuerySet[Payee]:
    """People outside the site who are named in sheets and proposals of the organisation's works."""
    outside = Payee.objects.filter(artist=None, organisation=None)
    paid = SplitShare.objects.filter(sheet__work__rights_holder=organisation)
    proposed = ProposedShare.objects.filter(proposal__work__rights_holder=organisation)
    return outside.filter(Q(pk__in=paid.values("payee")) | Q(pk__in=proposed.values("payee")))


def signatures(
    proposal: SplitProposal, account: Account, user: User, now: datetime
) -> list[Signature]:
    """Everybody who signs, with what changes for them and what this person may do; four queries."""
    shares = list(proposal.shares.select_related(*PARTIES).order_by("-share_ppm", "pk"))
    in_force = {} if proposal.sheet_id else shares_in_force(proposal.work, proposal.from_date)
    changes = rules.changes({share.payee: share.share_ppm for share in shares}, in_force)
    of_payee = {change.party: change for change in changes}
    signing = _who_sign([share.payee for share in shares], now)
    is_open = not proposal.standing.refusal
    proposes = permissions.can_propose_split(user, proposal.work, proposal.proposer, now)
    return [
        _signature(share, of_payee[share.payee], account, _May(user, signing, is_open, proposes))
        for share in shares
    ]


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A proposal that waits, and the payees who have yet to sign it."""

    proposal: UUID
    payees: tuple[str, ...]


def unsigned_for(account: Account, works: Collection[int]) -> dict[int, Unsigned]:
    """The open proposals that the account may read, by work; those of a song stand with its
    recordings too. One query.
    """
    ids = among_ids(works)
    direct, by_song = "proposal__work", "proposal__work__recordings"
    open_ = visible_to(account).open().order_by().values("pk")
    rows = (
        ProposedShare.objects.waiting()
        .filter(Q(**{f"{direct}__in": ids}) | Q(**{f"{by_song}__in": ids}), proposal__in=open_)
        .order_by("proposal", "pk")
        .values_list(direct, by_song, "proposal__public_id", "payee__name")
    )
    found: dict[int, dict[UUID, dict[str, None]]] = {}
    for work, recording, proposal, payee in rows:
        for each in {work, recording} & set(works):
            found.setdefault(each, {}).setdefault(proposal, {})[payee] = None
    return {
        work: Unsigned(proposal, tuple(payees))
        for work, proposals in found.items()
        for proposal, payees in [next(iter(proposals.items()))]
    }


def said(share: ProposedShare) -> Answer:
    """What a payee has said."""
    return rules.answer(
        is_signed=share.signed_at is not None,
        is_refused=share.refused_at is not None,
        words=share.words,
    )


@dataclass(frozen=True, slots=True)
class _May:
    user: User
    signing: dict[int, set[int]]
    is_open: bool
    proposes: bool


def _signature(
    share: ProposedShare, change: Change[Payee], account: Account, may: _May
) -> Signature:
    payee = share.payee
    people = may.signing[payee.pk]
    has_said = said(share)
    waits = may.is_open and has_said is Answer.WAITS
    is_outside = payee.artist_id is None and payee.organisation_id is None
    is_own = account.id in (
        (payee.artist_id,) if account.kind == AccountKind.ARTIST else (payee.organisation_id,)
    )
    return Signature(
        share=share,
        change=change,
        answer=has_said,
        is_own=is_own,
        may_sign=waits and is_own and may.user.pk in people,
        takes_paper=waits and not people and is_outside and may.proposes,
        reason=_reason(waits, is_outside, bool(people), payee),
    )


def _reason(waits: bool, is_outside: bool, has_people: bool, payee: Payee) -> str:
    if not waits or has_people:
        return ""
    if is_outside:
        return f"{payee} has no account here: who proposed it takes their signed paper down."
    return f"Nobody signs for {payee} on this site yet: support takes their signed paper down."


def _who_sign(payees: list[Payee], now: datetime) -> dict[int, set[int]]:
    """The people who may sign, by payee; two queries for all of them."""
    found: dict[int, set[int]] = {payee.pk: set() for payee in payees}
    models = (("artist", ArtistMember), ("organisation", OrganisationMember))
    for name, model in models:
        by_party = {getattr(payee, f"{name}_id"): payee.pk for payee in payees}
        members = model.objects.in_force(now).filter(
            **{f"{name}__in": [party for party in by_party if party]},
            role__in=permissions.SIGNERS,
            sees_money=True,
            user__is_active=True,
            user__is_staff=False,
        )
        for party, user in members.values_list(name, "user"):
            found[by_party[party]].add(user)
    return found


def _unsigned(account: Account) -> ProposedShareQuerySet:
    kind = "artist" if account.kind == AccountKind.ARTIST else "organisation"
    waiting = ProposedShare.objects.waiting().filter(proposal=OuterRef("pk"))
    return waiting.filter(**{f"payee__{kind}": account.id})


def _say(artist: int) -> QuerySet[Credit]:
    return Credit.objects.filter(work=OuterRef("work"), artist=artist, holds_consent=True)
