"""What cases store."""

from artistportal.cases.models.cases import Appearance, Attachment, Case, CaseMove, Message
from artistportal.cases.models.releases import ArtistKey, ReleaseClaim
from artistportal.cases.models.visits import Visit

__all__ = [
    "Appearance",
    "ArtistKey",
    "Attachment",
    "Case",
    "CaseMove",
    "Message",
    "ReleaseClaim",
    "Visit",
]
