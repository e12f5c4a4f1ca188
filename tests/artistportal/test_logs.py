"""Secret addresses are kept out of the log, whoever writes them there."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from structlog.stdlib import ProcessorFormatter

pytestmark = pytest.mark.django_db
SECRET = "w7Zt-secret:1aBc:dEf"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the site's own log says from now on."""
    root, written = logging.getLogger(), io.StringIO()
    handler = logging.StreamHandler(written)
    formatters = (each.formatter for each in root.handlers)
    handler.setFormatter(next(each for each in formatters if isinstance(each, ProcessorFormatter)))
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


@pytest.mark.parametrize(
    "path",
    [f"/receipts/{SECRET}/", f"/calendars/{SECRET}.ics", f"/invitations/{SECRET}/"],
    ids=["receipt", "calendar", "invitation"],
)
def test_no_log_keeps_a_secret_address(path: str, client: Client, log: io.StringIO) -> None:
    assert client.get(path).status_code == 404

    assert "Not Found: /" in log.getvalue()
    assert "secret" not in log.getvalue()


def test_other_addresses_stay(log: io.StringIO) -> None:
    logging.getLogger("django.request").warning("Not Found: %s", "/works/7/")

    assert "Not Found: /works/7/" in log.getvalue()
