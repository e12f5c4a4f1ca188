"""A web process has the site loaded, and out of the collector's sight, before it answers."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

TOLD = (
    "import gc, sys; print(gc.get_freeze_count() > 50_000, 'consent.views.centre' in sys.modules)"
)


@pytest.mark.parametrize("server", ["wsgi", "asgi"])
def test_is_done_by_each_kind_of_server(server: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import artistportal.{server}; {TOLD}"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "True True\n", done.stderr
