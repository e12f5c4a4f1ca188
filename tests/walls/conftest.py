"""Two worlds, made once for all tests of a module and then taken back."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from consent.services import posting
from consent.services.posting import Outcome
from tests.factories import worlds as factories
from tests.factories.worlds import Worlds
from tests.walls import walking
from tests.walls.walking import Walker


@pytest.fixture(autouse=True)
def _own_files() -> None:
    """The files of the worlds are where they were made."""


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> Iterator[None]:
    """A thousand refusals need no line each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tool that tries its own address finds nobody there."""
    monkeypatch.setattr(posting, "post", lambda *_, **__: Outcome(None, "Nobody there.", 1))


@pytest.fixture(scope="module")
def worlds(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Worlds]:
    folder = tmp_path_factory.mktemp("worlds")
    places = {"MEDIA_ROOT": folder / "uploads", "ARCHIVE_URL": f"{folder}/archive"}
    with override_settings(**places), django_db_blocker.unblock(), transaction.atomic():
        yield factories.worlds()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def marks(worlds: Worlds) -> frozenset[str]:
    """What tells our rows, but for what the world may read anyway."""
    nobody, town = Walker(None), worlds.ours.town
    every = worlds.ours.texts | worlds.ours.amounts
    open_to_all = (nobody.get(town.address(name)) for name in walking.PUBLIC)
    public = (answer.shows(every) for answer in open_to_all if answer.status == 200)
    return every.difference(*public)
