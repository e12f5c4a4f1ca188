"""Says the demo support's code of the moment, for those without an authenticator app."""

from __future__ import annotations

from typing import Any

from allauth.mfa.totp.internal import auth
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from artistportal.demo.people import TOTP_SECRET


class Command(BaseCommand):
    help = "Says the six digits that the demo's support person signs in with now."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo is for a trial only: DEBUG is off.")
        self.stdout.write(code_of_the_moment())


def code_of_the_moment() -> str:
    """What an authenticator app would show."""
    counters = list(auth.yield_hotp_counters_from_time())
    now = counters[len(counters) // 2]
    return str(auth.format_hotp_value(auth.hotp_value(TOTP_SECRET, now)))
