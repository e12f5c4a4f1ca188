from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "artistportal.accounts"
    label = "accounts"
    verbose_name = "People"
