"""DDEX DSR: the AI uses as UseType, both ways. Source: allowed value set 9, which has no AI value.

The words are those of `vocabularies`, so that reports, signals and deals name a use alike.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from artistportal.roster.domain.uses import Use
from artistportal.roster.domain.vocabularies import DDEX_USE_TYPES, DDEX_USER_DEFINED

USER_DEFINED: Final = "UserDefined "
# Values that mean one of our uses, but are not the ones that we write.
READ_TOO: Final = MappingProxyType({"UseForIdentification": Use.DISCOVERY})

TYPES_OF_USE: Final = MappingProxyType({**DDEX_USE_TYPES, **DDEX_USER_DEFINED})
USE_OF_TYPE: Final = MappingProxyType(
    {value: use for use, values in TYPES_OF_USE.items() for value in values} | dict(READ_TOO)
)


def read(text: str) -> Use | None:
    """The use that a UseType says; with `UserDefined ` before it or, should a later set of allowed
    values know it, without."""
    return USE_OF_TYPE.get(text.removeprefix(USER_DEFINED))


def written(use: Use) -> str:
    """The use as a UseType that `read` reads back."""
    return f"{USER_DEFINED}{TYPES_OF_USE[use][0]}"
