"""From a question about 200 works to money and to claims: four parties, each on their own pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Locator, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.accounts.models import User
from artistportal.celery import app
from artistportal.roster.domain.catalogue import COLUMNS
from artistportal.roster.models import Artist, Organisation
from artistportal.roster.services import catalogue
from consent.models import Terms
from earnings.models import RoyaltyRun, SummaryRefresh, UsageReport
from tests.browser.audits import OVERFLOW, PHONE
from tests.browser.conftest import SignIn, Work
from tests.factories.accounts import support
from tests.factories.consent import LicenceFactory, TermsFactory
from tests.factories.earnings import written
from tests.factories.requests import speaker_of
from tests.factories.roster import (
    BEFORE,
    ArtistMemberFactory,
    OrganisationFactory,
    SigningFactory,
    numbered_iswc,
    owner_of,
)

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

EACH = 100
DESK: ViewportSize = {"width": 1280, "height": 800}
TIMES = {"training": 3, "discovery": 2}


class Label:
    """Northlight, whose two artists made a hundred recordings each, and a tool that pays a cent."""

    def __init__(self) -> None:
        self.organisation: Organisation = OrganisationFactory.create(name="Northlight")
        self.terms: Terms = TermsFactory.create(
            licence=LicenceFactory.create(organisation=self.organisation, tool__name="Ossilune")
        )
        self.ana = self._signed("Ana Sol")
        self.ben = self._signed("Ben Oduya")
        artists = [self.ana] * EACH + [self.ben] * EACH
        lines = [line for number, artist in enumerate(artists) for line in _rows(number, artist)]
        outcome = catalogue.import_file(
            data="\n".join([",".join(COLUMNS), *lines]).encode(),
            organisation=self.organisation,
            by=support(),
            now=BEFORE,
        )
        assert not outcome.problems

    def _signed(self, name: str) -> Artist:
        artist: Artist = ArtistMemberFactory.create(artist__name=name, user__name=name).artist
        SigningFactory.create(artist=artist, organisation=self.organisation)
        return artist

    @property
    def isrcs(self) -> list[str]:
        return [_isrc(number) for number in range(2 * EACH)]

    def report(self) -> FilePayload:
        """Each recording taught with three times and recommended twice, just now."""
        used_at = timezone.now().isoformat()
        rows = [
            {"isrc": isrc, "use": use, "territory": "DE", "used_at": used_at, "quantity": times}
            for isrc in self.isrcs
            for use, times in TIMES.items()
        ]
        return {"name": "today.tsv", "mimeType": "text/plain", "buffer": written(rows)}


def _isrc(number: int) -> str:
    return f"GBJRN25{number:05}"


def _rows(number: int, artist: Artist) -> tuple[str, str]:
    """A song and its recording, both the artist's alone."""
    song, title = numbered_iswc(700_000_000 + number), f"Tide {number:03}"
    shares = f"{artist.name}: 100,2025-01-01,,"
    holds = f'"{artist.name}: {{}}, consent",{shares}'
    return (
        f"composition,{title},,,{song},,,{holds.format('writer')}",
        f"recording,{title},Tides,{_isrc(number)},,,{song},{holds.format('main artist')}",
    )


@pytest.fixture
def label(transactional_db: None) -> Label:
    return Label()


class Visitors:
    """One window in which each person signs in with the screen that is theirs."""

    def __init__(self, page: Page, site: str, sign_in: SignIn) -> None:
        self.page, self.site, self.sign_in = page, site, sign_in

    @contextmanager
    def comes(self, user: User, path: str, size: ViewportSize = PHONE) -> Iterator[Page]:
        self.page.set_viewport_size(size)
        self.sign_in(user)
        self.page.goto(f"{self.site}{path}")
        yield self.page
        assert self.page.evaluate(OVERFLOW) <= 0


@pytest.fixture
def visitors(page: Page, live_server: LiveServer, sign_in: SignIn) -> Visitors:
    return Visitors(page, live_server.url, sign_in)


def test_of_200_works_what_was_granted_is_paid_and_what_was_refused_is_claimed(
    visitors: Visitors, label: Label, work_until: Work
) -> None:
    rep = speaker_of(label.organisation)
    asking = f"/proposals/new/?licence={label.terms.licence.code}"
    with visitors.comes(rep, asking, DESK) as desk:
        propose(desk, label)
    with visitors.comes(owner_of(label.ana), "/requests/") as phone:
        accept_all(phone)
    with visitors.comes(owner_of(label.ben), "/requests/") as phone:
        accept_in_part(phone)
    with visitors.comes(speaker_of(label.terms.licence.tool), "/tool/reports/", DESK) as desk:
        send(desk, label.report(), work_until)

    with visitors.comes(owner_of(label.ana), "/earnings/?period=this-month") as phone:
        see_the_money_down_to_the_line(phone)
    with visitors.comes(owner_of(label.ben), "/earnings/?period=this-month") as phone:
        see_what_was_not_allowed(phone)
    with visitors.comes(rep, "/proposals/", DESK) as desk:
        desk.get_by_role("link", name="Tides for a model").click()
        expect(row(desk, "Ana Sol")).to_contain_text("Agreed")
        expect(row(desk, "Ben Oduya")).to_contain_text("in part")


def propose(page: Page, label: Label) -> None:
    """Names 200 works, looks whom that asks, and sends it."""
    page.get_by_label("Title", exact=True).fill("Tides for a model")
    for use in TIMES:
        page.locator(f"[name=uses][value={use}]").check()
    deadline = (timezone.now() + timedelta(days=14)).date().isoformat()
    page.get_by_label("Last day to answer").fill(deadline)
    page.get_by_label("Identifiers").fill("\n".join(label.isrcs))
    page.get_by_role("button", name="See whom it asks").click()
    expect(page.get_by_text("2 artists are asked about 200 works")).to_be_visible()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("status").first).to_contain_text("2 artists are asked")


def accept_all(page: Page) -> None:
    page.get_by_role("link", name="Tides for a model").first.click()
    page.get_by_role("button", name="Accept all…").click()
    expect(page.get_by_text("After saving:").first).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved, in force from")


def accept_in_part(page: Page) -> None:
    """They may recommend it, and not teach with it."""
    page.get_by_role("link", name="Tides for a model").first.click()
    page.locator("#discovery-yes").check()
    page.locator("#training-no").check()
    page.get_by_role("button", name="Answer as chosen").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved, in force from")


def send(page: Page, report: FilePayload, work_until: Work) -> None:
    """Sends a report and comes back to its page when the worker is through with what follows."""
    app.control.purge()
    page.get_by_label("Usage report", exact=True).set_input_files(report)
    before = page.url
    page.get_by_role("button", name="Send the report").click()
    page.wait_for_url(lambda url: url != before)
    address = page.url
    page.goto("about:blank")
    work_until(is_summed_up)
    page.goto(address)
    expect(page.get_by_role("heading", name="Accepted")).to_be_visible()


def is_summed_up() -> bool:
    jobs = (UsageReport.objects, RoyaltyRun.objects, SummaryRefresh.objects)
    is_idle = not any(job.unfinished().exists() for job in jobs)
    return is_idle and SummaryRefresh.objects.exists()


def see_the_money_down_to_the_line(page: Page) -> None:
    """A hundred works, three trainings and two recommendations each, at a cent: five euros."""
    expect(tile(page, "Estimated")).to_contain_text("5.00 EUR")
    expect(tile(page, "Held")).to_contain_text("0.00 EUR")
    page.locator("#months-table").click()
    page.locator("#month-table").get_by_role("link", name=f"{timezone.now():%B %Y}").click()
    row(page, "Ossilune").get_by_role("link").click()
    expect(row(page, "^Payable")).to_contain_text("5.00 EUR")
    page.get_by_role("link", name="Tide 000", exact=True).click()
    expect(row(page, "Tide 000 Training Germany 3 ")).to_contain_text("0.03 EUR")
    expect(row(page, "Tide 000 Discovery Germany 2 ")).to_contain_text("0.02 EUR")


def see_what_was_not_allowed(page: Page) -> None:
    """Two euros for what Ben allowed; the three for what he refused are held, and claimed."""
    expect(tile(page, "Estimated")).to_contain_text("2.00 EUR")
    expect(tile(page, "Held")).to_contain_text("3.00 EUR")
    page.get_by_role("link", name="Uses", exact=True).first.click()
    expect(row(page, "Tide 100 .* Training")).to_contain_text("Not cleared")
    page.get_by_role("link", name="100 open claims").click()
    last = row(page, "Tide 199")
    expect(last).to_contain_text("Said no")
    last.get_by_role("link", name=re.compile("^D-")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("D-")


def tile(page: Page, name: str) -> Locator:
    return page.locator(".tile").filter(has=page.get_by_text(name, exact=True))


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row", name=re.compile(name))
