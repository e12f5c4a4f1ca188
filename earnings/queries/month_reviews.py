"""What reviews of a month ask: what stood the month before, and an organisation's drafts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet, Sum

from artistportal.accounts.models import Deed
from artistportal.periods import Month
from artistportal.roster.domain.accounts import Account
from artistportal.roster.models import Payee
from artistportal.roster.models.batches import among_ids
from earnings.models import (
    MonthClosing,
    MonthReview,
    PayoutAccount,
    Statement,
    StatementDraftPart,
    StatementPart,
)

REVIEWED = "statements.review"


@dataclass(frozen=True, slots=True)
class Before:
    """What some payees earned on the statements before, as a whole and by organisation; and who of
    them can be paid.
    """

    earned: Mapping[tuple[int, str], int]
    parts: Mapping[tuple[int, str, int | None], int]
    payable: Collection[int]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What an organisation's page of a review shows; `closing` once the month is being locked."""

    review: MonthReview
    closing: MonthClosing | None
    parts: QuerySet[StatementDraftPart]
    deed: Deed | None


def before(payees: list[int], month: Month) -> Before:
    """What a batch of payees is compared with; a fixed number of queries."""
    among = among_ids(payees)
    last = Statement.objects.filter(payee__in=among, month_date=month.previous().first)
    parts = (
        StatementPart.objects.filter(statement__in=last.values("pk"))
        .values_list("statement__payee", "statement__currency", "organisation")
        .annotate(Sum("earned_micros"))
    )
    return Before(
        earned={
            (payee, currency): earned
            for payee, currency, earned in last.values_list("payee", "currency", "earned_micros")
        },
        parts={(payee, currency, whose): earned for payee, currency, whose, earned in parts},
        payable=_payable(payees),
    )


def of_account(account: Account) -> Reviewed | None:
    """The newest review, with the parts that fall under the organisation's own licences."""
    review = MonthReview.objects.order_by("-month_date").first()
    if review is None:
        return None
    parts = StatementDraftPart.objects.filter(organisation=account.id, draft__review=review)
    noted = Deed.objects.filter(
        verb=REVIEWED, subject=subject(review), concerns__account=account.key
    )
    return Reviewed(
        review=review,
        closing=MonthClosing.objects.filter(month_date=review.month_date).first(),
        parts=parts.select_related("draft__payee", "contract").order_by(
            "draft__payee__name", "draft__currency", "pk"
        ),
        deed=noted.select_related("by").order_by("-pk").first(),
    )


def subject(review: MonthReview) -> str:
    """How the audit trail names the month of a review."""
    return f"accounting_month:{review.month_date:%Y-%m}"


def _payable(payees: list[int]) -> set[int]:
    """Whom of the payees a payment can reach: those outside the site are paid elsewhere."""
    among = Payee.objects.filter(pk__in=among_ids(payees))
    if settings.PAYOUTS_NEED_ACCOUNTS:
        known = PayoutAccount.objects.values("payee")
        outside = Q(artist__isnull=True, organisation__isnull=True)
        among = among.filter(outside | Q(pk__in=known))
    return set(among.values_list("pk", flat=True))
