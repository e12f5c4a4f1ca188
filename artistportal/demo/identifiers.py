"""Identifiers with right check digits for people and works that do not exist. Pure."""

from __future__ import annotations

from random import Random

from stdnum.iso7064 import mod_11_2, mod_37_36

IPI_MODULUS = 101


def isrc(prefix: str, year: int, number: int) -> str:
    """The ISRC of a registrant's numbered recording of one year."""
    return f"{prefix}{year % 100:02d}{number:05d}"


def iswc(number: int) -> str:
    """The ISWC of a nine-digit number."""
    digits = f"{number:09d}"
    total = 1 + sum(place * int(digit) for place, digit in enumerate(digits, 1))
    return f"T{digits}{-total % 10}"


def isni(random: Random) -> str:
    digits = f"00000005{random.randrange(10**7):07d}"
    return digits + str(mod_11_2.calc_check_digit(digits))


def ipi(random: Random) -> str:
    digits = f"00{random.randrange(10**6, 10**7):07d}"
    remainder = sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % IPI_MODULUS
    return f"{digits}{-remainder % IPI_MODULUS % 100:02d}"


def dpid(number: int) -> str:
    """The DPID of a ten-digit number."""
    body = f"PADPIDA{number:010d}"
    return body + str(mod_37_36.calc_check_digit(body))
