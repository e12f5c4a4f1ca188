"""Our uses in the words of others: the nearest term of each vocabulary, as data.

No two vocabularies cut the field alike. A term is listed where refusing it refuses the use, so that
an exporter may say no with it; none is wide enough to say yes with (docs/signals.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from artistportal.roster.domain.uses import Use

Terms = Mapping[Use, tuple[str, ...]]

# UseType of DDEX's allowed value set 9; a word of ours stands as a UserDefined value.
DDEX_USE_TYPES: Terms = MappingProxyType(
    {
        Use.TRAINING: ("UseForTrainingGenerativeAI",),
        Use.ANALYSIS: ("UseForTrainingNonGenerativeAI", "UseForDataMining"),
    }
)
DDEX_USER_DEFINED: Terms = MappingProxyType(
    {
        Use.FINE_TUNING: ("FineTuning",),
        Use.REFERENCE: ("AIInput",),
        Use.STYLE: ("OutputGeneration",),
        Use.VOICE: ("VoiceGeneration",),
        Use.REMIX: ("Remix",),
        Use.DISCOVERY: ("Discovery",),
    }
)
# AIPREF's `search` is plain search, for which nobody asks a consent here: it is never said.
AIPREF: Terms = MappingProxyType({Use.TRAINING: ("train-ai",), Use.FINE_TUNING: ("train-ai",)})
RSL: Terms = MappingProxyType(
    {
        Use.TRAINING: ("ai-train",),
        Use.FINE_TUNING: ("ai-train",),
        Use.ANALYSIS: ("ai-index",),
        Use.REFERENCE: ("ai-input",),
        Use.STYLE: ("ai-all",),
        Use.VOICE: ("ai-all",),
        Use.REMIX: ("ai-all",),
        Use.DISCOVERY: ("ai-all",),
    }
)
# Entries that CAWG has no name for carry one of ours; only its own begin with `cawg.`.
CAWG: Terms = MappingProxyType(
    {
        Use.TRAINING: ("cawg.ai_generative_training",),
        Use.FINE_TUNING: ("cawg.ai_generative_training",),
        Use.ANALYSIS: ("cawg.ai_training", "cawg.data_mining"),
        Use.REFERENCE: ("cawg.ai_inference",),
        Use.STYLE: ("artistportal.style",),
        Use.VOICE: ("artistportal.voice",),
        Use.REMIX: ("artistportal.remix",),
        Use.DISCOVERY: ("artistportal.discovery",),
    }
)
TDMREP: Terms = MappingProxyType(
    {
        Use.TRAINING: ("tdm:mine",),
        Use.FINE_TUNING: ("tdm:mine",),
        Use.ANALYSIS: ("tdm:mine",),
        Use.REFERENCE: ("tdm:mine",),
    }
)
# Purposes of the Data Privacy Vocabulary, for ODRL.
DPV: Terms = MappingProxyType(
    {
        Use.TRAINING: ("ai:ModelTraining", "ai:GenAI"),
        Use.FINE_TUNING: ("ai:ModelFineTuning",),
        Use.ANALYSIS: ("ai:MusicInformationRetrieval",),
        Use.REFERENCE: ("ai:ContentGeneration",),
        Use.STYLE: ("ai:AudioGeneration",),
        Use.VOICE: ("ai:SpeechSynthesis",),
        Use.REMIX: ("ai:SoundSourceSeparation", "ai:AudioGeneration"),
        Use.DISCOVERY: (),
    }
)
