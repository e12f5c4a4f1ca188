"""Fifty people decide for one artist at once; the chain holds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.consent.services import writers

ON_A_FILE = (
    "import django; django.setup();"
    "from tests.consent.services import writers; writers.write_at_once()"
)


class TestRecord:
    @pytest.mark.django_db(transaction=True)
    def test_seals_what_fifty_writers_say_at_once(
        self, tmp_path: Path, request: pytest.FixtureRequest
    ) -> None:
        if connection.vendor == "sqlite":
            path = tmp_path / "log.sqlite3"
            shutil.copy(request.getfixturevalue("migrated_database"), path)
            _write_to_a_file(path)
        else:
            writers.write_at_once()


def _write_to_a_file(path: Path) -> None:
    """In a process of its own: the tests' SQLite is in memory, where nobody waits for a lock."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{path}",
    }
    done = subprocess.run(
        [sys.executable, "-c", ON_A_FILE],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
