"""What earnings keeps about a person's artists: uses by month, and where money is shown, money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import QuerySet

from artistportal import money
from artistportal.accounts.models import User
from artistportal.accounts.services.your_data import Piece, Source, table, written
from artistportal.roster.models import Artist, Payee
from artistportal.roster.queries import accounts, teams
from artistportal.roster.services import own_data
from earnings.models import ArtistUse, PayeeHold, Payout, PayoutAccount, Statement
from earnings.services import statement_files

ROWS_AT_ONCE = 1_000


def pieces(user: User, now: datetime) -> Iterable[Piece]:
    """Uses of their artists' works; and where they are shown the money of an account they own, it.

    Of an organisation that is what it is paid itself, and nothing of the artists it signed.
    """
    shown = accounts.standing(user, now)
    for artist in own_data.artists_of(user, now):
        folder = str(artist.public_id)
        yield table(
            f"{folder}/uses.csv",
            ("month", "work", "title", "tool", "use", "model_version", "units", "uncleared_units"),
            _uses(artist),
        )
        if shown.get(teams.key_of(artist)):
            yield from _money(Payee.objects.filter(artist=artist), folder)
    for house in own_data.organisations_of(user, now):
        if shown.get(teams.key_of(house)):
            yield from _money(
                Payee.objects.filter(organisation=house), f"organisations/{house.public_id}"
            )


SOURCE = Source(
    "How your artists' works were used each month; of each account you own the statements,"
    " payments, holds and payout accounts.",
    pieces,
)


def _uses(artist: Artist) -> Iterator[tuple[str | int, ...]]:
    rows = ArtistUse.objects.filter(artist=artist).select_related("work", "tool")
    for row in rows.order_by("month_date", "pk").iterator(ROWS_AT_ONCE):
        month, work = f"{row.month_date:%Y-%m}", row.work
        named = (month, str(work.public_id), work.title, row.tool.name, row.use)
        yield *named, row.model_version, row.units, row.uncleared_units


def _money(payees: QuerySet[Payee], folder: str) -> Iterator[Piece]:
    yield table(
        f"{folder}/payments.csv",
        ("payment", "state", "amount", "fee", "currency", "sent_at", "ended_at", "why_it_failed"),
        _payments(payees),
    )
    yield table(
        f"{folder}/holds.csv",
        ("in_force_since", "reason", "next_step", "deadline", "case", "lifted_at", "why_lifted"),
        _holds(payees),
    )
    yield table(
        f"{folder}/payout-accounts.csv",
        ("holder", "country", "last_four", "given_by", "given_at", "usable_at"),
        _accounts(payees),
    )
    statements = Statement.objects.sent().filter(payee__in=payees).order_by("number")
    for statement in statements.iterator(ROWS_AT_ONCE):
        content = statement_files.content_json(statement).decode()
        yield Piece(f"{folder}/statements/{statement.code}.json", [content])


def _payments(payees: QuerySet[Payee]) -> Iterator[tuple[str, ...]]:
    rows = Payout.objects.filter(payee__in=payees).order_by("number")
    for row in rows.iterator(ROWS_AT_ONCE):
        yield (
            row.code,
            row.state,
            money.plain(row.amount_micros),
            money.plain(row.fee_micros),
            row.currency,
            written(row.sent_at),
            written(row.ended_at),
            row.why,
        )


def _holds(payees: QuerySet[Payee]) -> Iterator[tuple[str, ...]]:
    """Those that were ever in force: what support only asks of support is told to nobody else."""
    rows = PayeeHold.objects.filter(payee__in=payees, approved_at__isnull=False)
    for row in rows.order_by("approved_at", "pk"):
        told = (row.reason, row.next_step, row.deadline_date.isoformat(), row.case_code)
        yield written(row.approved_at), *told, written(row.lifted_at), row.lifting_reason


def _accounts(payees: QuerySet[Payee]) -> Iterator[tuple[str, ...]]:
    """Every version, with the last four digits: the number is sealed."""
    rows = PayoutAccount.objects.filter(payee__in=payees).select_related("given_by")
    for row in rows.order_by("pk"):
        named = (row.holder, row.country, row.last_four, str(row.given_by))
        yield *named, written(row.given_at), written(row.usable_at)
