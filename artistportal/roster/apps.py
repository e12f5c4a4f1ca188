from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "artistportal.roster"
    label = "roster"
