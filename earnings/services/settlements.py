"""Settling a batch of payees: worked out, posted and told in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from artistportal.periods import Month
from earnings.domain import payee_months, statement_contents, taxes
from earnings.domain.exchange_rates import Rates
from earnings.domain.ledgers import AccountKey, AccountKind, EntryKind
from earnings.domain.payee_months import Draft, DraftPart, Exchange
from earnings.domain.statement_contents import Heading, Recouping
from earnings.domain.taxes import Taxed, TaxRule
from earnings.models import Contract, Entry, MonthClosing, PayoutTerms, Statement, StatementPart
from earnings.queries import settlements as asked
from earnings.queries.settlements import Found
from earnings.services import ledger, money_news
from earnings.services.numbers import next_number

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Books:
    """What all settlements of one month have in common."""

    month: Month
    rates: Rates
    rules: tuple[TaxRule, ...]
    payee_of: dict[int, int]
    organisations: dict[int, dict[str, str]]
    known: dict[tuple[str, str, bool], TaxRule | None] = field(default_factory=dict)

    def exchange(self, amount_micros: int, given: str, wanted: str) -> Exchange:
        if given == wanted:
            return Exchange(given, amount_micros, amount_micros)
        day = self.month.last_day
        found = self.rates.exchange(amount_micros, given, wanted, day)
        return Exchange(
            given, amount_micros, found.amount_micros, found.rate, found.rate_date, found.source
        )

    def taxed(self, terms: PayoutTerms | None) -> Taxed:
        """Who is taxed, as of the month's last day."""
        if terms is None:
            return Taxed()
        day = self.month.last_day
        begins, ends = terms.form_from_date, terms.form_until_date
        has_form = begins is not None and begins <= day and (ends is None or day < ends)
        return Taxed(terms.residence, has_form)

    def rule(self, who: Taxed, country: str) -> TaxRule | None:
        key = (who.residence, country, who.has_form)
        if key not in self.known:
            self.known[key] = taxes.rule_for(self.rules, who, country, self.month.last_day)
        return self.known[key]


@dataclass(frozen=True, slots=True)
class Drafted:
    """One statement before it is written."""

    found: Found
    draft: Draft
    who: Taxed


def settle(payees: list[int], books: Books, job: MonthClosing, now: datetime) -> int:
    """Settles the payees' month and issues their statements; how many those are.

    Payees are told, unless the statements are held back until somebody sends them.
    """
    with transaction.atomic():
        number = next_number(Statement.objects.all())
        next_number(Entry.objects.all())  # what is read below changes no more
        settled = Statement.objects.filter(payee__in=payees, month_date=books.month.first)
        open_still = sorted(set(payees) - set(settled.values_list("payee", flat=True)))
        drafted = list(drafts(asked.payees(open_still, books.month), books))
        entries = _post(drafted, books, now)
        statements = Statement.objects.bulk_create(
            (
                _statement(number + place, each, entries.get(place), books, job, now)
                for place, each in enumerate(drafted)
            ),
            batch_size=ROWS_AT_ONCE,
        )
        StatementPart.objects.bulk_create(
            (
                row
                for statement, each in zip(statements, drafted, strict=True)
                for part in each.draft.parts
                for row in _part_rows(statement, part)
            ),
            batch_size=ROWS_AT_ONCE,
        )
        if not job.held_back:
            money_news.tell_of_statements(payees, statements, now)
    return len(statements)


def drafts(payees: Iterable[Found], books: Books) -> Iterator[Drafted]:
    """What each payee's statements will say; posts nothing."""
    for found in payees:
        who = books.taxed(found.terms)
        rule = partial(books.rule, who)
        for draft in payee_months.work_out(found.month, books.exchange, rule):
            yield Drafted(found, draft, who)


def _post(drafted: list[Drafted], books: Books, now: datetime) -> dict[int, Entry]:
    """Posts what was exchanged and settled; the entry of each settlement by its draft's place."""
    amounts = [
        (place, kind, currency, words, by_key)
        for place, each in enumerate(drafted)
        for kind, currency, words, by_key in _postings(each, books)
        if any(by_key.values())
    ]
    accounts = ledger.accounts(key for *_, by_key in amounts for key in by_key)
    drafts = [
        (
            ledger.Fact(kind, currency, words),
            {accounts[key]: amount for key, amount in by_key.items()},
        )
        for _, kind, currency, words, by_key in amounts
    ]
    posted = ledger.post_closing(drafts, month=books.month, now=now)
    return {
        place: entry
        for (place, kind, *_), entry in zip(amounts, posted, strict=True)
        if kind is EntryKind.SETTLEMENT
    }


def _postings(
    each: Drafted, books: Books
) -> Iterable[tuple[EntryKind, str, str, dict[AccountKey, int]]]:
    """The entries of a draft: what was exchanged, currency by currency, then the settlement."""
    draft, payee = each.draft, each.found.payee
    about = f"{payee}, {books.month.name}"
    own = AccountKey(AccountKind.PAYEE, draft.currency, payee.pk)
    for currency, given, micros in _exchanged(draft):
        words = f"Exchange from {currency} to {draft.currency}: {about}"
        source = AccountKey(AccountKind.PAYEE, currency, payee.pk)
        between = AccountKey(AccountKind.EXCHANGE, currency)
        yield EntryKind.EXCHANGE, currency, words, {source: -given, between: given}
        between = AccountKey(AccountKind.EXCHANGE, draft.currency)
        yield EntryKind.EXCHANGE, draft.currency, words, {own: micros, between: -micros}
    by_key: dict[AccountKey, int] = {}

    def add(kind: AccountKind, owner: int | None, amount: int) -> None:
        key = AccountKey(kind, draft.currency, owner)
        by_key[key] = by_key.get(key, 0) + amount

    for part in draft.parts:
        settled, contract = part.settled, part.contract
        add(AccountKind.PAYEE, payee.pk, settled.kept_micros - settled.earned_micros)
        add(AccountKind.TAX, None, settled.tax_micros)
        if contract:
            add(AccountKind.PAYEE, books.payee_of[contract.organisation], settled.costs_micros)
            reserve = settled.reserved_micros - settled.released_micros
            add(AccountKind.RESERVE, contract.pk, reserve)
            if part.part.recoupment:
                add(AccountKind.RECOUPMENT, contract.recoupment, settled.recouped_micros)
    kept = {key: amount for key, amount in by_key.items() if amount}
    yield EntryKind.SETTLEMENT, draft.currency, f"Settlement: {about}", kept


def _exchanged(draft: Draft) -> list[tuple[str, int, int]]:
    """From each other currency what was given and what it came to."""
    given: dict[str, tuple[int, int]] = {}
    for part in draft.parts:
        for one in part.earned:
            if one.currency != draft.currency:
                before = given.get(one.currency, (0, 0))
                given[one.currency] = (before[0] + one.given_micros, before[1] + one.micros)
    return [(currency, *amounts) for currency, amounts in sorted(given.items())]


def _statement(
    number: int,
    each: Drafted,
    settlement: Entry | None,
    books: Books,
    job: MonthClosing,
    now: datetime,
) -> Statement:
    found, draft = each.found, each.draft
    accounts = _accounts(each)
    statement = Statement(
        number=number,
        closing_job=job,
        payee=found.payee,
        month_date=books.month.first,
        currency=draft.currency,
        held_micros=found.held.get(draft.currency, 0),
        unrecouped_micros=sum(account.after_micros for account in accounts),
        in_reserve_micros=found.in_reserve.get(draft.currency, 0)
        + draft.total("reserved_micros")
        - draft.total("released_micros"),
        settlement=settlement,
        issued_at=now,
        **statement_contents.balances(draft),
    )
    heading = Heading(
        statement=statement.code,
        payee={"id": str(found.payee.public_id), "name": found.payee.name},
        month=books.month,
        issued_at=now,
        payout_terms=_told_terms(found.terms, each.who),
        held_micros=statement.held_micros,
        in_reserve_micros=statement.in_reserve_micros,
        unrecouped_micros=statement.unrecouped_micros,
        recoupment=tuple(accounts),
    )
    contracts = {contract.pk: contract for contract in found.contracts}
    statement.content = statement_contents.content(
        heading,
        found.month,
        draft,
        lambda part: _named(part, contracts, books),
        lambda country: books.rule(each.who, country),
    )
    statement.content_sha256 = statement_contents.sha256(statement.content)
    return statement


def _accounts(each: Drafted) -> list[Recouping]:
    """The recoupment accounts in the statement's currency, as they stand afterwards."""
    return [
        Recouping(account.name, stands, each.draft.unrecouped.get(account.pk, stands))
        for account, stands in each.found.recoupments
        if account.currency == each.draft.currency
    ]


def _told_terms(terms: PayoutTerms | None, who: Taxed) -> dict[str, Any] | None:
    if terms is None:
        return None
    return {
        "currency": terms.currency,
        "residence": terms.residence,
        "has_form": who.has_form,
        "minimum_micros": terms.minimum_micros,
        "fee_micros": terms.fee_micros,
    }


def _named(part: DraftPart, contracts: dict[int, Contract], books: Books) -> dict[str, Any]:
    """Whose licences and which contract a part is about, in words and in numbers."""
    organisation = books.organisations.get(part.organisation or 0)
    contract = contracts[part.contract.pk] if part.contract else None
    return {
        "organisation": organisation,
        "contract": contract
        and {
            "code": contract.code,
            "title": contract.title,
            "rate_ppm": contract.rate_ppm,
            "fee_ppm": contract.fee_ppm,
            "expenses": contract.expenses,
            "reserve_ppm": contract.reserve_ppm,
            "reserve_months": contract.reserve_months,
            "recoupment": contract.recoupment.name if part.part.recoupment else None,  # type: ignore[union-attr]
        },
    }


def _part_rows(statement: Statement, part: DraftPart) -> Iterable[StatementPart]:
    """A row for each currency that a part was earned in; what became of it stands on the first."""
    settled = part.settled
    earned = part.earned or (Exchange(statement.currency, 0, 0),)
    for place, one in enumerate(earned):
        rest = {
            name: getattr(settled, name) if place == 0 else 0
            for name in (
                "fee_micros",
                "expenses_micros",
                "contract_micros",
                "reserved_micros",
                "released_micros",
                "recouped_micros",
                "tax_micros",
            )
        }
        yield StatementPart(
            statement=statement,
            organisation_id=part.organisation,
            contract_id=part.contract.pk if part.contract else None,
            earned_in_micros=one.given_micros,
            earned_in_currency=one.currency,
            exchange_rate=one.rate,
            exchange_rate_date=one.rate_date,
            exchange_rate_source=one.source,
            earned_micros=one.micros,
            **rest,
        )
