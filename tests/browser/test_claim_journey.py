"""From the mail that invites somebody to their own profile, and what a rival's word leads to."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.accounts.models import User
from artistportal.roster.models import Work
from artistportal.roster.services import invitations
from tests.browser.conftest import SignIn
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.roster import ArtistFactory, ArtistMemberFactory, CreditFactory
from tests.factories.teams import invited

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

ADDRESS = "ana@ana-sol.example"


@pytest.fixture
def song(transactional_db: None) -> Work:
    """A recording of Ana Sol, whose profile nobody owns."""
    work: Work = CreditFactory.create(
        artist=ArtistFactory.create(name="Ana Sol"), work__title="Salt Roads"
    ).work
    return work


@pytest.fixture
def sam(transactional_db: None) -> tuple[User, str]:
    """Somebody of support and the secret of their second factor."""
    secret = generate_totp_secret()
    user = UserFactory.create(
        name="Sam of support", email="sam@example.org", is_staff=True, is_superuser=True
    )
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    TOTP.activate(user, secret)
    return user, secret


def test_an_invited_artist_claims_her_profile_and_a_rival_opens_a_case(
    page: Page,
    live_server: LiveServer,
    sign_in: SignIn,
    settings: Any,
    song: Work,
    sam: tuple[User, str],
) -> None:
    settings.SITE_URL = site = live_server.url
    band = ArtistMemberFactory.create(artist__name="The Tide Choir")
    invitations.hand_over(invited(band.artist, ADDRESS, by=band.user, now=timezone.now()))

    sign_up_from_the_mail(page)
    claim = claim_the_profile(page, site)
    with_two_kinds_of_evidence(page)
    page.context.clear_cookies()
    sign_in_with_both_factors(page, site, *sam)
    decide(page, "profileevidence", "confirm", "The code stands on her page, the domain is hers.")
    decide(page, "profileclaim", "approve", "Her page and her mail both say so.")

    sign_in(User.objects.get(email=ADDRESS))
    page.goto(claim)
    expect(page.get_by_text("Her page and her mail both say so.")).to_be_visible()
    page.get_by_role("button", name="Go to your account").click()
    page.goto(f"{site}/works/")
    expect(page.get_by_role("link", name="Salt Roads", exact=True)).to_be_visible()

    sign_in(UserFactory.create(name="Rita Val"))
    dispute(page, site, song)
    sign_in(User.objects.get(email=ADDRESS))
    page.goto(f"{site}/inbox/")
    expect(page.get_by_role("button", name="Somebody claims Ana Sol")).to_be_visible()


def sign_up_from_the_mail(page: Page) -> None:
    """Opens the invitation's link, makes an account with a mailed code, and joins the team."""
    (link,) = re.findall(r"https?://\S+/invitations/\S+", str(mail.outbox[-1].body))
    page.goto(link)
    page.get_by_role("button", name="Make an account").click()
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    page.get_by_label("Code").wait_for()
    page.get_by_label("Code").fill(mailed_code())
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Join the team").click()
    expect(page.get_by_text("You are now in the team of The Tide Choir")).to_be_visible()


def mailed_code() -> str:
    (code,) = re.findall(r"^\s*([A-Z0-9-]{4,14})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    return str(code)


def claim_the_profile(page: Page, site: str) -> str:
    """Finds herself by name and says so; the address of the claim."""
    page.goto(f"{site}/claims/new/")
    page.get_by_label("Name, ISNI").fill("ana sol")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="This is me").click()
    expect(page.get_by_text("The profile of Ana Sol").first).to_be_visible()
    return page.url


def with_two_kinds_of_evidence(page: Page) -> None:
    """A code to place on her own page, and one that was mailed to her own domain."""
    by_profile = page.get_by_role("region", name="A code placed on an official profile")
    by_profile.get_by_role("textbox").fill("https://ana-sol.example/")
    by_profile.get_by_role("button", name="Make the code").click()
    expect(by_profile.get_by_text("Place this code on the profile")).to_be_visible()
    by_mail = page.get_by_role("region", name="Mail at a known domain")
    by_mail.get_by_role("textbox").fill(ADDRESS)
    by_mail.get_by_role("button", name="Send the code").click()
    by_mail.get_by_label("The code from the mail").wait_for()
    by_mail.get_by_label("The code from the mail").fill(mailed_code())
    by_mail.get_by_role("button", name="Enter the code").click()
    expect(by_mail.get_by_text("The code that was mailed there was entered.")).to_be_visible()


def sign_in_with_both_factors(page: Page, site: str, user: User, secret: str) -> None:
    page.goto(f"{site}/admin/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("[name=code]").fill(shown_by_the_app(secret))
    page.get_by_role("button", name="Sign In", exact=True).click()
    expect(page).to_have_url(f"{site}/admin/")


def shown_by_the_app(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def decide(page: Page, model: str, action: str, reason: str) -> None:
    """Marks every row of a list of the desk, chooses what to do, and says why."""
    page.goto(f"{page.url.partition('/admin/')[0]}/admin/roster/{model}/")
    page.locator("#action-toggle").check()
    page.locator("[name=action]").select_option(action)
    page.get_by_role("button", name=re.compile("^(Go|Run)")).click()
    page.get_by_label("Why").fill(reason)
    page.locator(".submit-row input").click()
    expect(page.get_by_text(re.compile(r"^\d done\.$"))).to_be_visible()


def dispute(page: Page, site: str, song: Work) -> None:
    """Somebody else says the same: nothing changes, and it becomes a case."""
    page.goto(f"{site}/claims/new/?q={song.isrc}")
    expect(page.get_by_text("If you go on, your claim is a dispute")).to_be_visible()
    page.get_by_role("button", name="This is me").click()
    expect(page.get_by_text("A case is open")).to_be_visible()
    page.goto(f"{site}/cases/")
    page.get_by_role("link", name="Whose profile is Ana Sol?").click()
    expect(page.get_by_text("which somebody else owns or claims")).to_be_visible()
