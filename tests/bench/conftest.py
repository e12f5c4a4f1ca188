"""Benchmarks begin with a database that is migrated already: they are tried, not measured."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _begins_with_tables(monkeypatch: pytest.MonkeyPatch, migrated_database: Path) -> None:
    monkeypatch.setenv("BENCH_BEGINS_WITH", str(migrated_database))
