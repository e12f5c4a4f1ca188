"""Make a new signing key and retire the one before it; what that one signed holds for ever."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from consent.queries import keys
from consent.services import signing


class Command(BaseCommand):
    """`manage.py rotate_signing_key`"""

    help = __doc__

    def handle(self, *_args: object, **_options: object) -> None:
        before = keys.active()
        key = signing.rotate(now=timezone.now())
        retired = f" {before.kid} is retired; what it signed is still verified." if before else ""
        self.stdout.write(f"{key.kid} signs from now on.{retired}")
