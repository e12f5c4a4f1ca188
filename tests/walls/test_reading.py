"""Nobody reads another's row: by its address, as a fragment, by a link, a search or a filter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from tests.access_table import PERSONS
from tests.factories.towns import Town
from tests.factories.worlds import Worlds
from tests.walls import walking
from tests.walls.walking import BOOSTED, HTMX, NAMES, SECRETS, STATUSES, Answer, Walker

pytestmark = pytest.mark.django_db

OUTSIDERS = ("stranger", "owner", "admin", "reporter")
INSIDERS = ("owner", "admin", "reporter")

# Files that hold nothing by which a row of these small worlds could be told.
PLAIN_FILES = {
    "accounts:download",
    "cases:attachment",
    "consent:receipt_file",
    "earnings:report_problems",
    "earnings:statement_lines",
}


@pytest.fixture(scope="module")
def own_pages(worlds: Worlds) -> list[Answer]:
    """All that the people of our world read in it."""
    town = worlds.ours.town
    return [page for person in INSIDERS for page in walking.crawled(town, person)]


class TestOurOwn:
    def test_see_their_rows_on_each_page_about_one(
        self, worlds: Worlds, own_pages: list[Answer], marks: frozenset[str]
    ) -> None:
        town = worlds.ours.town
        about = {town.address(name) for name in set(town.arguments) & NAMES - PLAIN_FILES}

        blind = {page.path for page in own_pages if page.path in about and not page.shows(marks)}

        assert blind == set()

    def test_see_their_money(self, worlds: Worlds, own_pages: list[Answer]) -> None:
        seen = set().union(*(page.shows(worlds.ours.amounts) for page in own_pages))

        assert {"7,341.87", "7341.87", "5,139.31", "2,202.56"} <= seen


@pytest.mark.parametrize("person", OUTSIDERS)
class TestOthers:
    def test_read_nothing_of_ours_at_any_address(
        self, worlds: Worlds, marks: frozenset[str], person: str
    ) -> None:
        walker, odd = Walker(worlds.others.town.people[person]), {}
        for name in sorted(NAMES):
            page, part = both(walker, worlds.ours.town, name)
            found = page.shows(marks) | part.shows(marks)
            let_in = page.status in {200, 422} and is_closed(worlds.ours.town, name)
            if found or let_in or (part.status == 200 and page.status != 200):
                odd[name] = (page.status, part.status, found)

        assert odd == {}


@pytest.mark.parametrize("person", INSIDERS)
class TestOthersWhoLook:
    def test_read_nothing_by_a_link_that_we_are_offered(
        self, worlds: Worlds, own_pages: list[Answer], marks: frozenset[str], person: str
    ) -> None:
        walker = Walker(worlds.others.town.people[person])
        secret = {worlds.ours.town.address(name) for name in SECRETS}
        every = {link for page in own_pages for link in walking.links(page)} - secret
        followed = [link for link in walking.one_of_each(every) if urlsplit(link).query]

        leaks = {link: walker.get(link).shows(marks) for link in followed}

        assert len(followed) > 20
        assert {link: found for link, found in leaks.items() if found} == {}

    def test_find_nothing_by_our_names_ids_and_codes(
        self, worlds: Worlds, own_pages: list[Answer], marks: frozenset[str], person: str
    ) -> None:
        walker, work = Walker(worlds.others.town.people[person]), worlds.ours.town.agreed.work
        by_title, named = reverse("roster:credit_claim_new"), {work.rights_holder.name}
        leaks, tried = {}, 0
        for path, asked in walking.asked_by(own_pages).items():
            names = {name for name, _ in asked}
            free = names - {name for name, value in asked if value}
            ours = {(name, value) for name, value in asked if value in marks}
            for name, value in sorted(ours | {(name, work.title) for name in free}):
                tried += 1
                answer = walker.get(f"{path}?{urlencode({name: value})}")
                # Who played on a work finds it by its whole title, to say so to its rights holder.
                open_to_all = named | {str(work.public_id)} if path == by_title else set()
                if found := answer.shows(marks) - open_to_all:
                    leaks[answer.path] = found

        assert tried > 5
        assert leaks == {}


class TestTheAdminSite:
    def test_has_no_page_for_staff_without_a_second_factor(self, worlds: Worlds) -> None:
        """Lists, rows, their histories, and what completes a name that somebody types."""
        client = Client()
        client.force_login(worlds.ours.town.people["unarmed"])
        paths = set(admin_pages())

        answers = {path: client.get(path).status_code for path in paths}

        assert "/admin/autocomplete/" in paths
        assert {path: status for path, status in answers.items() if status in range(200, 300)} == {}


class TestFragments:
    @pytest.mark.parametrize("person", ["nobody", "unarmed", "owner", "admin", "reporter"])
    def test_open_nothing_that_the_page_does_not(self, worlds: Worlds, person: str) -> None:
        town, column = worlds.ours.town, PERSONS.index(person)
        client = Client()
        if person in town.people:
            client.force_login(town.people[person])
        closed = [name for name in sorted(NAMES) if STATUSES[name][column] != 200]

        opened = {
            name
            for name in closed
            for headers in ((HTMX, BOOSTED) if person == "nobody" else (HTMX,))
            if client.get(town.address(name), headers=headers).status_code == 200
            and client.get(town.address(name)).status_code != 200
        }

        assert closed
        assert opened == set()


class TestMoney:
    @pytest.mark.parametrize("person", ["manager", "reader"])
    def test_is_nowhere_for_who_is_not_shown_it(self, worlds: Worlds, person: str) -> None:
        town = worlds.ours.town
        walker, odd = Walker(town.people[person]), {}
        for name in sorted(NAMES):
            page, part = both(walker, town, name)
            found = page.shows(worlds.ours.amounts) | part.shows(worlds.ours.amounts)
            if found or (part.status == 200 and page.status != 200):
                odd[name] = (page.status, part.status, found)

        assert odd == {}


def both(walker: Walker, town: Town, name: str) -> tuple[Answer, Answer]:
    """The page, and what htmx gets in its place."""
    return walker.get(town.address(name)), walker.get(town.address(name), HTMX)


def is_closed(town: Town, name: str) -> bool:
    """Whether an address names a row, which is more than a year."""
    arguments = town.arguments.get(name, {})
    return bool(arguments) and "year" not in arguments


def admin_pages(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[str]:
    """Every address of the admin's own, about the first row where it is about one."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + re.sub(r"<[^>]+>", "1", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            if resolver or pattern.namespace == "admin":
                yield from admin_pages(pattern, path)
        elif resolver and isinstance(pattern.pattern, RoutePattern):
            yield path
