"""The kinds of use, the kinds of work, and the legs that each use needs."""

from enum import StrEnum
from types import MappingProxyType


class WorkKind(StrEnum):
    """What is used: a recording, the song in it, or somebody's voice."""

    RECORDING = "recording"
    COMPOSITION = "composition"
    VOICE = "voice"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class Use(StrEnum):
    """What an AI tool does with a work."""

    TRAINING = "training"
    FINE_TUNING = "fine_tuning"
    ANALYSIS = "analysis"
    REFERENCE = "reference"
    STYLE = "style"
    VOICE = "voice"
    REMIX = "remix"
    DISCOVERY = "discovery"

    @property
    def label(self) -> str:
        return self.value.replace("_", "-").capitalize()

    @property
    def plain_words(self) -> str:
        return PLAIN_WORDS[self]

    @property
    def is_training(self) -> bool:
        """Whether the use goes into a model rather than into an output."""
        return self in TRAINING_USES


TRAINING_USES = frozenset({Use.TRAINING, Use.FINE_TUNING, Use.ANALYSIS})

PLAIN_WORDS = MappingProxyType(
    {
        Use.TRAINING: "teach a generative model",
        Use.FINE_TUNING: "adapt a model to this sound",
        Use.ANALYSIS: "measure for recommendations or identification; nothing is generated",
        Use.REFERENCE: "let a user's prompt name or upload it as a source",
        Use.STYLE: "offer outputs “in the style of” the artist",
        Use.VOICE: "sing or speak as this person",
        Use.REMIX: "make covers, remixes, mash-ups and stems",
        Use.DISCOVERY: "recommend and talk about it: AI DJs, playlists, daily mixes",
    }
)

LEGS = MappingProxyType(
    {
        Use.TRAINING: (WorkKind.RECORDING, WorkKind.COMPOSITION),
        Use.FINE_TUNING: (WorkKind.RECORDING, WorkKind.COMPOSITION, WorkKind.VOICE),
        Use.ANALYSIS: (WorkKind.RECORDING,),
        Use.REFERENCE: (WorkKind.RECORDING, WorkKind.COMPOSITION),
        Use.STYLE: (WorkKind.VOICE,),
        Use.VOICE: (WorkKind.VOICE,),
        Use.REMIX: (WorkKind.RECORDING, WorkKind.COMPOSITION),
        Use.DISCOVERY: (WorkKind.RECORDING,),
    }
)
