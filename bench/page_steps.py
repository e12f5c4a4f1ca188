"""Fills the scene and opens its pages: `python -m bench.page_steps ARTISTS WORKS ROUNDS`, as JSON.

Run by `bench.pages` in a process and a database of its own. What each page asks is noted with the
first works already, and asked again bare, past Django: the floor.
"""

# ruff: noqa: E402

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from typing import Any

import django

django.setup()

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import connection
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.roster.models import Work
from artistportal.settling import settle
from bench.page_scene import Scene, Size, in_bulk, made
from consent.models import CoverageRefresh
from consent.services import coverage

Statement = tuple[str, Any, bool]
ADMIN = ("roster_work", "roster_artist", "roster_credit", "consent_decision")


def pages(scene: Scene) -> Iterator[tuple[str, User, str]]:
    """What is opened, by whom, at which address."""
    artist, work = scene.artists[0].public_id, Work.objects.order_by("pk")[0].public_id
    roster = reverse("earnings:roster")
    yield "roster", scene.rep, roster
    yield "roster, narrowed", scene.rep, f"{roster}?issue=any&order=-earned&page=2"
    yield "artist of the roster", scene.rep, reverse("roster:artist", args=[artist])
    yield "conflicts", scene.rep, reverse("consent:conflicts")
    yield "second person", scene.rep, reverse("consent:approvals")
    yield "matches", scene.rep, reverse("earnings:matches")
    yield "work list", scene.owner, reverse("roster:works")
    yield "work list, searched", scene.owner, f"{reverse('roster:works')}?q=Title+0001"
    yield "work page", scene.owner, reverse("roster:work", args=[work])
    yield "consent of a work", scene.owner, reverse("consent:work", args=[work])
    yield "earnings", scene.owner, f"{reverse('earnings:overview')}?period=last-12-months"
    yield "earnings, all", scene.owner, f"{reverse('earnings:overview')}?period=all"
    for name in ADMIN:
        yield f"admin: {name}", scene.support, reverse(f"admin:{name}_changelist")


class Page:
    """One page as somebody signed in opens it."""

    def __init__(self, user: User, address: str) -> None:
        self._client = Client()
        self._client.force_login(user)
        answer = self._client.get(address, follow=True)
        self._address = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        login = resolve_url(settings.LOGIN_URL)
        if answer.status_code != 200 or self._address.startswith(login):
            raise SystemExit(f"{self._address} answers {answer.status_code}.")

    def open(self) -> bytes:
        content: bytes = self._client.get(self._address).content
        return content

    def asked(self) -> list[Statement]:
        """The statements of one opening, each with its parameters."""
        asked: list[Statement] = []

        def note(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            asked.append((sql, params, many))
            return run(sql, params, many, context)

        with connection.execute_wrapper(note):
            self.open()
        return asked

    def measured(self, rounds: int) -> dict[str, float]:
        """Milliseconds (p50, p95, of processor time, of the bare statements) and what it weighs."""
        content, asked = self.open(), self.asked()
        timed = [_timed(self.open) for _ in range(rounds)]
        bare = [_timed(lambda: _ask(asked)) for _ in range(rounds)]
        took = sorted(wall for wall, _ in timed)
        return {
            "p50": statistics.median(took),
            "p95": took[min(len(took) - 1, round(0.95 * len(took)))],
            "cpu": statistics.median(cpu for _, cpu in timed),
            "floor": statistics.median(cpu for _, cpu in bare),
            "queries": len(asked),
            "kb": len(content) / 1024,
            "elements": _Elements.counted(content),
        }


class _Elements(HTMLParser):
    """Counts the elements of a page."""

    count = 0

    @classmethod
    def counted(cls, content: bytes) -> int:
        parser = cls()
        parser.feed(content.decode())
        return parser.count

    def handle_starttag(self, _tag: str, _attributes: object) -> None:
        self.count += 1


def _ask(statements: Sequence[Statement]) -> None:
    """Runs what reads, and fetches it."""
    with connection.cursor() as cursor:
        for sql, params, many in statements:
            if sql.startswith("SELECT") and not many:
                cursor.execute(sql, params)
                cursor.fetchall()


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of wall and of processor time."""
    start, busy = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - start) * 1000, (time.process_time() - busy) * 1000


def _count() -> None:
    """How far consent reaches, counted as the background does."""
    coverage.due(timezone.now())
    for job in CoverageRefresh.objects.unfinished():
        coverage.refresh(refresh_id=job.pk, clock=timezone.now)


def main(artists: int, works: int, rounds: int) -> None:
    settings.DEBUG = False
    scene = made(Size(artists, works))
    TOTP.activate(scene.support, generate_totp_secret())
    settings.ALLOWED_HOSTS = ["testserver"]
    _count()
    told: dict[str, Any] = {"few_works": Work.objects.count(), "pages": {}}
    few = {name: len(Page(user, address).asked()) for name, user, address in pages(scene)}
    with in_bulk():
        scene.grow()
    start = time.perf_counter()
    _count()
    told["counted_seconds"] = time.perf_counter() - start
    settle()
    for name, user, address in pages(scene):
        page = Page(user, address)
        told["pages"][name] = page.measured(rounds) | {"queries_of_few": few[name]}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
