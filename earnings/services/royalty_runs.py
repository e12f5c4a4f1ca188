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
from artistportal.roster.domain.uses import WorkKind
from consent.models import Licence, Terms, Tool
from earnings.domain import allocations, cells, licensing, pay_models, sides
from earnings.domain.allocations import Totals
from earnings.domain.ledgers import AccountKind, EntryKind
from earnings.domain.licensing import Agreement
from earnings.models import Entry, Posting, RoyaltyRun
from earnings.queries import catalogue
from earnings.services import archive, ledger, months, summaries
from earnings.services.months import Parties
from earnings.services.numbers import next_number

Clock = Callable[[], datetime]
STEPS = 5


@dataclass(frozen=True)
class Computed:
    """A licence's month as it came out."""

    allocation: pl.DataFrame
    totals: Totals
    lines: int
    excluded_lines: int


NOTHING = Computed(
    pl.DataFrame(schema=allocations.ALLOCATION_SCHEMA), Totals(), lines=0, excluded_lines=0
)


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
    since, its money leaves one licence and must arrive at the other.
    """
    of_tool = list(Licence.objects.filter(tool=tool))
    owners = set[int]()
    for holder in _holders(of_tool, months.parties(tool.pk, month)):
        if between := _agreements(of_tool, holder):
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
        computed = compute(run, licence, terms, clock)
    except (pay_models.NoPool, allocations.Unequal) as odd:
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
    month = months.open_month(licence.tool_id, Month(run.month_date))
    if month is None:
        return NOTHING
    _beat(run, 1, "Asking what was cleared", clock)
    days = sides.Days(month.month.first, month.month.until)
    is_ours = pl.col("organisation") == licence.organisation_id
    claimed = months.claims(month.works).filter(is_ours).select("work", "use")
    asked = months.asked_works(claimed)
    legs = catalogue.legs(asked, licence.organisation_id)
    sheets = catalogue.split_sheets(legs["leg_work"].unique(), days.first, days.until)
    consent = months.consent_for(month, asked)
    _beat(run, 2, "Gathering uses", clock)
    gathered = cells.gathered(
        cells.of_licence(month.matched(), _share_of(licence, claimed)),
        month.excluded,
        consent,
        sides.pieces(legs, sheets, days),
    )
    _beat(run, 3, "Dividing", clock)
    priced = _priced(terms, licence, month.month)
    shares = sides.shares(legs, sheets, days, priced.sides_ppm)
    revenue = month.revenue_micros(licence.from_at, licence.until_at)
    allocation = allocations.allocate(gathered, shares, priced, revenue)
    is_excluded = pl.col("outcome") == cells.Outcome.EXCLUDED.value
    return Computed(
        allocation,
        allocations.totals(allocation),
        lines=int(gathered["lines"].sum()),
        excluded_lines=int(gathered.filter(is_excluded)["lines"].sum()),
    )


def terms_for(licence: Licence, month: Month) -> Terms:
    """The terms that price a month: the last offered before it began, else the licence's first."""
    versions = licence.terms.order_by("number")
    terms = versions.filter(offered_at__lte=month.from_at).last() or versions.first()
    if terms is None:
        raise pay_models.NoPool(f"{licence.code} has no terms, so nothing says what a use costs.")
    return terms


def _share_of(licence: Licence, claimed: pl.DataFrame) -> cells.Share:
    of_tool = list(Licence.objects.filter(tool_id=licence.tool_id))
    return cells.Share(
        claimed,
        licence.number,
        _is_one_party(of_tool),
        _agreements(of_tool, licence.organisation_id),
    )


def _holders(of_tool: Iterable[Licence], parties: Parties) -> set[int]:
    """The organisations that have a claim on the lines, or whose licences name unknown works."""
    takes_unnamed = None in parties.licences and _is_one_party(of_tool)
    named = {
        licence.organisation_id
        for licence in of_tool
        if takes_unnamed or licence.number in parties.licences
    }
    return named | parties.organisations


def _is_one_party(of_tool: Iterable[Licence]) -> bool:
    """Whether a tool has licences with one organisation alone."""
    return len({licence.organisation_id for licence in of_tool}) == 1


def _agreements(of_tool: Iterable[Licence], organisation: int) -> list[Agreement]:
    return [
        Agreement(
            number=licence.number,
            uses=licence.uses,
            territories=licence.territories,
            from_at=licence.from_at,
            until_at=licence.until_at,
        )
        for licence in of_tool
        if licence.organisation_id == organisation
    ]


def _priced(terms: Terms, licence: Licence, month: Month) -> pay_models.Terms:
    """The terms as the month is paid by them: no pool where the licence was in force at no time."""
    begins_late = licence.from_at >= month.until_at
    has_ended = licence.until_at is not None and licence.until_at <= month.from_at
    return pay_models.Terms(
        pay_model=terms.pay_model,
        currency=terms.currency,
        pool_basis=terms.pool_basis,
        pool_micros=0 if begins_late or has_ended else terms.pool_micros,
        revenue_ppm=terms.revenue_ppm,
        sides_ppm={
            WorkKind.RECORDING.value: terms.recording_ppm,
            WorkKind.COMPOSITION.value: terms.composition_ppm,
            WorkKind.VOICE.value: terms.voice_ppm,
        },
        rates_micros=dict(terms.prices.values_list("use", "rate_micros")),
    )


def _store(run: RoyaltyRun, terms: Terms, computed: Computed, clock: Clock) -> list[int]:
    """Archives the allocation; then posts, writes the totals and closes the job, all or nothing.

    The summaries that are due wait from the same moment on; their ids.
    """
    _beat(run, 4, "Posting", clock)
    month = Month(run.month_date)
    path = archive.allocation_path(run.licence.number, month, run.revision, run.attempts)
    archive.write(computed.allocation.lazy(), path)
    sha256 = archive.sha256(path)
    now = clock()
    with transaction.atomic():
        Licence.objects.select_for_update().get(pk=run.licence_id)
        if not background.finish(run, now=now):
            return []
        totals = computed.totals
        RoyaltyRun.objects.filter(pk=run.pk).update(
            currency=terms.currency,
            lines=computed.lines,
            excluded_lines=computed.excluded_lines,
            payable_micros=totals.payable_micros,
            held_micros=totals.held_micros,
            unmatched_micros=totals.unmatched_micros,
            allocation_path=path,
            allocation_sha256=sha256,
            progress_done=STEPS,
            progress_note="",
        )
        if not _is_superseded(run):
            _post(run, terms.currency, totals, now)
        return _due_after(run, now)


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
        (AccountKind.TOOL, -totals.gross_micros),
    ):
        if amount:
            amounts[ledger.tool_account(kind, tool, currency)] = amount
    return amounts


def _beat(run: RoyaltyRun, done: int, note: str, clock: Clock) -> None:
    background.beat(run, now=clock(), done=done, total=STEPS, note=note)
