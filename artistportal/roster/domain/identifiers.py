"""The trade's identifiers: read as people write them, checked, stored in one form.

For each scheme `parse_…` takes what somebody typed and returns the stored form, or raises
`InvalidIdentifier` with a sentence and its cure; `show_…` writes the stored form for people.
What is odd but not wrong (an ISRC prefix nobody has registered, a DPID whose last character
does not fit) is told by `…_warning` and refused by nobody.

| scheme | source | stored | check |
|---|---|---|---|
| ISRC | ISO 3901:2019 | 12 characters | none |
| ISWC | ISO 15707 | T and 10 digits | weighted sum modulo 10 |
| ISNI | ISO 27729 | 16 characters | ISO 7064 mod 11-2 |
| IPI name number | CISAC | 11 digits | weighted sum modulo 101 |
| DPID | DDEX | 18 characters | ISO 7064 mod 37,36, warning only |
"""

from __future__ import annotations

import re

from stdnum import isni as stdnum_isni
from stdnum import isrc as stdnum_isrc
from stdnum.iso7064 import mod_37_36

ISRC_PATTERN = r"^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$"
ISWC_PATTERN = r"^T[0-9]{10}$"
ISNI_PATTERN = r"^[0-9]{15}[0-9X]$"
IPI_PATTERN = r"^[0-9]{11}$"
DPID_PATTERN = r"^PADPIDA[0-9]{10}[0-9A-Z]$"

SEPARATORS = re.compile(r"[\s.:\-\u2010-\u2015\u2212\u200b\ufeff]+")
LONGEST_QUOTE = 40
ISRC_LENGTH = 12
IPI_LENGTH = 11
IPI_MODULUS = 101
COPY_AGAIN = "Copy it again from where it was issued, or leave it empty."


class InvalidIdentifier(ValueError):
    """The text is no identifier of this scheme; the sentence says why, the cure what to do."""

    def __init__(self, sentence: str, cure: str = COPY_AGAIN) -> None:
        super().__init__(f"{sentence} {cure}")
        self.sentence = sentence
        self.cure = cure


def parse_isrc(text: str) -> str:
    """The ISRC in `text` as 12 characters: `ISRC US-SM1-98-03037` gives `USSM19803037`."""
    isrc = _without_scheme(_compact(text), "ISRC", ISRC_LENGTH)
    if not re.match(ISRC_PATTERN, isrc):
        raise InvalidIdentifier(
            f"{_quote(text)} is not an ISRC:"
            " it takes 2 letters, 3 letters or digits, then 7 digits."
        )
    return isrc


def show_isrc(isrc: str) -> str:
    """`USSM19803037` as the handbook prints it: `US-SM1-98-03037`."""
    return f"{isrc[:2]}-{isrc[2:5]}-{isrc[5:7]}-{isrc[7:]}"


def isrc_warning(isrc: str) -> str | None:
    """A sentence where the prefix of a stored ISRC is of no country or agency we know."""
    if stdnum_isrc.is_valid(isrc):
        return None
    return (
        f"{show_isrc(isrc)} starts with {isrc[:2]}, a prefix that no country or agency is known by."
    )


def parse_iswc(text: str) -> str:
    """The ISWC in `text` as T and 10 digits: `T-034.524.680-1` gives `T0345246801`."""
    iswc = _without_scheme(_compact(text), "ISWC", len("T0345246801"))
    if not re.match(ISWC_PATTERN, iswc):
        raise InvalidIdentifier(f"{_quote(text)} is not an ISWC: it takes a T and 10 digits.")
    total = 1 + sum(place * int(digit) for place, digit in enumerate(iswc[1:10], 1))
    if -total % 10 != int(iswc[10]):
        raise InvalidIdentifier(_last_does_not_fit(text, "ISWC"))
    return iswc


def show_iswc(iswc: str) -> str:
    """`T0345246801` as people write it: `T-034.524.680-1`."""
    return f"T-{iswc[1:4]}.{iswc[4:7]}.{iswc[7:10]}-{iswc[10]}"


def parse_isni(text: str) -> str:
    """The ISNI in `text` as 16 characters: `0000 0001 2281 955X` gives `000000012281955X`."""
    isni = _without_scheme(_compact(text), "ISNI", len("000000012281955X"))
    if not re.match(ISNI_PATTERN, isni):
        raise InvalidIdentifier(
            f"{_quote(text)} is not an ISNI: it takes 16 digits, of which the last may be an X."
        )
    if not stdnum_isni.is_valid(isni):
        raise InvalidIdentifier(_last_does_not_fit(text, "ISNI"))
    return isni


def show_isni(isni: str) -> str:
    """`000000012281955X` in fours: `0000 0001 2281 955X`."""
    return " ".join(isni[start : start + 4] for start in range(0, len(isni), 4))


def parse_ipi(text: str) -> str:
    """The IPI name number in `text` as 11 digits, with the leading zeros that spreadsheets drop."""
    ipi = _compact(text).removeprefix("IPI").rjust(IPI_LENGTH, "0")
    if not re.match(IPI_PATTERN, ipi) or not ipi.strip("0"):
        raise InvalidIdentifier(
            f"{_quote(text)} is not an IPI name number: it takes at most {IPI_LENGTH} digits."
        )
    remainder = sum(int(digit) * (10 - place) for place, digit in enumerate(ipi[:9])) % IPI_MODULUS
    if -remainder % IPI_MODULUS % 100 != int(ipi[9:]):
        raise InvalidIdentifier(
            f"{_quote(text)} is not an IPI name number: its last two digits do not fit the others."
        )
    return ipi


def show_ipi(ipi: str) -> str:
    """`00052210040` as the societies print it, which is as it is stored."""
    return ipi


def parse_dpid(text: str) -> str:
    """The DPID in `text` as 18 characters: `PA-DPIDA-2014111801-Y` gives `PADPIDA2014111801Y`."""
    dpid = _without_scheme(_compact(text), "DPID", len("PADPIDA2014111801Y"))
    if not re.match(DPID_PATTERN, dpid):
        raise InvalidIdentifier(
            f"{_quote(text)} is not a DPID: it takes PADPIDA, 10 digits and a last letter or digit."
        )
    return dpid


def show_dpid(dpid: str) -> str:
    """`PADPIDA2014111801Y` as DDEX prints it: `PA-DPIDA-2014111801-Y`."""
    return f"{dpid[:2]}-{dpid[2:7]}-{dpid[7:17]}-{dpid[17]}"


def dpid_warning(dpid: str) -> str | None:
    """A sentence where the last character of a stored DPID does not fit, as in DDEX's examples."""
    if mod_37_36.is_valid(dpid):
        return None
    return f"The last character of {show_dpid(dpid)} does not fit the others: compare it."


def _compact(text: str) -> str:
    return SEPARATORS.sub("", text).upper()


def _without_scheme(compact: str, scheme: str, length: int) -> str:
    """Drop a leading scheme name, but not from `ISRC12012345`, which Iceland may issue."""
    if compact.startswith(scheme) and len(compact) == len(scheme) + length:
        return compact[len(scheme) :]
    return compact


def _quote(text: str) -> str:
    shown = " ".join(text.split())
    if len(shown) > LONGEST_QUOTE:
        shown = shown[: LONGEST_QUOTE - 1] + "…"
    return f"“{shown}”"


def _last_does_not_fit(text: str, scheme: str) -> str:
    return f"{_quote(text)} is not an {scheme}: its last character does not fit the others."
