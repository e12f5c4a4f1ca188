"""Every test has an archive and uploads of its own."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _own_archive(settings: Settings, tmp_path: Path) -> None:
    settings.ARCHIVE_URL = str(tmp_path / "archive")
    settings.MEDIA_ROOT = tmp_path / "uploads"
