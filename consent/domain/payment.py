"""How a licence pays: by which model, and from which pool."""

from __future__ import annotations

from enum import StrEnum


class PayModel(StrEnum):
    """How a licence turns uses into money."""

    PER_USE_RATE = "per_use_rate"
    PRO_RATA_USAGE = "pro_rata_usage"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class PoolBasis(StrEnum):
    """Where a month's pool comes from."""

    FIXED = "fixed"
    PCT_REVENUE = "pct_revenue"

    @property
    def label(self) -> str:
        return {"fixed": "Fixed amount a month", "pct_revenue": "Part of the tool's net revenue"}[
            self.value
        ]
