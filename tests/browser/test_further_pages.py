"""The pages beside the main ways, one scene for each kind of person, sound in every look."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.accounts.models import User
from artistportal.cases.domain.states import CaseState
from artistportal.cases.models import Case
from artistportal.cases.services import cases, desk, releases
from artistportal.cases.services.messages import Said
from artistportal.cases.services.releases import Release
from artistportal.periods import Month
from artistportal.roster.domain.roles import OrganisationKind
from artistportal.roster.services import splits
from consent.models import CoverageRefresh
from consent.services import coverage
from tests.browser.audits import OVERFLOW, PHONE, SCHEMES, audit, violations
from tests.browser.conftest import SignIn
from tests.factories import accounts, approvals, drafts
from tests.factories.accounts import UserFactory, support
from tests.factories.cases import opened
from tests.factories.consent import owner_of, say_no
from tests.factories.earnings import Deal, deal
from tests.factories.roster import (
    ArtistFactory,
    CreditFactory,
    OrganisationFactory,
    OrganisationMemberFactory,
    SigningFactory,
)
from tests.factories.statements import issue
from tests.factories.teams import armed

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

LINES = "payee,share,from,isrc\nNobody here,100,2026-01-01,{isrc}\n,,,GBXXX2600001\n"


@pytest.fixture
def label(transactional_db: None) -> Deal:
    """An answer that waits, a draft, a statement, and an artist who differs from a co-writer."""
    made = deal()
    house, now = made.licence.organisation, timezone.now()
    SigningFactory.create(organisation=house, artist=made.artist)
    other = ArtistFactory.create(name="Ben <b>Oduya</b>")
    CreditFactory.create(work=made.work, artist=other)
    say_no(other, tool=made.tool, now=now)
    for pk in [*coverage.due(now), *CoverageRefresh.objects.values_list("pk", flat=True)]:
        coverage.refresh(refresh_id=pk, clock=lambda: now)
    preparer = OrganisationMemberFactory.create(organisation=house).user
    approvals.waiting(made, preparer)
    drafts.arguments(made, preparer)
    issue(splits.payee_of_organisation(house), Month.of(now).previous().first)
    return made


def sound(page: Page) -> None:
    """Fails unless the page as it stands is sound on a phone in light and dark."""
    page.set_viewport_size(PHONE)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert violations(page) == [], page.url
    assert page.evaluate(OVERFLOW) <= 0, page.url


class TestOfALabel:
    def test_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, label: Deal
    ) -> None:
        site, rep = live_server.url, boss(label)
        sign_in(rep)
        audit(page, f"{site}/approvals/")
        page.get_by_role("link", name="No to discovery").click()
        audit(page, page.url)
        audit(page, f"{site}/conflicts/")
        expect(page.get_by_text("Ben <b>Oduya</b> said so")).to_be_visible()
        for path in ("drafts/", "earnings/statements/files/", "earnings/reports/?by=work"):
            page.goto(f"{site}/{path}")
            sound(page)

    def test_are_sound_as_they_are_filled_in(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, label: Deal
    ) -> None:
        site = live_server.url
        sign_in(boss(label))
        page.goto(f"{site}/roster/?issue=conflict")
        page.get_by_text("Saved views").click()
        page.get_by_label("Name").fill("Who differs")
        page.get_by_role("button", name="Save this list as a view").click()
        page.get_by_text("Saved views (1)").click()
        expect(page.get_by_role("link", name="Who differs")).to_be_visible()
        sound(page)
        page.goto(f"{site}/splits/file/")
        page.get_by_label("Or its lines").fill(LINES.format(isrc=label.work.isrc))
        page.get_by_role("button", name="Try it").click()
        expect(page.get_by_text("1 sheet can be proposed")).to_be_visible()
        sound(page)


def boss(label: Deal) -> User:
    """An owner of the label who prepared nothing."""
    house = label.licence.organisation
    member = OrganisationMemberFactory.create(organisation=house, user__name="Tom Reed")
    found: User = member.user
    return found


class TestOfAnArtist:
    def test_about_releases_and_mail_are_sound(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, transactional_db: None
    ) -> None:
        artist, now = ArtistFactory.create(name="Ana Sol"), timezone.now()
        owner, site = owner_of(artist), live_server.url
        distributor = OrganisationFactory.create(kind=OrganisationKind.DISTRIBUTOR)
        sender = OrganisationMemberFactory.create(organisation=distributor).user
        release = Release(artist=artist, title="<i>Dawn</i>", reference="D-1")
        releases.deliver(release, distributor=distributor, by=sender, now=now)
        client = armed(owner)
        page.context.add_cookies(
            [{"name": name, "value": cookie.value, "url": site}
             for name, cookie in client.cookies.items()]
        )  # fmt: skip
        page.goto(f"{site}/releases/")
        page.get_by_role("button", name="Make a key").click()
        expect(page.get_by_text("it is shown this once")).to_be_visible()
        sound(page)
        audit(page, f"{site}/releases/")

        token = accounts.arguments(owner, artist.public_id)["accounts:mail_stop"]["token"]
        page.context.clear_cookies()
        page.goto(f"{site}/mail/stop/{token}/")
        sound(page)
        page.get_by_role("button", name="No more of these mails").click()
        expect(page.get_by_text("You get no more mail about")).to_be_visible()
        sound(page)

    def test_about_cases_are_sound_in_every_state(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, transactional_db: None
    ) -> None:
        now, sam = timezone.now(), support()
        case = opened(now=now)
        ana = case.opened_by
        sign_in(ana)
        steps: dict[str, Callable[[Case], object]] = {
            "with_support": lambda it: desk.take(it, by=sam, now=now),
            "with_opener": lambda it: desk.ask(it, Said("Which month?"), by=sam, now=now),
            "with_support again": lambda it: cases.answer(it, Said("May."), by=ana, now=now),
            "with_others": lambda it: desk.refer(it, Said("The tool looks."), by=sam, now=now),
            "decided": lambda it: desk.decide(it, outcome="All are there.", by=sam, now=now),
            "appealed": lambda it: cases.appeal(it, Said("Look again."), by=ana, now=now),
            "with_support to end": lambda it: desk.take(it, by=sam, now=now),
            "decided to end": lambda it: desk.decide(it, outcome="Still so.", by=sam, now=now),
            "closed": lambda it: desk.close(it, by=sam, now=now),
        }
        for state, step in steps.items():
            step(Case.objects.get(pk=case.pk))
            case.refresh_from_db()
            assert case.state == state.partition(" ")[0]
            if " " in state:
                continue
            page.goto(f"{live_server.url}/cases/{case.public_id}/")
            expect(page.locator("main")).to_contain_text(CaseState(case.state).label)
            sound(page)
        other = opened(by=ana, now=now)
        cases.withdraw(other, reason="Found it.", by=ana, now=now)
        page.goto(f"{live_server.url}/cases/{other.public_id}/")
        sound(page)


class TestOfTheDesk:
    def test_fit_a_phone(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, label: Deal
    ) -> None:
        sam = UserFactory.create(is_staff=True, is_superuser=True)
        armed(sam)
        sign_in(sam)
        page.set_viewport_size(PHONE)
        screen = reverse("desk:account", args=["artist", label.artist.public_id])
        for path in (reverse("admin:index"), screen):
            page.goto(f"{live_server.url}{path}")
            expect(page.locator(":is(#queues, .table-scroll) table").first).to_be_visible()
            assert page.evaluate(OVERFLOW) <= 0, path
            narrowest = page.locator(":is(#queues, .table-scroll) :is(th, td)").evaluate_all(
                "cells => Math.min(...cells.map(cell => cell.offsetWidth))"
            )
            assert narrowest >= 40, path
