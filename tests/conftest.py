"""What every test has: the parts it needs, and nothing left over from the one before."""

from __future__ import annotations

import os

import pytest

from tests.parts import PARTS, Missing


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips a test whose part is missing, with the cure; fails it where all must be there."""
    for marker in item.iter_markers("needs"):
        for part in marker.args:
            try:
                PARTS[part]()
            except Missing as missing:
                if os.environ.get("ARTISTPORTAL_CI") == "1":
                    pytest.fail(f"needs {missing}", pytrace=False)
                pytest.skip(f"needs {missing}")
