"""Two owners take each other out at the same moment; one of them stays."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.roster.services import rivals

ON_A_FILE = (
    "import django; django.setup();from tests.roster.services import rivals; rivals.quarrel()"
)


class TestRemove:
    @pytest.mark.django_db(transaction=True)
    def test_leaves_an_owner_when_two_remove_each_other(
        self, tmp_path: Path, request: pytest.FixtureRequest
    ) -> None:
        if connection.vendor == "sqlite":
            path = tmp_path / "team.sqlite3"
            shutil.copy(request.getfixturevalue("migrated_database"), path)
            _quarrel_on_a_file(path)
        else:
            rivals.quarrel()


def _quarrel_on_a_file(path: Path) -> None:
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
