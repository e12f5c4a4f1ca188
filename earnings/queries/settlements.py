"""What the closing of a month asks: whom it settles, and all that a payee's month is made of.

Each question is asked once for a batch of payees, however many they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Coalesce

from artistportal.periods import Month
from artistportal.roster.models import Payee
from artistportal.roster.models.batches import among_ids
from earnings.domain.contracts import Expenses
from earnings.domain.ledgers import AccountKind, EntryKind
from earnings.domain.payee_months import Booked, ContractTerms, PayeeMonth, Release, Spent
from earnings.domain.taxes import TaxRule
from earnings.models import (
    Contract,
    Entry,
    Expense,
    PayoutTerms,
    Posting,
    RecoupmentAccount,
    Statement,
    StatementPart,
    TaxRate,
    ToolMonth,
)

_RUN = "entry__run__"
_LUMP = "entry__allocated_lump_sum__"
_NO_BALANCE: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Found:
    """A payee and what their month is made of; amounts that are in no balance, by currency."""

    payee: Payee
    month: PayeeMonth
    terms: PayoutTerms | None
    contracts: tuple[Contract, ...]
    recoupments: tuple[tuple[RecoupmentAccount, int], ...]
    held: Mapping[str, int]
    in_reserve: Mapping[str, int]


def first_month() -> Month | None:
    """The month of the first entry or expense, with which closing begins."""
    entry = Entry.objects.order_by("accounting_month").values_list("accounting_month", flat=True)
    expense = Expense.objects.order_by("recorded_at").values_list("recorded_at", flat=True)
    found = [Month.of(day) for day in (entry.first(), expense.first()) if day]
    return min(found, default=None)


def rounds(month: Month, passed: Container[int] = ()) -> Iterator[list[int]]:
    """The payees to settle, by id: first those to whom no contract passes money on, then the
    organisations, each when all who pass money on to it are settled. Asked when it is due, so that
    `passed`, payees with something that nothing was booked of yet, may grow meanwhile.
    """
    to = takers()
    yield sorted(_unsettled(month) - set(to.values()))
    for organisations in _levels(to):
        among = [to[pk] for pk in organisations]
        waiting = {payee for payee in among if payee in passed}
        yield sorted(_unsettled(month, among) | waiting)


def takers() -> dict[int, int]:
    """The payee that each organisation with contracts is, by the organisation's id."""
    found = Payee.objects.filter(organisation__contracts__isnull=False).distinct()
    return {organisation or 0: pk for organisation, pk in found.values_list("organisation", "pk")}


def payees(ids: list[int], month: Month) -> list[Found]:
    """All that the months of these payees are made of; a fixed number of queries."""
    among = among_ids(ids)
    found = Payee.objects.filter(pk__in=among).order_by("pk")
    contracts = _by_payee(
        Contract.objects.filter(payee__in=among).select_related("organisation", "recoupment"),
        lambda contract: contract.payee_id,
    )
    terms = {row.payee_id: row for row in PayoutTerms.objects.filter(payee__in=among)}
    booked = _booked(among, month)
    openings = _openings(ids, month)
    spent, released = _spent(among, month), _released(contracts, month)
    unrecouped = _unrecouped(among, month)
    held, in_reserve = _held(among), _in_reserve(among, month)
    return [
        Found(
            payee=payee,
            month=PayeeMonth(
                payee=payee.pk,
                booked=tuple(booked.get(payee.pk, ())),
                openings=openings.get(payee.pk, _NO_BALANCE),
                contracts=tuple(
                    _terms_of(contract, month) for contract in contracts.get(payee.pk, ())
                ),
                spent=tuple(spent.get(payee.pk, ())),
                released=tuple(released.get(payee.pk, ())),
                unrecouped={account.pk: stands for account, stands in unrecouped.get(payee.pk, ())},
                pays_in=terms[payee.pk].currency if payee.pk in terms else "",
            ),
            terms=terms.get(payee.pk),
            contracts=tuple(contracts.get(payee.pk, ())),
            recoupments=tuple(unrecouped.get(payee.pk, ())),
            held=held.get(payee.pk, _NO_BALANCE),
            in_reserve=in_reserve.get(payee.pk, _NO_BALANCE),
        )
        for payee in found
    ]


def exchanges(month: Month) -> set[tuple[str, str]]:
    """From and to which currencies what was booked in the month will be exchanged."""
    of_month = Posting.objects.filter(
        account__kind=AccountKind.PAYEE,
        entry__accounting_month=month.first,
        account__payee__payout_terms__isnull=False,
    ).exclude(account__currency=F("account__payee__payout_terms__currency"))
    pairs = of_month.values_list("account__currency", "account__payee__payout_terms__currency")
    return set(pairs.distinct())


def tax_rules() -> list[TaxRule]:
    """The operator's table."""
    return [
        TaxRule(
            row.residence,
            row.source,
            row.needs_form,
            row.rate_ppm,
            row.from_date,
            row.until_date,
            row.ground,
        )
        for row in TaxRate.objects.order_by("pk")
    ]


def _unsettled(month: Month, only: list[int] | None = None) -> set[int]:
    """Payees who have something in the month, or stand at something, and no statement of it."""
    within = Q() if only is None else Q(payee__in=only)
    postings = Posting.objects.filter(
        account__kind=AccountKind.PAYEE, entry__accounting_month=month.first
    )
    if only is not None:
        postings = postings.filter(account__payee__in=only)
    before = Statement.objects.filter(within, month_date=month.previous().first)
    contracts = Contract.objects.filter(within)
    settled = Statement.objects.filter(within, month_date=month.first)
    found = set(postings.values_list("account__payee", flat=True).distinct())
    found.update(before.exclude(closing_micros=0).values_list("payee", flat=True))
    found.update(
        _new_expenses(month)
        .filter(contract__in=contracts)
        .values_list("contract__payee", flat=True)
    )
    found.update(
        part.contract.payee_id
        for part in _reserved(contracts.values_list("pk", flat=True), month)
        if part.contract
    )
    return found - set(settled.values_list("payee", flat=True))


def _levels(organisations: Iterable[int]) -> Iterator[list[int]]:
    """The organisations, each after all those whose contracts pass money on to it."""
    sorter = TopologicalSorter[int](dict.fromkeys(organisations, ()))
    between = Contract.objects.filter(payee__organisation__in=list(organisations))
    for giver, taker in between.values_list("payee__organisation", "organisation").distinct():
        sorter.add(taker, giver or 0)
    sorter.prepare()
    while ready := sorter.get_ready():
        yield sorted(ready)
        sorter.done(*ready)


def _booked(among: Any, month: Month) -> dict[int, list[Booked]]:
    """What was booked to each payee in the month, entry by entry."""
    rows = (
        Posting.objects.filter(account__payee__in=among, entry__accounting_month=month.first)
        .annotate(
            from_organisation=Coalesce(
                f"{_RUN}licence__organisation", f"{_LUMP}licence__organisation"
            ),
            from_country=Coalesce(
                f"{_RUN}licence__tool__provider__country",
                f"{_LUMP}licence__tool__provider__country",
                Value(""),
            ),
            of_licence=Coalesce(f"{_RUN}licence__number", f"{_LUMP}licence__number"),
        )
        .order_by("entry__number")
        .values_list(
            "account__payee",
            "entry__number",
            "entry__kind",
            "account__currency",
            "amount_micros",
            "from_organisation",
            "from_country",
            "of_licence",
            f"{_RUN}number",
            f"{_RUN}month_date",
            f"{_RUN}allocation_sha256",
            "entry__adjusts__number",
            f"{_LUMP}number",
            f"{_LUMP}allocation_sha256",
        )
    )
    found: dict[int, list[Booked]] = defaultdict(list)
    for payee, entry, kind, currency, amount, organisation, country, *more in rows.iterator():
        told = _told(kind, more) if kind != EntryKind.SETTLEMENT else {}
        found[payee or 0].append(
            Booked(entry, EntryKind(kind), currency, amount, organisation, country, told)
        )
    return found


def _told(kind: str, row: Sequence[Any]) -> dict[str, object]:
    """What a statement says of an entry, beside its number and amount."""
    licence, run, month_of_use, run_sha256, adjusts, lump_sum, lump_sha256 = row
    return {
        "kind": kind,
        "licence": f"L-{licence:04d}" if licence else None,
        "run": f"RUN-{run:06d}" if run else None,
        "lump_sum": f"LS-{lump_sum:04d}" if lump_sum else None,
        "month_of_use": f"{month_of_use:%Y-%m}" if month_of_use else None,
        "allocation_sha256": run_sha256 or lump_sha256 or None,
        "adjusts": f"E-{adjusts:06d}" if adjusts else None,
    }


def _openings(ids: list[int], month: Month) -> dict[int, dict[str, int]]:
    """What each account held before the month: what the statement before closed with, or, where
    there was none, the sum of all before.
    """
    found: dict[int, dict[str, int]] = defaultdict(dict)
    told = set[int]()
    before = Statement.objects.filter(
        payee__in=among_ids(ids), month_date=month.previous().first
    ).values_list("payee", "currency", "closing_micros")
    for payee, currency, closing in before:
        told.add(payee)
        if closing:
            found[payee][currency] = closing
    untold = [payee for payee in ids if payee not in told]
    sums = (
        Posting.objects.filter(
            account__payee__in=among_ids(untold), entry__accounting_month__lt=month.first
        )
        .values_list("account__payee", "account__currency")
        .annotate(total=Sum("amount_micros"))
    )
    for payee, currency, total in sums:
        if total:
            found[payee or 0][currency] = total
    return found


def _new_expenses(month: Month) -> Any:
    """The expenses that the month takes: recorded in it, or before the contract was valid."""
    in_month = Q(recorded_at__gte=month.from_at)
    newly_valid = Q(contract__from_date__gt=month.previous().first)
    return Expense.objects.filter(
        in_month | newly_valid,
        Q(contract__until_date__isnull=True) | Q(contract__until_date__gt=month.first),
        contract__from_date__lte=month.first,
        recorded_at__lt=month.until_at,
    )


def _spent(among: Any, month: Month) -> dict[int, list[Spent]]:
    rows = _new_expenses(month).filter(contract__payee__in=among).order_by("pk")
    found: dict[int, list[Spent]] = defaultdict(list)
    for row in rows.select_related("contract"):
        found[row.contract.payee_id].append(
            Spent(
                row.contract_id,
                row.currency,
                row.amount_micros,
                row.incurred_date,
                row.description,
            )
        )
    return found


def _reserved(contracts: Iterable[int], month: Month) -> list[StatementPart]:
    """The parts whose reserve is released in the month."""
    among = Contract.objects.filter(pk__in=contracts, reserve_months__gt=0)
    lengths = among.values_list("reserve_months", flat=True).distinct()
    due = Q(pk__in=[])
    for length in set(lengths):
        due |= Q(contract__reserve_months=length, statement__month_date=month.back(length).first)
    parts = StatementPart.objects.filter(due, contract__in=among, reserved_micros__gt=0)
    return list(parts.select_related("statement", "contract").order_by("pk"))


def _released(contracts: Mapping[int, list[Contract]], month: Month) -> dict[int, list[Release]]:
    of_these = [contract.pk for listed in contracts.values() for contract in listed]
    found: dict[int, list[Release]] = defaultdict(list)
    for part in _reserved(of_these, month) if of_these else []:
        if part.contract is None:
            continue
        found[part.statement.payee_id].append(
            Release(
                part.contract.pk,
                part.statement.currency,
                _by_country(part),
                part.statement.code,
            )
        )
    return found


def _by_country(part: StatementPart) -> dict[str, int]:
    """What was reserved by country of source, as the statement of that month tells it."""
    code = part.contract.code if part.contract else ""
    return {
        source["country"]: source["reserved_micros"]
        for told in part.statement.content["parts"]
        if told["contract"] and told["contract"]["code"] == code
        for source in told["sources"]
        if source["reserved_micros"]
    }


def _unrecouped(among: Any, month: Month) -> dict[int, list[tuple[RecoupmentAccount, int]]]:
    """The recoupment accounts of each payee, and what stands on them at the month's end."""
    until = Q(accounts__postings__entry__accounting_month__lte=month.first)
    accounts = RecoupmentAccount.objects.filter(payee__in=among).annotate(
        total=Sum("accounts__postings__amount_micros", filter=until, default=0)
    )
    found: dict[int, list[tuple[RecoupmentAccount, int]]] = defaultdict(list)
    for account in accounts.order_by("pk"):
        found[account.payee_id].append((account, -account.total))
    return found


def _held(among: Any) -> dict[int, dict[str, int]]:
    rows = (
        ToolMonth.objects.filter(payee__in=among, held_micros__gt=0)
        .values_list("payee", "currency")
        .annotate(total=Sum("held_micros"))
    )
    return _by_currency(rows)


def _in_reserve(among: Any, month: Month) -> dict[int, dict[str, int]]:
    rows = (
        Posting.objects.filter(
            account__contract__payee__in=among, entry__accounting_month__lt=month.first
        )
        .values_list("account__contract__payee", "account__currency")
        .annotate(total=Sum("amount_micros"))
    )
    return _by_currency(rows)


def _by_currency(rows: Iterable[tuple[Any, str, Any]]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for payee, currency, total in rows:
        found[payee][currency] = int(total)
    return found


def _terms_of(contract: Contract, month: Month) -> ContractTerms:
    until = contract.until_date
    return ContractTerms(
        pk=contract.pk,
        number=contract.number,
        organisation=contract.organisation_id,
        rate_ppm=contract.rate_ppm,
        fee_ppm=contract.fee_ppm,
        expenses=Expenses(contract.expenses),
        reserve_ppm=contract.reserve_ppm,
        is_valid=contract.from_date <= month.first and (until is None or until > month.first),
        recoupment=contract.recoupment_id,
        recoups_in=contract.recoupment.currency if contract.recoupment else "",
    )


def _by_payee(rows: Iterable[Contract], payee_of: Any) -> dict[int, list[Contract]]:
    found: dict[int, list[Contract]] = defaultdict(list)
    for row in rows:
        found[payee_of(row)].append(row)
    return found
