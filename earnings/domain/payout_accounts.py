"""Account numbers as people write them, checked before money goes there. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from stdnum import bic as stdnum_bic
from stdnum import iban as stdnum_iban
from stdnum import numdb
from stdnum.exceptions import ValidationError

SHORTEST: Final = 5
LONGEST: Final = 34
SHOWN: Final = 4
_SEPARATORS: Final = re.compile(r"[\s./-]+")


class NotAnAccount(ValueError):
    """No money can go there; `field` is what has to be put right."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Given:
    """Where a payee is paid: the holder's name, the bank's country, its number, the bank's code."""

    holder: str
    country: str
    number: str
    bic: str = ""

    def __repr__(self) -> str:
        """Never the number, so that no log or traceback holds it."""
        return f"Given({self.country}, ends in {self.last_four})"

    @property
    def last_four(self) -> str:
        return self.number[-SHOWN:]


def uses_iban(country: str) -> bool:
    """Whether accounts in a country have an IBAN."""
    ((_, facts), *_rest) = numdb.get("iban").info(country)
    return "bban" in facts


def checked(given: Given) -> Given:
    """The same as it is stored: in capitals, without spaces; raises NotAnAccount."""
    holder = " ".join(given.holder.split())
    if not holder:
        raise NotAnAccount("holder", "Enter the name that the account is held in.")
    country = given.country.strip().upper()
    number = _SEPARATORS.sub("", given.number).upper()
    check = _check_iban if uses_iban(country) else _check_length
    check(number, country)
    return Given(holder, country, number, _bic(given.bic, needed=not uses_iban(country)))


def usable_at(given_at: datetime, hold_days: int) -> datetime:
    """From when on payments go to an account: some days later, so that its owners can object."""
    return given_at + timedelta(days=hold_days)


def _check_iban(number: str, country: str) -> None:
    try:
        stdnum_iban.validate(number)
    except ValidationError:
        raise NotAnAccount(
            "number", "This is no valid IBAN: a letter or digit is missing or mistyped."
        ) from None
    if number[:2] != country:
        raise NotAnAccount(
            "country", f"The IBAN begins with {number[:2]}: choose the country of that bank."
        )


def _check_length(number: str, _country: str) -> None:
    is_plain = number.isascii() and number.isalnum()
    if not is_plain or not SHORTEST <= len(number) <= LONGEST:
        raise NotAnAccount(
            "number", f"An account number has {SHORTEST} to {LONGEST} letters and digits."
        )


def _bic(text: str, *, needed: bool) -> str:
    code = _SEPARATORS.sub("", text).upper()
    if not code and not needed:
        return ""
    try:
        return str(stdnum_bic.validate(code))
    except ValidationError:
        raise NotAnAccount(
            "bic", "Enter the bank’s BIC (SWIFT code): 8 or 11 letters and digits."
        ) from None
