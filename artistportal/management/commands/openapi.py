"""`manage.py openapi`: the API's document, as docs/openapi.json keeps it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from artistportal.api import api


class Command(BaseCommand):
    """Prints the document; `manage.py openapi > docs/openapi.json` brings the copy up to date."""

    help = "Print the API's document (OpenAPI)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(written())


def written() -> str:
    """The document with its names in order, so that a change shows as few lines."""
    schema = api.get_openapi_schema(path_prefix="api/v1")
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False)
