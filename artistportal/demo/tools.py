"""The tools of the demo and who makes them. All names are invented. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from artistportal.demo import identifiers
from artistportal.roster.domain.uses import Use


@dataclass(frozen=True)
class Provider:
    """A company that does not exist."""

    name: str
    dpid: str
    country: str


@dataclass(frozen=True)
class ModelVersion:
    """A model's name, and how far into the tale (0 to 1; negative: before it) it came out."""

    name: str
    part: float


@dataclass(frozen=True)
class Tool:
    """A tool, when in the tale it reports, and how many of the lines are its.

    `mix` tells for each use how often it is reported, and the mean amount on a line.
    """

    slug: str
    name: str
    provider: str
    status: str
    description: str
    currency: str
    mix: tuple[tuple[Use, int, float], ...]
    models: tuple[ModelVersion, ...]
    from_part: float
    until_part: float
    lines: float
    growth: float
    unlicensed: float = 0.03
    is_dsr: bool = False

    @property
    def uses(self) -> tuple[Use, ...]:
        return tuple(use for use, _weight, _units in self.mix)


TARNFIELD = "Tarnfield Audio"
BRINDLEWAVE = "Brindlewave"
OSSILUNE = "Ossilune"
QUARRELIGHT = "Quarrelight Labs"
PETTIGROVE = "Pettigrove Systems"
KELPWRIGHT = "Kelpwright Sound"
HALVERMOOR = "Halvermoor Voices"
MERROWFINCH = "Merrowfinch Interactive"
YONDERMILL = "Yondermill"

COUNTRIES = {
    TARNFIELD: "DE",
    BRINDLEWAVE: "US",
    OSSILUNE: "US",
    QUARRELIGHT: "US",
    PETTIGROVE: "GB",
    KELPWRIGHT: "IE",
    HALVERMOOR: "NL",
    MERROWFINCH: "CA",
    YONDERMILL: "SE",
}
"""From where each company pays."""

PROVIDERS = tuple(
    Provider(name, identifiers.dpid(2021_0000_00 + 41_07 * place), country)
    for place, (name, country) in enumerate(COUNTRIES.items(), 1)
)

SILENT_TOOL = "moor-singer"
ENDING_TOOL = "pettigrove-index"
RENEWED_TOOL = "tarn-daily"
MATERIAL_TOOL = "quarrelight-lumen"
DSR_TOOL = "yondermill-foundry"
REP_TOOL = "brindle-compose"

TOOLS = (
    Tool(
        "tarn-radio",
        "Tarn Radio",
        TARNFIELD,
        "live",
        "An AI host that plays recordings and talks between them, for listeners in 40 countries.",
        "EUR",
        ((Use.DISCOVERY, 1, 520.0),),
        (ModelVersion("host-2", -0.3), ModelVersion("host-3", 0.42)),
        from_part=0.0,
        until_part=1.0,
        lines=0.21,
        growth=1.7,
    ),
    Tool(
        "tarn-daily",
        "Tarn Daily",
        TARNFIELD,
        "live",
        "A new playlist for each listener every morning, put together by a recommendation model.",
        "EUR",
        ((Use.DISCOVERY, 9, 310.0), (Use.ANALYSIS, 1, 310.0)),
        (ModelVersion("daily-5", -0.5), ModelVersion("daily-6", 0.55)),
        from_part=0.08,
        until_part=1.0,
        lines=0.15,
        growth=1.4,
    ),
    Tool(
        "tarn-encore",
        "Tarn Encore",
        TARNFIELD,
        "retired",
        "Suggested live versions. Retired; its last reports are still being settled.",
        "EUR",
        ((Use.DISCOVERY, 1, 90.0),),
        (ModelVersion("encore-1", -0.4),),
        from_part=0.0,
        until_part=0.55,
        lines=0.03,
        growth=0.6,
    ),
    Tool(
        "brindle-compose",
        "Brindle Compose",
        BRINDLEWAVE,
        "live",
        "Writes songs from a prompt; trained on licensed recordings; users may name a reference.",
        "USD",
        ((Use.TRAINING, 4, 3.0), (Use.REFERENCE, 6, 14.0)),
        (
            ModelVersion("compose-1", 0.02),
            ModelVersion("compose-1.5", 0.38),
            ModelVersion("compose-2", 0.76),
        ),
        from_part=0.21,
        until_part=1.0,
        lines=0.11,
        growth=2.4,
    ),
    Tool(
        "brindle-stems",
        "Brindle Stems",
        BRINDLEWAVE,
        "live",
        "Takes a song apart and lets its users put it together anew.",
        "USD",
        ((Use.REMIX, 1, 16.0),),
        (ModelVersion("stems-3", 0.1), ModelVersion("stems-4", 0.7)),
        from_part=0.42,
        until_part=1.0,
        lines=0.07,
        growth=1.9,
    ),
    Tool(
        "ossi-duet",
        "Ossi Duet",
        OSSILUNE,
        "live",
        "Sing with a licensed voice, or in the style of its owner.",
        "EUR",
        ((Use.VOICE, 6, 8.0), (Use.STYLE, 4, 10.0)),
        (ModelVersion("duet-1", 0.12), ModelVersion("duet-2", 0.6)),
        from_part=0.34,
        until_part=1.0,
        lines=0.035,
        growth=2.2,
    ),
    Tool(
        "quarrelight-lumen",
        "Quarrelight Lumen",
        QUARRELIGHT,
        "live",
        "A foundation model for music, trained and fine-tuned on licensed catalogues only.",
        "USD",
        ((Use.TRAINING, 8, 3.0), (Use.FINE_TUNING, 2, 2.0)),
        (
            ModelVersion("lumen-2", -0.2),
            ModelVersion("lumen-3", 0.34),
            ModelVersion("lumen-3-large", 0.8),
        ),
        from_part=0.0,
        until_part=1.0,
        lines=0.07,
        growth=0.5,
    ),
    Tool(
        "pettigrove-index",
        "Pettigrove Index",
        PETTIGROVE,
        "live",
        "Measures tempo, key and mood for film editors' searches. Nothing is generated.",
        "EUR",
        ((Use.ANALYSIS, 1, 40.0),),
        (ModelVersion("index-2025", -0.1), ModelVersion("index-2026", 0.5)),
        from_part=0.21,
        until_part=1.0,
        lines=0.08,
        growth=0.7,
    ),
    Tool(
        "kelpwright-studio",
        "Kelpwright Studio",
        KELPWRIGHT,
        "live",
        "A workstation whose assistant can be tuned to a sound the user has licensed.",
        "EUR",
        ((Use.REFERENCE, 6, 12.0), (Use.FINE_TUNING, 2, 2.0), (Use.STYLE, 2, 9.0)),
        (ModelVersion("studio-1", 0.2), ModelVersion("studio-2", 0.66)),
        from_part=0.46,
        until_part=1.0,
        lines=0.06,
        growth=1.8,
    ),
    Tool(
        "kelpwright-covers",
        "Kelpwright Covers",
        KELPWRIGHT,
        "pilot",
        "Makes cover versions for streamers. A pilot with two labels.",
        "EUR",
        ((Use.REMIX, 1, 12.0),),
        (ModelVersion("covers-0.9", 0.35),),
        from_part=0.58,
        until_part=1.0,
        lines=0.035,
        growth=1.5,
        unlicensed=0.07,
    ),
    Tool(
        "moor-singer",
        "Moor Singer",
        HALVERMOOR,
        "disputed",
        "A singing voice for advertising. It has never acknowledged a message and goes on using"
        " voices after a no: what it reports without clearance is held.",
        "EUR",
        ((Use.VOICE, 1, 6.0),),
        (ModelVersion("singer-1", 0.3),),
        from_part=0.5,
        until_part=1.0,
        lines=0.02,
        growth=0.9,
        unlicensed=0.3,
    ),
    Tool(
        "merrow-score",
        "Merrow Score",
        MERROWFINCH,
        "live",
        "Scores games while they are played, from references that the studio chose.",
        "USD",
        ((Use.REFERENCE, 7, 21.0), (Use.STYLE, 3, 9.0)),
        (ModelVersion("score-1", 0.1), ModelVersion("score-2", 0.58)),
        from_part=0.3,
        until_part=1.0,
        lines=0.05,
        growth=1.2,
    ),
    Tool(
        "yondermill-foundry",
        "Yondermill Foundry",
        YONDERMILL,
        "research",
        "A research model. Its provider reports once a month in the DDEX format.",
        "EUR",
        ((Use.TRAINING, 1, 2.0),),
        (ModelVersion("foundry-a", 0.4),),
        from_part=0.67,
        until_part=1.0,
        lines=0.015,
        growth=0.8,
        is_dsr=True,
    ),
    Tool(
        "yondermill-mixdesk",
        "Yondermill Mixdesk",
        YONDERMILL,
        "live",
        "Endless mixes for gyms and shops: blends recordings and makes mash-ups of some.",
        "EUR",
        ((Use.DISCOVERY, 7, 190.0), (Use.REMIX, 3, 12.0)),
        (ModelVersion("mixdesk-1", -0.1), ModelVersion("mixdesk-2", 0.47)),
        from_part=0.25,
        until_part=1.0,
        lines=0.065,
        growth=1.6,
    ),
)
BY_SLUG = {tool.slug: tool for tool in TOOLS}
