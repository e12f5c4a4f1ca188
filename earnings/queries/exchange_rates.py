"""The rates of exchange that a stretch of days needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, Q, Subquery

from earnings.domain.exchange_rates import LONGEST_GAP, Rate, Rates
from earnings.models import ExchangeRate


def rates(currencies: Iterable[str], first: date, last: date) -> Rates:
    """What is known of currencies for each day from the first to the last, both included.

    It reaches `LONGEST_GAP` further to either side, where a day without rates looks, and to each
    currency's last rate before that, so that one that ended can be told from one never known.
    """
    begin = first - LONGEST_GAP
    around = ExchangeRate.objects.filter(rate_date__gte=begin, rate_date__lte=last + LONGEST_GAP)
    asked = ExchangeRate.objects.filter(currency__in=sorted(set(currencies)))
    of_before = ExchangeRate.objects.filter(currency=OuterRef("currency"), rate_date__lt=begin)
    last_before = Subquery(of_before.order_by("-rate_date").values("rate_date")[:1])
    near = Q(rate_date__gte=begin, rate_date__lte=last + LONGEST_GAP)
    rows = asked.filter(near | Q(rate_date=last_before)).values_list(
        "currency", "per_euro", "rate_date", "source"
    )
    known = Rates.of((currency, Rate(rate, day, source)) for currency, rate, day, source in rows)
    published: dict[str, list[date]] = {}
    days = around.values_list("source", "rate_date").distinct()
    for source, day in days.order_by("source", "rate_date"):
        published.setdefault(source, []).append(day)
    return Rates(known.known, {source: tuple(days) for source, days in published.items()})
