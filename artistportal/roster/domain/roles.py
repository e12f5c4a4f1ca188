"""The kinds of organisation, and the parts people play for artists, organisations and works."""

from enum import StrEnum


class ArtistRole(StrEnum):
    """How far a team member may go for an artist."""

    OWNER = "owner"
    MANAGER = "manager"
    EDITOR = "editor"
    READER = "reader"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class OrganisationKind(StrEnum):
    """What an organisation is in the trade."""

    LABEL = "label"
    DISTRIBUTOR = "distributor"
    PUBLISHER = "publisher"
    INDIE_NETWORK = "indie_network"
    SOCIETY = "society"
    SELF = "self"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class OrganisationRole(StrEnum):
    """How far a representative may go."""

    OWNER = "owner"
    MANAGER = "manager"
    EDITOR = "editor"
    READER = "reader"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class CreditRole(StrEnum):
    """An artist's part in a work."""

    MAIN_ARTIST = "main_artist"
    FEATURED_ARTIST = "featured_artist"
    VOCALIST = "vocalist"
    MUSICIAN = "musician"
    PRODUCER = "producer"
    WRITER = "writer"
    VOICE = "voice"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()
