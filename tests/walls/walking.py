"""Asking as somebody does, reading what came, and following what a page offers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urljoin, urlsplit

from allauth.mfa.models import Authenticator
from django.test import Client
from lxml import html

from artistportal.accounts.models import User
from tests.access_table import rows
from tests.factories.teams import armed, shown
from tests.factories.towns import Town

HTMX = {"HX-Request": "true"}
BOOSTED = HTMX | {"HX-Boosted": "true"}

SECRETS = {
    "accounts:mail_stop",
    "consent:calendar_feed",
    "consent:lent_receipt",
    "consent:lent_receipt_file",
    "roster:invitation",
}
"""Whoever has the address has what it opens."""

SIGN_IN = ("account_", "mfa_", "usersessions_")
STATUSES = {name: statuses for name, statuses in rows().items() if not name.startswith(SIGN_IN)}
"""Every address but sign-in's own, which knows nobody's rows."""

PUBLIC = {name for name, (nobody, *_) in STATUSES.items() if nobody == 200} - SECRETS
READ = {name for name, (_, stranger, *_) in STATUSES.items() if stranger != 405}
NAMES = READ - PUBLIC - SECRETS
"""What is read, and not by everybody."""

Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Answer:
    """What came, whole: a redirect's destination is part of it."""

    path: str
    status: int
    body: str
    is_page: bool

    def shows(self, marks: Iterable[str]) -> set[str]:
        """Those that stand in it as words of their own and were not in the question."""
        asked = unquote_plus(self.path)
        here = {mark for mark in marks if mark in self.body and mark not in asked}
        return {mark for mark in here if stands(mark, self.body)}


def stands(mark: str, text: str) -> bool:
    """Whether a text holds this as a word: `Person 1` is not in `Person 12`, 1.5 is in 1.500."""
    more = "0*" if "." in mark else ""
    return bool(re.search(rf"(?<!\w){re.escape(mark)}{more}(?!\w)", text))


@dataclass
class Walker:
    """Somebody at a browser, with a second factor where they are somebody."""

    user: User | None
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        is_armed = Authenticator.objects.filter(user=self.user).exists()
        self.client = Client() if self.user is None or is_armed else armed(self.user)
        if self.user and is_armed:
            self.client.force_login(self.user)
            shown(self.client, self.user)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return told(path, self.client.get(path, headers=headers or {}))

    def post(self, path: str, data: Any) -> Answer:
        return told(path, self.client.post(path, data))


def told(path: str, response: Any) -> Answer:
    """A response, read to its end."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    leads = (response.headers.get(name, "") for name in ("Location", "HX-Redirect"))
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    text = content.decode("utf-8", "replace")
    return Answer(path, response.status_code, " ".join([text, *leads]), is_page)


@dataclass(frozen=True)
class Form:
    """What a page lets somebody send, where to, and each field with the values it offers."""

    action: str
    method: str
    fields: Values

    def filled(self, **changed: str) -> dict[str, Any]:
        """Everything that it offers: of boxes all, of a choice the last; changed as told.

        It does not say for which account it was made: that check is not the wall.
        """
        given = {name: values for name, values in self.fields.items() if name != "acting_for"}
        return {name: list(values) for name, values in given.items()} | changed


def links(answer: Answer) -> Iterator[str]:
    """The addresses of this site to which a page leads by a GET."""
    for element in _elements(answer):
        for name in ("href", "hx-get", "src"):
            target = urljoin(answer.path, element.get(name) or answer.path)
            if not urlsplit(target).netloc and not target.startswith("/static/"):
                yield target.partition("#")[0]


def forms(answer: Answer) -> Iterator[Form]:
    """The forms of a page, and what its buttons send without one."""
    elements = _elements(answer)
    for element in elements:
        is_form, sends = element.tag == "form", element.get("hx-post")
        if is_form:
            own = element.get("id")
            outside = [each for each in elements if own and each.get("form") == own]
            fields = _fields([*element.iter(), *outside])
        if is_form or sends:
            action = urljoin(answer.path, element.get("action") or sends or "")
            method = "post" if sends else (element.get("method") or "get").lower()
            yield Form(action, method, fields if is_form else {})


def _tree(answer: Answer) -> Iterator[Any]:
    yield from html.document_fromstring(answer.body).iter()


def _elements(answer: Answer) -> list[Any]:
    if not answer.is_page or not answer.body.strip():
        return []
    return [each for each in _tree(answer) if isinstance(each.tag, str)]


def _fields(elements: Iterable[Any]) -> Values:
    found: dict[str, list[str]] = {}
    for element in elements:
        name = element.get("name")
        if not name or name == "csrfmiddlewaretoken":
            continue
        values = found.setdefault(name, [])
        if element.tag == "select":
            values += [option.get("value", "") for option in element.iter("option")]
        else:
            values.append(element.get("value") or element.text or "")
    return {name: tuple(dict.fromkeys(values)) for name, values in found.items()}


def one_of_each(paths: Iterable[str]) -> list[str]:
    """Addresses that differ in the values of their questions alone are asked once."""
    return list({_shape(path): path for path in sorted(set(paths))}.values())


def _shape(path: str) -> tuple[str, tuple[str, ...]]:
    parts = urlsplit(path)
    return parts.path, tuple(sorted(name for name, _ in parse_qsl(parts.query)))


def asked_by(answers: Collection[Answer]) -> dict[str, set[tuple[str, str]]]:
    """What each page is asked by, after its links and its forms' fields: names and values."""
    found: dict[str, set[tuple[str, str]]] = {}
    for answer in answers:
        for link in links(answer):
            parts = urlsplit(link)
            found.setdefault(parts.path, set()).update(parse_qsl(parts.query))
        for form in forms(answer):
            if form.method == "get":
                said = {(name, value) for name, them in form.fields.items() for value in them}
                found.setdefault(urlsplit(form.action).path, set()).update(said)
    return found


def crawled(town: Town, person: str) -> list[Answer]:
    """Every page of a town that one of its own people reads."""
    walker = Walker(town.people[person])
    answers = [walker.get(town.address(name)) for name in sorted(NAMES)]
    return [answer for answer in answers if answer.status == 200]
