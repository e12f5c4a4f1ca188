"""How the amounts of a statement stand: exact, and with as many decimals as their neighbours."""

from __future__ import annotations

from decimal import Decimal

from django import template

from earnings.domain.statement_sums import Figures
from earnings.models import Statement

register = template.Library()


@register.filter
def shown_in(micros: int | None, figures: Figures) -> str:
    """An amount with as many decimals as the others of its column."""
    return "" if micros is None else figures.shown(micros)


@register.filter
def minus(micros: int) -> int:
    """What was taken, as it counts in the sum."""
    return -micros


@register.filter
def reserves(statement: Statement) -> int:
    """What was released from reserve less what was put there."""
    return statement.released_micros - statement.reserved_micros


@register.filter
def rate(value: Decimal | None) -> str:
    """A rate of exchange with as many digits as it has: 0.913242."""
    return "" if value is None else f"{value.normalize():f}"
