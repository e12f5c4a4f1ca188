from django.apps import AppConfig


class ArtistPortalConfig(AppConfig):
    """The site itself: its commands; it stores nothing."""

    name = "artistportal"
