from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The support desk: what it finds, sees and does across all packages."""

    name = "artistportal.desk"
    label = "desk"
    verbose_name = "Support desk"
