"""Royalty runs: which are due, and carrying one out so that it may be killed anywhere.

A run is one revision of what a licence pays for one month of use. It computes the whole month anew
from all accepted reports, archives who gets what for which use, and posts what differs from all
that was posted for the licence and month before. Each attempt has an allocation file of its own, so
that a worker thought dead overwrites nothing; the posting, the totals and the end of the job are
one transaction: started twice, it ends once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import transaction
from django.db.models import Max, Sum

from artistportal import background
from artistportal.background import JobState
from artistportal.periods import Month
from artistportal.roster.models import Payee
from consent.models import Licence, Terms, Tool
from earnings.domain import allocations, cells, licensing, lines, pay_models
from earnings.domain.allocations import Allocation, Totals
from earnings.domain.ledgers import AccountKind, EntryKind
from earnings.domain.pools import NoPool, Pool
from earnings.models import Entry, Posting, RoyaltyRun
from earnings.queries import pricing
from earnings.services import archive, ledger, licence_months, months, summaries
from earnings.services.months import Parties
from earnings.services.numbers import next_number

Clock = Callable[[], datetime]
STEPS = 5


@dataclass(frozen=True)
class Computed:
    """A licence's month as it came out."""

    allocation: Allocation
    totals: Totals
    pool: Pool | None
    lines: int
    excluded_lines: int


class TooLarge(ArithmeticError):
    """A number of the month is beyond what can be kept; the sentence says what to look for."""


def due(*, licences: Iterable[int], month: Month, now: datetime) -> list[int]:
    """Runs that wait for each licence and the month; one that waits already is enough."""
    ids = []
    with transaction.atomic():
        for licence in Licence.objects.select_for_update().filter(pk__in=licences).order_by("pk"):
            runs = RoyaltyRun.objects.filter(licence=licence, month_date=month.first)
            # Locked, so that no worker takes it up before what asks for it can be read.
            waiting = runs.select_for_update().filter(state=JobState.WAITING).first()
            run = waiting or RoyaltyRun.objects.create(
                number=next_number(RoyaltyRun.objects.all()),
                licence=licence,
                month_date=month.first,
                revision=(runs.aggregate(last=Max("revision"))["last"] or 0) + 1,
                created_at=now,
            )
            ids.append(run.pk)
    return ids


def concerned(*, tool: Tool, month: Month) -> set[int]:
    """The licences that a month's lines concern, and those that were paid for it before.

    All of its lines count, not only those that came last: where a work was found or changed hands
    since, its money leaves one licence and must arrive at the other. A guarantee whose breakage is
    kept is due beside any line of the tool.
    """
    licensors = set(Licence.objects.filter(tool=tool).values_list("organisation_id", flat=True))
    parties = months.parties(tool.pk, month, licensors)
    found = of_parties(tool=tool, month=month, parties=parties)
    return found | pricing.keeping(tool.pk, month)


def of_parties(*, tool: Tool, month: Month, parties: Parties) -> set[int]:
    """The tool's licences that lines of these parties may belong to, and those paid before."""
    of_tool = list(Licence.objects.filter(tool=tool))
    owners = set[int]()
    for holder in _holders(of_tool, parties):
        if between := licence_months.agreements(of_tool, holder):
            owners |= licensing.owners(between, month.from_at, month.until_at)
    paid = RoyaltyRun.objects.filter(licence__tool=tool, month_date=month.first)
    found = {licence.pk for licence in of_tool if licence.number in owners}
    return found | set(paid.values_list("licence_id", flat=True))


def carry_out(*, run_id: int, clock: Clock) -> list[int]:
    """Computes, archives and posts a run; the summaries that are now due, by id.

    Does nothing where another worker has the run or it is done. A pool that cannot be told fails
    the run with its sentence.
    """
    run = background.claim(RoyaltyRun, run_id, now=clock())
    if run is None:
        return []
    licence = run.licence
    try:
        terms = terms_for(licence, Month(run.month_date))
        computed = _computed(run, licence, terms, clock)
    except (NoPool, allocations.Unequal, TooLarge) as odd:
        with transaction.atomic():
            background.fail(run, str(odd), now=clock())
            due = _due_after(run, clock())
    else:
        due = _store(run, terms, computed, clock)
    others = RoyaltyRun.objects.unfinished().filter(
        licence__tool_id=licence.tool_id, month_date=run.month_date
    )
    return [] if others.exists() else due


def compute(run: RoyaltyRun, licence: Licence, terms: Terms, clock: Clock) -> Computed:
    """The licence's month from the archive, the catalogue and the rule; writes nothing."""
    _beat(run, 0, "Reading lines", clock)
    opened = months.open_month(licence.tool_id, Month(run.month_date))
    if opened is None:
        return Computed(allocations.nothing(), Totals(), None, lines=0, excluded_lines=0)
    month = licence_months.settled(opened, terms)
    _beat(run, 1, "Asking what was cleared", clock)
    asked = licence_months.LicenceMonth.of(month, licence)
    _beat(run, 2, "Gathering uses", clock)
    gathered = asked.gathered(licence_months.attribution_of(terms, month))
    stretches = asked.stretches
    del asked  # nothing more is asked, and the answers are large
    _beat(run, 3, "Dividing", clock)
    wanted = pricing.priced(terms, licence, month.month)
    sizes, whole = [len(part) for part in gathered], cells.joined(gathered)
    del gathered  # its cells are in the whole
    priced = pay_models.price(whole, wanted, licence_months.revenue_of(wanted, licence, month))
    shares = (stretch.shares(wanted.sides_ppm) for stretch in stretches)
    keeper = _keeper(licence) if priced.pool and priced.pool.kept_micros else None
    is_excluded = pl.col("outcome") == cells.Outcome.EXCLUDED.value
    allocation = allocations.allocate(whole, zip(sizes, shares, strict=False), priced, keeper)
    return Computed(
        allocation,
        allocation.totals(),
        priced.pool,
        lines=int(whole["lines"].sum()),
        excluded_lines=int(whole.filter(is_excluded)["lines"].sum()),
    )


def _computed(run: RoyaltyRun, licence: Licence, terms: Terms, clock: Clock) -> Computed:
    """As `compute`; raises TooLarge where a number does not fit."""
    try:
        return compute(run, licence, terms, clock)
    except pl.exceptions.InvalidOperationError as odd:
        if lines.is_overflow(odd):
            raise TooLarge(lines.TOO_LARGE) from odd
        raise


def terms_for(licence: Licence, month: Month) -> Terms:
    """The terms that price a month: the last offered before it began, else the licence's first."""
    terms = pricing.terms_for(licence, month)
    if terms is None:
        raise NoPool(f"{licence.code} has no terms, so nothing says what a use costs.")
    return terms


def _holders(of_tool: Iterable[Licence], parties: Parties) -> set[int]:
    """The organisations that have a claim on the lines, or whose licences name unknown works."""
    takes_unnamed = None in parties.licences and licence_months.is_one_party(of_tool)
    named = {
        licence.organisation_id
        for licence in of_tool
        if takes_unnamed or licence.number in parties.licences
    }
    return named | parties.organisations


def _keeper(licence: Licence) -> int | None:
    """The payee of the licence's organisation, for what a guarantee adds."""
    payee = Payee.objects.filter(organisation=licence.organisation_id).first()
    return payee.pk if payee else None


def _store(run: RoyaltyRun, terms: Terms, computed: Computed, clock: Clock) -> list[int]:
    """Archives the allocation; then posts, writes the totals and closes the job, all or nothing.

    The summaries that are due wait from the same moment on; their ids.
    """
    _beat(run, 4, "Posting", clock)
    month = Month(run.month_date)
    path = archive.allocation_path(run.licence.number, month, run.revision, run.attempts)
    archive.write(archive.streamed(computed.allocation.slices()), path)
    sha256 = archive.sha256(path)
    now = clock()
    with transaction.atomic():
        Licence.objects.select_for_update().get(pk=run.licence_id)
        if not background.finish(run, now=now):
            return []
        totals = computed.totals
        RoyaltyRun.objects.filter(pk=run.pk).update(
            currency=terms.currency,
            terms=terms,
            **_of_pool(computed.pool),
            lines=computed.lines,
            excluded_lines=computed.excluded_lines,
            payable_micros=totals.payable_micros,
            held_micros=totals.held_micros,
            unmatched_micros=totals.unmatched_micros,
            disputed_micros=totals.disputed_micros,
            unattributed_micros=totals.unattributed_micros,
            allocation_path=path,
            allocation_sha256=sha256,
            progress_done=STEPS,
            progress_note="",
        )
        if not _is_superseded(run):
            _post(run, terms.currency, totals, now)
        return _due_after(run, now)


def _of_pool(pool: Pool | None) -> dict[str, int | None]:
    """What a run's row says of its pool."""
    if pool is None:
        return {"pool_micros": None, "revenue_micros": None, "breakage_micros": 0}
    return {
        "pool_micros": pool.amount_micros,
        "revenue_micros": pool.revenue_micros,
        "breakage_micros": pool.breakage_micros,
    }


def _due_after(run: RoyaltyRun, now: datetime) -> list[int]:
    return [summaries.due(tool=run.licence.tool_id, month=Month(run.month_date), now=now)]


def _is_superseded(run: RoyaltyRun) -> bool:
    """Whether a later revision was posted first; what this one found is older."""
    return RoyaltyRun.objects.filter(
        licence=run.licence_id,
        month_date=run.month_date,
        revision__gt=run.revision,
        state=JobState.DONE,
    ).exists()


def _post(run: RoyaltyRun, currency: str, totals: Totals, now: datetime) -> None:
    """Posts the difference to what was posted before; where there is none, nothing."""
    posted = posted_before(run, currency)
    wanted = _amounts(run.licence.tool, currency, totals)
    difference = {
        account: wanted.get(account, 0) - posted.get(account, 0) for account in {*wanted, *posted}
    }
    if not any(difference.values()):
        return
    adjusted = (
        Entry.objects.filter(
            run__licence=run.licence_id, run__month_date=run.month_date, currency=currency
        )
        .order_by("number")
        .last()
    )
    ledger.post(
        fact=ledger.Fact(
            EntryKind.ROYALTIES, currency, f"Royalties: {run}", run=run, adjusts=adjusted
        ),
        amounts=difference,
        now=now,
    )


def posted_before(run: RoyaltyRun, currency: str) -> Mapping[int, int]:
    """What is posted for the licence and month, in micro-units by account."""
    postings = Posting.objects.filter(
        entry__run__licence=run.licence_id,
        entry__run__month_date=run.month_date,
        entry__currency=currency,
    )
    return dict(postings.values_list("account").annotate(Sum("amount_micros")))


def _amounts(tool: Tool, currency: str, totals: Totals) -> dict[int, int]:
    """The whole month as postings: what the tool owes, and to whom."""
    accounts = ledger.payee_accounts(list(totals.payees), currency)
    amounts = {accounts[payee]: amount for payee, amount in totals.payees.items()}
    for kind, amount in (
        (AccountKind.HELD, totals.held_micros),
        (AccountKind.UNMATCHED, totals.unmatched_micros),
        (AccountKind.DISPUTED, totals.disputed_micros),
        (AccountKind.UNATTRIBUTED, totals.unattributed_micros),
        (AccountKind.TOOL, -totals.gross_micros),
    ):
        if amount:
            amounts[ledger.tool_account(kind, tool, currency)] = amount
    return amounts


def _beat(run: RoyaltyRun, done: int, note: str, clock: Clock) -> None:
    background.beat(run, now=clock(), done=done, total=STEPS, note=note)
