"""Where in the world earnings came from: a map of outlines that the site itself serves.

The page names the outlines it colours and leaves their shapes to `img/world.svg`, so that a page
stays small and a map needs no script. docs/decisions says why this chart is not drawn by Plotly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from artistportal import territories
from earnings.domain import changes
from earnings.queries.overview import TerritoryFigure

# Shares of the whole from which on a step of the scale begins, in parts per million.
STEPS: Final = (0, 10_000, 50_000, 100_000, 250_000)
STEP_NAMES: Final = ("under 1%", "1% to 5%", "5% to 10%", "10% to 25%", "25% and more")
MOST_NAMED: Final = 3

_CODES: Final = (
    "AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BR "
    "BS BT BW BY BZ CA CD CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC "
    "EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GG GH GL GM GN GQ GR GS GT GU GW GY HK "
    "HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MR MS MT MU "
    "MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS "
    "PT PW PY QA RO RS RU RW SA SB SC SD SE SG SH SI SK SL SM SN SO SR SS ST SV SX SY SZ TC "
    "TD TF TG TH TJ TL TM TN TO TR TT TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE "
    "ZA ZM ZW"
)
OUTLINES: Final = frozenset(_CODES.split())


@dataclass(frozen=True, slots=True)
class Place:
    """A territory to colour: its code, and its step on the scale from 1.

    Its amount stands in the table: htmx would take a shape's title for the page's.
    """

    code: str
    step: int


@dataclass(frozen=True, slots=True)
class TerritoryMap:
    """What the template `_map.html` needs; a table beside it has the same numbers."""

    key: str
    title: str
    sentence: str
    places: tuple[Place, ...]

    @property
    def legend(self) -> tuple[tuple[int, str], ...]:
        """The steps that occur, and what they mean."""
        steps = sorted({place.step for place in self.places})
        return tuple((step, STEP_NAMES[step - 1]) for step in steps)


def of_territories(found: Sequence[TerritoryFigure], whole: int, sentence: str) -> TerritoryMap:
    """The territories that earned; those without an outline are named in the sentence."""
    earning = [figure for figure in found if figure.earned_micros > 0]
    places = tuple(
        Place(
            figure.territory,
            step(changes.share_ppm(figure.earned_micros, whole) or 0),
        )
        for figure in earning
        if figure.territory in OUTLINES
    )
    absent = [figure for figure in earning if figure.territory not in OUTLINES]
    told = f"{sentence} {_absent(absent)}".strip()
    return TerritoryMap("territories", "By territory", told, places)


def step(share_ppm: int) -> int:
    """The step of the scale that a share of the whole falls on, from 1."""
    return sum(share_ppm >= least for least in STEPS)


def _absent(figures: Sequence[TerritoryFigure]) -> str:
    if not figures:
        return ""
    names = [territories.name(figure.territory) for figure in figures[:MOST_NAMED]]
    more = len(figures) - len(names)
    return f"Not on the map: {', '.join(names)}{f' and {more} more' if more else ''}."
