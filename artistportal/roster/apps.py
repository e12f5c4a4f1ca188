from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "artistportal.roster"
    label = "roster"

    def ready(self) -> None:
        """Tells what a person may act for, what is kept of them, and what ends as they leave."""
        from artistportal.accounts import permissions  # noqa: PLC0415  # the models are there only now
        from artistportal.accounts.services import closures, your_data  # noqa: PLC0415  # likewise
        from artistportal.roster.queries import accounts  # noqa: PLC0415  # likewise
        from artistportal.roster.services import own_data  # noqa: PLC0415  # likewise

        if accounts.standing not in permissions.STANDINGS:
            permissions.STANDINGS.append(accounts.standing)
            closures.ENDINGS.append(own_data.end)
            closures.CONSEQUENCES.append(own_data.consequences)
        your_data.GATHERERS["roster"] = own_data.SOURCE
