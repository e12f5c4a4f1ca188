"""What a web process does once, before its first request."""

from __future__ import annotations

import gc
from importlib import import_module

from django.conf import settings


def settle() -> None:
    """Loads what every request needs and takes it out of the garbage collector's sight.

    Otherwise it looks through the whole site every few dozen pages, for a quarter of a second.
    """
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
