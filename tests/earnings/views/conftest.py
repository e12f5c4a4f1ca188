"""The moment at which pages are asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories.roster import NOW


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield
