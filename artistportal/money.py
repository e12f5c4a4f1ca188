"""Money as whole micro-units (1/1,000,000 of the currency): read, divide, show. Pure.

`divide` is the one rule by which an amount becomes parts; `earnings.domain.shares` does the same
to whole frames and is tested against this plain reading of it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from babel import Locale
from babel.numbers import format_currency, get_currency_precision

MICROS = 1_000_000
WHOLE_PPM = 1_000_000
LARGEST = 2**63 - 1

_PLACES = 6
_ENGLISH = Locale("en")
_CODE = "\N{NO-BREAK SPACE}\N{CURRENCY SIGN}\N{CURRENCY SIGN}"

Key = TypeVar("Key", bound=Hashable)


class NotMoney(ValueError):
    """The text is no amount of at most six decimal places."""


def from_text(text: str) -> int:
    """Micro-units of a plain decimal such as `12`, `-0.5` or `1234.000001`; raises NotMoney."""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation as error:
        raise NotMoney(f"“{text}” is not an amount. Write it like 1234.56.") from error
    if not amount.is_finite() or abs(amount) * MICROS > LARGEST:
        raise NotMoney(f"“{text}” is not an amount that can be kept.")
    micros = amount * MICROS
    if micros != micros.to_integral_value():
        raise NotMoney(f"“{text}” has more than six decimal places.")
    return int(micros)


def to_decimal(micros: int) -> Decimal:
    """The exact amount in whole units of the currency."""
    return Decimal(micros).scaleb(-_PLACES)


def plain(micros: int) -> str:
    """The exact amount for a machine, without currency: `12.00`, `-0.000021`."""
    whole, rest = divmod(abs(micros), MICROS)
    decimals = f"{rest:06}".rstrip("0").ljust(2, "0")
    return f"{'-' if micros < 0 else ''}{whole}.{decimals}"


def shown(micros: int, currency: str, *, locale: Locale = _ENGLISH, places: int = 0) -> str:
    """The exact amount for a person, with its currency's code: `0.0034 EUR`, `−2.00 USD`.

    It has the currency's decimals, and more where they say something or are asked for.
    """
    amount = to_decimal(micros)
    places = max(places, get_currency_precision(currency), -_exponent(amount))
    if locale is _ENGLISH:  # what pages are written in, hundreds of amounts each
        return f"{amount:,.{places}f}\N{NO-BREAK SPACE}{currency}".replace("-", "\N{MINUS SIGN}")
    pattern = f"#,##0.{'0' * places}".rstrip(".") + _CODE
    text = format_currency(
        amount, currency, pattern, locale=locale, currency_digits=False, decimal_quantization=False
    )
    return text.replace("-", "\N{MINUS SIGN}")


def places_of(amounts: Iterable[int]) -> int:
    """How many decimals the amounts of one column need, so that their points stand in line."""
    return max((-_exponent(to_decimal(micros)) for micros in amounts), default=0)


def rounded(micros: int, currency: str, *, locale: Locale = _ENGLISH) -> str:
    """The amount to the currency's decimals, half to even; exact where that would leave nothing."""
    places = get_currency_precision(currency)
    amount = round(to_decimal(micros), places)
    return shown(int(amount.scaleb(_PLACES)) if amount else micros, currency, locale=locale)


def divide(pool: int, weights: Mapping[Key, int], *, order: Sequence[Key]) -> dict[Key, int]:
    """Divides a pool exactly by weight; the parts add up to it to the micro-unit.

    The largest remainder: each part is rounded down, and the units left over go one each to the
    largest remainders; ties go to the larger weight, then to the key that stands first in `order`.
    A negative pool is divided as its opposite. Raises ValueError where there is nobody to pay.
    """
    total = sum(weights.values())
    if total <= 0 or min(weights.values()) < 0:
        raise ValueError("A pool is divided by weights that are not negative and not all zero.")
    if pool < 0:
        return {key: -part for key, part in divide(-pool, weights, order=order).items()}
    place = {key: number for number, key in enumerate(order)}
    parts = {key: pool * weight // total for key, weight in weights.items()}
    left_over = pool - sum(parts.values())
    by_remainder = sorted(
        weights, key=lambda key: (-(pool * weights[key] % total), -weights[key], place[key])
    )
    for key in by_remainder[:left_over]:
        parts[key] += 1
    return parts


def _exponent(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return min(exponent, 0) if isinstance(exponent, int) else 0
