"""The client that docs/ shows, run against the site: it asks, follows, hears, obeys and reports."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from artistportal.celery import app
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Work
from consent.models import Notice
from consent.services import endpoints
from consent.tasks import ring_due_endpoints
from tests.consent.services.receivers import Receiver, receiver
from tests.factories.api import make_key
from tests.factories.consent import say_no
from tests.factories.earnings import Deal, deal, written
from tests.factories.roster import CreditFactory, RecordingFactory

pytestmark = pytest.mark.django_db(transaction=True)

FILE = Path(__file__).parent.parent / "docs" / "example_client.py"


@pytest.fixture(scope="module")
def client_module() -> ModuleType:
    """The file, as somebody else would run it."""
    spec = importlib.util.spec_from_file_location("example_client", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def _site(settings: LazySettings) -> Iterator[None]:
    """Receivers on this machine, and tasks done at once."""
    settings.WEBHOOK_ALLOW_PRIVATE = True
    app.conf.update(task_always_eager=True)
    yield
    app.conf.update(task_always_eager=False)


@pytest.fixture
def label(transactional_db: None) -> Deal:
    """A recording that a tool may use for discovery, and one beside it that nobody spoke of."""
    made = deal()
    silent = RecordingFactory.create(rights_holder=made.licence.organisation)
    CreditFactory.create(work=silent)
    return made


@pytest.fixture
def listening() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


@dataclass
class Tool:
    """A tool's own side: the client with its key, and the people behind it."""

    module: Any
    portal: Any
    secret: str

    def copy(self) -> Any:
        """A copy of the clearances as they stand now."""
        made = self.module.Copy()
        made.follow(self.portal)
        return made

    def take(self, inbox: Any, arrival: tuple[dict[str, str], str]) -> Any:
        headers, body = arrival
        return inbox.take(headers, body.encode(), timezone.now())


@pytest.fixture
def tool(
    client_module: ModuleType, live_server: LiveServer, label: Deal, listening: Receiver
) -> Tool:
    made = make_key(label.tool)
    shown = endpoints.set_url(
        tool=label.tool, url=listening.url, by=made.key.made_by, now=timezone.now()
    )
    portal = client_module.Portal(live_server.url, made.text)
    return Tool(client_module, portal, shown.secret)


def refuse(label: Deal) -> None:
    """The artist says no, and the worker tells the tool."""
    say_no(label.work.credits.get().artist, tool=label.tool, now=timezone.now())
    ring_due_endpoints.delay()


class TestCopy:
    def test_says_what_the_clearances_say_before_and_after_a_no(
        self, tool: Tool, label: Deal, tmp_path: Path
    ) -> None:
        names = [*(f"ISRC:{work.isrc}" for work in Work.objects.order_by("pk"))]
        copy = tool.copy()
        assert cleared(copy, names) == asked(tool, names) != set()

        copy.save(tmp_path / "copy.json")
        refuse(label)
        again = tool.module.Copy.load(tmp_path / "copy.json")
        again.follow(tool.portal)

        assert cleared(copy, names) != asked(tool, names)
        assert cleared(again, names) == asked(tool, names) == set()


class TestInbox:
    def test_hears_a_no_once_and_says_that_it_is_obeyed(
        self, tool: Tool, label: Deal, listening: Receiver
    ) -> None:
        refuse(label)
        inbox = tool.module.Inbox(tool.portal, tool.secret)

        *_, arrival = listening.arrivals
        message = tool.take(inbox, arrival)
        told = tool.portal.acknowledge(int(message["data"]["notice"].removeprefix("N-")))

        assert message["type"] == "consent.revoked"
        assert tool.take(inbox, arrival) is None
        assert told["state"] == "enforced"
        assert Notice.objects.get(number=told["number"]).enforced_at

    def test_believes_the_site_by_its_own_key_without_a_secret(
        self, tool: Tool, label: Deal, listening: Receiver
    ) -> None:
        refuse(label)

        assert tool.take(tool.module.Inbox(tool.portal), listening.arrivals[-1])

    def test_believes_nothing_that_was_changed_or_is_old(
        self, tool: Tool, label: Deal, listening: Receiver
    ) -> None:
        refuse(label)
        inbox = tool.module.Inbox(tool.portal, tool.secret)
        headers, body = listening.arrivals[-1]

        with pytest.raises(ValueError, match="No signature matches"):
            tool.take(inbox, (headers, body.replace("revoked", "granted")))
        with pytest.raises(ValueError, match="older or newer"):
            inbox.take(headers, body.encode(), timezone.now() + timedelta(minutes=6))


class TestPortal:
    def test_reports_uses_and_reads_what_became_of_the_report(
        self, tool: Tool, label: Deal
    ) -> None:
        sent = tool.portal.report("february.tsv", written([label.line()]))

        told = tool.portal.report_state(sent["number"])
        assert (told["state"], told["outcome"]) == ("done", "accepted")
        assert not tool.portal.report("february.tsv", written([label.line()]))["is_new"]

    def test_says_why_it_was_refused(self, tool: Tool) -> None:
        with pytest.raises(tool.module.Refused, match="No notice"):
            tool.portal.acknowledge(999)


def asked(tool: Tool, names: list[str]) -> set[tuple[str, str, str]]:
    """What the API says is cleared."""
    return {
        (name, use.value, territory)
        for use in Use
        for territory in ("DE", "Worldwide")
        for name, answer in tool.portal.ask(use.value, territory, names).items()
        if answer["status"] == "cleared"
    }


def cleared(copy: Any, names: list[str]) -> set[tuple[str, str, str]]:
    """What the copy says is cleared."""
    return {
        (name, use.value, territory)
        for use in Use
        for territory in ("DE", "Worldwide")
        for name in names
        if copy.is_cleared(name, use.value, territory, timezone.now())
    }
