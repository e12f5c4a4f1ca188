"""The sums of a statement in the order in which they add up, and what each means. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from artistportal import money


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum: the field that holds it, whether it gives or takes, and what it means."""

    name: str
    label: str
    sign: int
    meaning: str


OPENING: Final = Sum(
    "opening_micros", "Opening balance", 1, "What stood at the end of the month before."
)
CLOSING: Final = Sum(
    "closing_micros",
    "Closing balance",
    1,
    "What stands at the end of the month: yours where it is positive, an advance still to be"
    " earned where it is negative.",
)
SUMS: Final = (
    OPENING,
    Sum(
        "earned_micros",
        "Earned",
        1,
        "Your share of what AI tools paid, as booked this month, whatever the month of use;"
        " corrections of earlier months are in it.",
    ),
    Sum(
        "costs_micros",
        "Costs",
        -1,
        "What the contracts take: the organisation’s fee, its part and its expenses.",
    ),
    Sum(
        "reserved_micros",
        "Put in reserve",
        -1,
        "Kept back for corrections, as the contract says; it is yours and is released later.",
    ),
    Sum("released_micros", "Released from reserve", 1, "Kept back earlier, given now."),
    Sum("recouped_micros", "Recouped", -1, "Pays back an advance."),
    Sum("tax_micros", "Tax withheld", -1, "Withheld for the tax office of the tool’s country."),
    Sum("paid_micros", "Paid out", -1, "Sent to your bank account this month."),
)
# What a part of a statement comes to, in the order in which it adds up to what is left.
PART_SUMS: Final = (
    ("Earned", "earned_micros", 1),
    ("Fee", "fee_micros", -1),
    ("Expenses", "expenses_micros", -1),
    ("Organisation’s part", "contract_micros", -1),
    ("Put in reserve", "reserved_micros", -1),
    ("Released from reserve", "released_micros", 1),
    ("Recouped", "recouped_micros", -1),
    ("Tax withheld", "tax_micros", -1),
)
HELD: Final = Sum(
    "held_micros",
    "Held",
    1,
    "In no balance: uses that were not cleared, or whose shares are not known.",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """How amounts of one currency stand in a column: exact, with equally many decimals."""

    currency: str
    places: int

    @classmethod
    def of(cls, currency: str, amounts: Iterable[int]) -> Self:
        return cls(currency, money.places_of(amounts))

    def shown(self, micros: int) -> str:
        return money.shown(micros, self.currency, places=self.places)

    def number(self, micros: int) -> str:
        """The same without the currency's code, where the column names it."""
        return self.shown(micros).removesuffix(f"\N{NO-BREAK SPACE}{self.currency}")
