from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "artistportal.accounts"
    label = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """The audit trail hears of the desk and of sign-ins; a person's data becomes a file."""
        from artistportal import admin_reasons  # noqa: PLC0415  # the models are there only now
        from artistportal.accounts import adapter  # noqa: PLC0415  # likewise
        from artistportal.accounts.services import (  # noqa: PLC0415  # likewise
            desk_acts,
            downloads,
            own_data,
            your_data,
        )

        adapter.listen()
        if desk_acts.keep not in admin_reasons.RECORDERS:
            admin_reasons.RECORDERS.append(desk_acts.keep)
        downloads.MAKERS[your_data.KIND] = your_data.make
        your_data.GATHERERS["you"] = own_data.SOURCE
