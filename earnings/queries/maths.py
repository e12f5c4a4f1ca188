"""What the maths of a statement and of a run ask of the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Prefetch, Sum

from artistportal.roster.models import Work
from artistportal.roster.models.batches import among_ids
from consent.models import TermsPrice
from earnings.models import Entry, EntryKind, LumpSum, Posting, RecoupmentAccount, Statement

PRICES = Prefetch("run__terms__prices", TermsPrice.objects.order_by("use"))
OLD_PRICES = Prefetch("adjusts__run__terms__prices", TermsPrice.objects.order_by("use"))


def entries(statement: Statement) -> list[Entry]:
    """The entries of royalties that a statement covers, with their runs and those they adjust."""
    found = Entry.objects.filter(number__in=_numbers(statement, EntryKind.ROYALTIES))
    named = found.select_related(
        "run__licence__organisation",
        "run__terms",
        "adjusts__run__licence__organisation",
        "adjusts__run__terms",
    )
    return list(named.prefetch_related(PRICES, OLD_PRICES).order_by("number"))


def lump_sums(statement: Statement) -> list[LumpSum]:
    """The lump sums of which the statement tells a part."""
    numbers = _numbers(statement, EntryKind.ALLOCATION)
    found = LumpSum.objects.filter(allocation_entry__number__in=numbers)
    return list(found.select_related("licence__organisation").order_by("number"))


def recoupments(statement: Statement) -> list[tuple[UUID, str, int]]:
    """What stood to be recouped before the statement, by organisation and account."""
    accounts = RecoupmentAccount.objects.filter(
        payee=statement.payee_id, currency=statement.currency
    )
    before = Posting.objects.filter(
        account__recoupment__in=accounts, entry__accounting_month__lte=statement.month_date
    ).exclude(entry=statement.settlement_id)
    sums = dict(before.values_list("account__recoupment").annotate(Sum("amount_micros")))
    named = accounts.values_list("pk", "organisation__public_id", "name")
    return [(public_id, name, -sums.get(pk, 0)) for pk, public_id, name in named.order_by("pk")]


def work_names(works: Iterable[int]) -> Mapping[int, Mapping[str, str]]:
    """What works are called by outsiders."""
    found = Work.objects.filter(pk__in=among_ids(works)).values_list(
        "pk", "public_id", "title", "isrc", "iswc"
    )
    return {
        pk: {"id": str(public_id), "title": title, "isrc": isrc or "", "iswc": iswc or ""}
        for pk, public_id, title, isrc, iswc in found
    }


def _numbers(statement: Statement, kind: EntryKind) -> list[int]:
    return [
        int(entry["entry"].removeprefix("E-"))
        for entry in statement.content.get("entries", [])
        if entry["kind"] == kind.value
    ]
