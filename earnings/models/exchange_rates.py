"""Reference rates of exchange, with their source and day. Append-only, held so by the database."""

from __future__ import annotations

from django.db import models


class ExchangeRate(models.Model):
    """How many units of a currency one euro was worth on a day, by a source."""

    rate_date = models.DateField()
    currency = models.CharField(max_length=3)
    per_euro = models.DecimalField(max_digits=20, decimal_places=8)
    source = models.CharField(max_length=100)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "rate_date"], name="exchange_rate_once"),
            models.CheckConstraint(
                condition=models.Q(per_euro__gt=0), name="exchange_rate_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"1 EUR = {self.per_euro} {self.currency}, {self.rate_date}"
