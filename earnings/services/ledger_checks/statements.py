"""Every statement against its seal, its rows, the postings it covers, and its own arithmetic.

The arithmetic is done a second time by `recomputed_statements`, which shares nothing with the code
that closed the month. Payees are taken some at once, so that memory stays the same however many
there are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from django.db.models import Count, F

from artistportal.background import JobState
from artistportal.roster.models.batches import among_ids
from consent.models import Licence
from earnings.domain import recomputed_statements, statement_contents
from earnings.domain.ledgers import AccountKind, EntryKind
from earnings.domain.papers import Paper, Wrong
from earnings.domain.statement_contents import FORMAT
from earnings.models import (
    Contract,
    MonthClosing,
    Posting,
    RecoupmentAccount,
    Statement,
    StatementPart,
)

PAYEES_AT_ONCE: Final = 250
BALANCES: Final = (*recomputed_statements.SIGNS, "closing_micros")
BESIDE: Final = ("held_micros", "in_reserve_micros", "unrecouped_micros")
PARTS: Final = (
    "fee_micros", "expenses_micros", "contract_micros", "reserved_micros", "released_micros",
    "recouped_micros", "tax_micros",
)  # fmt: skip
_AGREED: Final = (
    "code", "title", "rate_ppm", "fee_ppm", "expenses", "reserve_ppm", "reserve_months",
)  # fmt: skip
_BY_CLOSING: Final = (EntryKind.SETTLEMENT.value, EntryKind.EXCHANGE.value)

Purse = tuple[int, str]  # a payee's currency
Sums = Mapping[Purse, Mapping[date, int]]  # what was booked to it, by accounting month
Booked = Mapping[tuple[int, str], tuple[str, int]]  # kind and amount, by entry and currency


@dataclass(frozen=True)
class Books:
    """What is posted to some payees, entry by entry and in sums; who licences, who recoups."""

    entries: Mapping[tuple[int, date], Booked]
    own: Sums
    reserves: Sums
    recoupments: Sums
    organisations: Mapping[str, str]
    accounts: Mapping[Purse, list[tuple[str, str]]]


def faults() -> Iterator[str]:
    organisations = {
        licence.code: str(licence.organisation.public_id)
        for licence in Licence.objects.select_related("organisation")
    }
    payees = list(Statement.objects.order_by("payee").values_list("payee", flat=True).distinct())
    for start in range(0, len(payees), PAYEES_AT_ONCE):
        batch = payees[start : start + PAYEES_AT_ONCE]
        books = _books(batch, organisations)
        found = (
            Statement.objects.filter(payee__in=among_ids(batch))
            .select_related("settlement")
            .prefetch_related("parts")
        )
        ordered = found.order_by("payee", "month_date", "currency")
        for (payee, month), told in groupby(
            ordered.iterator(chunk_size=200), lambda each: (each.payee_id, each.month_date)
        ):
            yield from _month(payee, month, list(told), books)
    yield from _closings()


def _closings() -> Iterator[str]:
    done = MonthClosing.objects.filter(state=JobState.DONE).annotate(found=Count("issued"))
    wrong = done.exclude(found=F("statements")).order_by("month_date")
    for month, issued, found in wrong.values_list("month_date", "statements", "found"):
        yield f"{month:%b %Y}: its closing issued {issued} statements, {found} are there."


def _books(payees: list[int], organisations: Mapping[str, str]) -> Books:
    among = among_ids(payees)
    entries: dict[tuple[int, date], dict[tuple[int, str], tuple[str, int]]] = {}
    own: dict[Purse, Counter[date]] = defaultdict(Counter)
    rows = Posting.objects.filter(account__payee__in=among).values_list(
        "account__payee", "account__currency", "entry__accounting_month", "entry__number",
        "entry__kind", "amount_micros",
    )  # fmt: skip
    for payee, currency, month, entry, kind, amount in rows.iterator():
        entries.setdefault((payee or 0, month), {})[entry, currency] = (kind, amount)
        own[payee or 0, currency][month] += amount
    accounts: dict[Purse, list[tuple[str, str]]] = defaultdict(list)
    known = RecoupmentAccount.objects.filter(payee__in=among).select_related("organisation")
    for account in known.order_by("pk"):
        named = (str(account.organisation.public_id), account.name)
        accounts[account.payee_id, account.currency].append(named)
    return Books(
        entries,
        own,
        _sums("account__contract__payee", among),
        _sums("account__recoupment__payee", among),
        organisations,
        accounts,
    )


def _sums(owner: str, among: Any) -> Sums:
    found: dict[Purse, Counter[date]] = defaultdict(Counter)
    rows = Posting.objects.filter(**{f"{owner}__in": among}).values_list(
        owner, "account__currency", "entry__accounting_month", "amount_micros"
    )
    for payee, currency, month, amount in rows.iterator():
        found[payee, currency][month] += amount
    return found


def _month(payee: int, month: date, told: list[Statement], books: Books) -> Iterator[str]:
    """A payee's statements of one month: each by itself, and all of them against the entries."""
    for statement in told:
        if statement_contents.sha256(statement.content) != statement.content_sha256:
            yield f"{statement.code}: its content is not what was sealed."
        try:
            yield from _itself(statement)
            yield from _against_ledger(statement, books)
            _recompute(statement, books)
        except Wrong as odd:
            yield f"{statement.code}: {odd}"
        except (KeyError, TypeError, ValueError, AttributeError) as odd:
            yield f"{statement.code}: its content cannot be read ({odd!r})."
            return
    yield from _covered(payee, month, told, books)


def _itself(statement: Statement) -> Iterator[str]:
    """The row against the content, and the rows of its parts."""
    said = statement.content
    names = {"statement": "code", "currency": "currency"} | {n: n for n in (*BALANCES, *BESIDE)}
    for name, column in names.items():
        if said[name] != getattr(statement, column):
            yield (
                f"{statement.code}: {name} is stored as {getattr(statement, column)}, its content"
                f" says {said[name]}."
            )
    if (said["month"], said["format"]) != (f"{statement.month_date:%Y-%m}", FORMAT):
        yield f"{statement.code}: its content is of {said['month']}, in format {said['format']}."
    rows = [_told(row) for row in sorted(statement.parts.all(), key=lambda row: row.pk)]
    for place, (stored, wanted) in enumerate(zip(rows, _part_rows(said), strict=False), 1):
        if stored != wanted:
            yield f"{statement.code}: part {place} is stored as {stored}, the content has {wanted}."
    if len(rows) != len(_part_rows(said)):
        yield f"{statement.code}: {len(rows)} parts are stored, its content has another number."


def _told(row: StatementPart) -> tuple[object, ...]:
    rate = row.exchange_rate
    return (
        str(row.organisation.public_id) if row.organisation else None,
        _agreed(row.contract),
        row.earned_in_currency,
        row.earned_in_micros,
        row.earned_micros,
        None if rate is None else rate.normalize(),
        *(getattr(row, name) for name in PARTS),
    )


def _agreed(contract: Contract | None) -> tuple[object, ...] | None:
    return tuple(getattr(contract, name) for name in _AGREED) if contract else None


def _part_rows(said: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """The rows that the content's parts are kept as: one for each currency that was earned."""
    rows: list[tuple[object, ...]] = []
    for part in said["parts"]:
        whose = part["organisation"]["id"] if part["organisation"] else None
        contract = part["contract"]
        agreed = tuple(contract[name] for name in _AGREED) if contract else None
        nothing = {"currency": said["currency"], "given_micros": 0, "micros": 0, "rate": None}
        for place, one in enumerate(part["earned"] or [nothing]):
            rate = None if one["rate"] is None else Decimal(one["rate"]).normalize()
            rest = (part[name] if place == 0 else 0 for name in PARTS)
            amounts = (one["currency"], one["given_micros"], one["micros"], rate, *rest)
            rows.append((whose, agreed, *amounts))
    return rows


def _against_ledger(statement: Statement, books: Books) -> Iterator[str]:
    """Opening, closing, reserve and what stands to be recouped are what the accounts hold."""
    purse, month = (statement.payee_id, statement.currency), statement.month_date
    closing = _until(books.own, purse, month)
    for name, found in (
        ("opening_micros", closing - books.own.get(purse, {}).get(month, 0)),
        ("closing_micros", closing),
        ("in_reserve_micros", _until(books.reserves, purse, month)),
        ("unrecouped_micros", -_until(books.recoupments, purse, month)),
    ):
        stored = getattr(statement, name)
        if stored != found:
            yield f"{statement.code}: {name} is {stored}, the ledger holds {found}."
    yield from _settlement(statement)


def _until(sums: Sums, purse: Purse, last: date) -> int:
    return sum(amount for month, amount in sums.get(purse, {}).items() if month <= last)


def _settlement(statement: Statement) -> Iterator[str]:
    """The entry of the settlement posts what the statement says was taken, and to whom."""
    found = Counter[str]()
    if statement.settlement_id:
        rows = Posting.objects.filter(entry=statement.settlement_id).values_list(
            "account__kind", "account__payee", "amount_micros"
        )
        for kind, payee, amount in rows:
            is_other = kind == AccountKind.PAYEE.value and payee != statement.payee_id
            found["organisation" if is_other else kind] += amount
    kept = statement.closing_micros + statement.paid_micros - statement.opening_micros
    wanted = {
        AccountKind.PAYEE.value: kept - statement.earned_micros,
        "organisation": statement.costs_micros,
        AccountKind.RESERVE.value: statement.reserved_micros - statement.released_micros,
        AccountKind.RECOUPMENT.value: statement.recouped_micros,
        AccountKind.TAX.value: statement.tax_micros,
    }
    for kind in sorted({*wanted, *found}):
        if found[kind] != wanted.get(kind, 0):
            yield (
                f"{statement.code}: its settlement posted {found[kind]} micro-units to {kind}, it"
                f" should be {wanted.get(kind, 0)}."
            )


def _recompute(statement: Statement, books: Books) -> None:
    """Raises Wrong unless every amount follows from the entries by contract, reserve and tax."""
    said = statement.content
    earned: dict[tuple[str, str], dict[str, int]] = {}
    for entry in said["entries"]:
        if entry["kind"] not in recomputed_statements.PAYMENTS:
            whose = books.organisations[entry["licence"]] if entry["licence"] else ""
            by_country = earned.setdefault((whose, entry["currency"]), Counter())
            by_country[entry["country"]] += entry["amount_micros"]
    for income in said["contract_income"]:
        by_country = earned.setdefault(("", income["currency"]), Counter())
        by_country[""] += income["amount_micros"]
    accounts = books.accounts.get((statement.payee_id, statement.currency), [])
    stood = [account["before_micros"] for account in said["recoupment"]]
    recomputed_statements.check(
        Paper("The statement", said), dict(zip(accounts, stood, strict=False)), earned
    )


def _covered(payee: int, month: date, told: list[Statement], books: Books) -> Iterator[str]:
    """Every entry of the month stands on one statement with its amount, and no other does."""
    posted = books.entries.get((payee, month), {})
    said = Counter[tuple[int, str]]()
    for statement in told:
        for entry in statement.content["entries"]:
            said[int(entry["entry"][2:]), entry["currency"]] += entry["amount_micros"]
    booked = {key: amount for key, (kind, amount) in posted.items() if kind not in _BY_CLOSING}
    for entry, currency in sorted({*said, *booked}):
        stated, amount = said[entry, currency], booked.get((entry, currency), 0)
        if stated != amount:
            yield (
                f"{told[0].code}: E-{entry:06d} booked {amount} micro-units of {currency}, the"
                f" statements of the month say {stated}."
            )
    found, wanted = _closed(told, posted), _said_to_close(told)
    for kind, currency in sorted({*found, *wanted}):
        if found[kind, currency] != wanted[kind, currency]:
            yield (
                f"{told[0].code}: {found[kind, currency]} micro-units of {currency} came by"
                f" {kind}, the statements of the month say {wanted[kind, currency]}."
            )


def _closed(told: list[Statement], posted: Booked) -> Counter[tuple[str, str]]:
    """What the closing exchanged for a payee and passed on to them, by kind and currency."""
    own = {each.settlement.number for each in told if each.settlement}
    found = Counter[tuple[str, str]]()
    for (entry, currency), (kind, amount) in posted.items():
        if kind in _BY_CLOSING and entry not in own:
            found[kind, currency] += amount
    return found


def _said_to_close(told: list[Statement]) -> Counter[tuple[str, str]]:
    """The same, as the statements say it."""
    found = Counter[tuple[str, str]]()
    for statement in told:
        for income in statement.content["contract_income"]:
            found[EntryKind.SETTLEMENT.value, income["currency"]] += income["amount_micros"]
        for one in (each for part in statement.content["parts"] for each in part["earned"]):
            if one["currency"] != statement.currency:
                found[EntryKind.EXCHANGE.value, one["currency"]] -= one["given_micros"]
                found[EntryKind.EXCHANGE.value, statement.currency] += one["micros"]
    return found
