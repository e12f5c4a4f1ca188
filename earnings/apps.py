from django.apps import AppConfig


class EarningsConfig(AppConfig):
    name = "earnings"

    def ready(self) -> None:
        """Whoever reports for a tool may act for it: such accounts join those of the roster."""
        from artistportal.roster.queries import accounts  # noqa: PLC0415  # the models are there only now
        from earnings.queries import reports  # noqa: PLC0415  # likewise

        if reports.of_tools not in accounts.SOURCES:
            accounts.SOURCES.append(reports.of_tools)
