"""The territories a line may name: ISO 3166-1 alpha-2 codes, as CLDR lists them, or Worldwide."""

from __future__ import annotations

from typing import Final

from babel import Locale

from earnings.domain.lines import WORLDWIDE

# CLDR lists a few codes that are no country: groupings, pseudo-locales, reserved outliers.
NOT_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})

CODES: Final = frozenset(
    code
    for code in map(str, Locale("en").territories)
    if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
)
KNOWN: Final = CODES | {WORLDWIDE}
