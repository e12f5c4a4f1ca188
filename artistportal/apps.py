from django.apps import AppConfig


class ArtistPortalConfig(AppConfig):
    """The site itself: its commands; it stores nothing."""

    name = "artistportal"

    def ready(self) -> None:
        """Whoever enqueues a task, page or command, does so by this site's broker."""
        from artistportal import celery  # noqa: F401, PLC0415  # makes its app the current one
