"""Nobody writes to another's row: by its address, by its id in a form, or over the API."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from artistportal.api import api
from tests.factories.earnings import written
from tests.factories.worlds import World, Worlds
from tests.walls import walking
from tests.walls.untouched import Untouched
from tests.walls.walking import PUBLIC, SECRETS, STATUSES, Answer, Form, Walker

pytestmark = pytest.mark.django_db

PERSONS_WHO_WRITE = ("owner", "admin", "reporter")

# Where anybody may name what is ours: that is what these are for.
CLAIMS = {"roster:claim_new", "roster:credit_claim_new"}
# Support's own, which send others to sign in.
STAFF = {"desk:account", "desk:person"}


@pytest.fixture(scope="module")
def forms(worlds: Worlds) -> dict[str, list[Form]]:
    """What our own people are offered to send, by person."""
    return {person: _forms(worlds.ours, person) for person in PERSONS_WHO_WRITE}


@pytest.fixture(scope="module")
def untouched(worlds: Worlds, forms: dict[str, list[Form]]) -> Untouched:
    """Our rows as they stood once our people had opened their pages, which marks news as read."""
    assert forms
    return Untouched(worlds.ours)


@pytest.mark.parametrize("person", PERSONS_WHO_WRITE)
class TestOthers:
    def test_change_nothing_by_sending_our_forms(
        self, worlds: Worlds, forms: dict[str, list[Form]], untouched: Untouched, person: str
    ) -> None:
        walker = Walker(worlds.others.town.people[person])
        changed = {}
        for form in {form.action: form for theirs in forms.values() for form in theirs}.values():
            _, touched = untouched.after(partial(walker.post, form.action, form.filled()))
            if touched and _name(form) not in CLAIMS:
                changed[form.action] = touched

        assert changed == {}

    def test_are_let_into_nothing_by_a_form(
        self, worlds: Worlds, forms: dict[str, list[Form]], untouched: Untouched, person: str
    ) -> None:
        town, walker = worlds.ours.town, Walker(worlds.others.town.people[person])
        everything: dict[str, Any] = {}
        for theirs in forms.values():
            for form in theirs:
                everything |= form.filled()
        entered = {}
        for name in sorted(set(STATUSES) & set(town.arguments) - PUBLIC - SECRETS - STAFF):
            path = town.address(name)
            answer, touched = untouched.after(partial(walker.post, path, everything))
            if touched or answer.status not in {401, 403, 404, 405}:
                entered[name] = (answer.status, touched)

        assert entered == {}

    def test_change_nothing_by_our_ids_in_their_own_forms(
        self,
        worlds: Worlds,
        forms: dict[str, list[Form]],
        untouched: Untouched,
        marks: frozenset[str],
        person: str,
    ) -> None:
        walker = Walker(worlds.others.town.people[person])
        ours: dict[str, set[str]] = {}
        for form in (form for theirs in forms.values() for form in theirs):
            for field, values in form.fields.items():
                ids = {value for value in values if value in marks or value.isdecimal()}
                ours.setdefault(field, set()).update(ids)
        changed, sent = {}, 0
        for form in _forms(worlds.others, person):
            for field, values in form.fields.items():
                for value in sorted(ours.get(field, set()) - set(values))[:2]:
                    sent += 1
                    given = form.filled(**{field: value})
                    answer, touched = untouched.after(partial(walker.post, form.action, given))
                    shown = answer.shows(marks - {value})
                    if (touched or shown) and _name(form) not in CLAIMS:
                        changed[form.action, field, value] = (answer.status, touched, shown)

        assert sent
        assert changed == {}


def _forms(world: World, person: str) -> list[Form]:
    """Each form of a person's pages once, sign-in's and those that only ask left out."""
    pages = walking.crawled(world.town, person)
    found = (form for page in pages for form in walking.forms(page) if form.method == "post")
    kept = {(form.action, tuple(form.fields)): form for form in found}
    return [form for form in kept.values() if not form.action.startswith("/account/")]


def _name(form: Form) -> str:
    try:
        return resolve(urlsplit(form.action).path).view_name
    except Resolver404:
        return form.action


class TestTheApi:
    """Each operation of the document, with the ids of ours and the key of another tool."""

    def test_tells_and_changes_nothing_of_another_tools(
        self, worlds: Worlds, untouched: Untouched, marks: frozenset[str]
    ) -> None:
        town, odd, bodies = worlds.ours.town, {}, _bodies(worlds)
        caller = Caller(worlds.others.key)
        for method, template, operation in _operations():
            pattern = re.sub(r"{\w+}", "[^/]+", template)
            (path,) = {town.address(n) for n in API if re.fullmatch(pattern, town.address(n))}
            query, kind, body = bodies[operation] if method == "post" else ("", "", b"")
            call = partial(caller.call, method.upper(), path + query, body, kind)
            answer, touched = untouched.after(call)
            is_open = answer.status != 404 if "{" in template else answer.status not in {200, 202}
            if touched or answer.shows(marks) or (is_open and operation not in REFUSED):
                odd[operation] = (answer.status, touched, answer.shows(marks))

        assert odd == {}

    def test_tells_the_tool_its_own(self, worlds: Worlds) -> None:
        town = worlds.ours.town
        caller = Caller(worlds.ours.key)
        asked = {name: town.address(name) for name in API if town.arguments.get(name)}

        answers = {name: caller.call("GET", path).status for name, path in asked.items()}

        assert set(answers.values()) <= {200, 404, 405}
        assert answers["api:usage_report"] == answers["api:snapshot_file"] == 200


@dataclass(frozen=True)
class Caller:
    """A machine with a key."""

    key: str

    def call(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        client = Client(headers={"Authorization": f"Bearer {self.key}"})
        response = client.generic(method, path, body, kind)
        return walking.told(f"{path} {body.decode()}", response)


API = [name for name in STATUSES if name.startswith("api:")]
# The replacement of another's report is an error of the call.
REFUSED = {"send_usage_report"}
JSON = "application/json"


def _bodies(worlds: Worlds) -> dict[str, tuple[str, str, bytes]]:
    """What each operation that writes is sent about ours: the question, its type, the body."""
    ours = worlds.ours.town
    works = [f"ISRC:{ours.agreed.work.isrc}", f"RECORDING:{ours.agreed.work.public_id}"]
    question = {"use": "discovery", "territory": "DE", "works": works}
    report = ours.arguments["api:usage_report"]["number"]
    return {
        "clear": ("", JSON, json.dumps(question).encode()),
        "acknowledge": ("", JSON, b'{"state": "enforced"}'),
        "send_usage_report": (
            f"?replaces={report}",
            "text/csv",
            written([ours.agreed.line()], separator=","),
        ),
    }


def _operations() -> list[tuple[str, str, str]]:
    paths = api.get_openapi_schema()["paths"]
    return [
        (method, path, operation["operationId"])
        for path, operations in paths.items()
        for method, operation in operations.items()
    ]
