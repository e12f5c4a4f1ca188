"""The shell, the sign-in pages and the error pages in a real browser."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.accounts.models import User
from tests.browser.audits import audit, observed
from tests.browser.conftest import SignIn

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

PUBLIC = ["/help/", "/account/login/", "/account/signup/", "/account/password/reset/"]
SIGNED_IN = [
    "/help/",
    "/account/email/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/sessions/",
    "/account/logout/",
]


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("mira@example.org", "correct horse battery", name="Mira Holm")


class TestPublicPages:
    @pytest.mark.parametrize("path", PUBLIC)
    def test_are_sound_in_every_look(self, page: Page, live_server: LiveServer, path: str) -> None:
        audit(page, f"{live_server.url}{path}")


class TestAccountPages:
    @pytest.mark.parametrize("path", SIGNED_IN)
    def test_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, person: User, path: str
    ) -> None:
        sign_in(person)

        audit(page, f"{live_server.url}{path}")


class TestSecondFactorPages:
    @pytest.mark.parametrize(
        "path",
        ["/account/2fa/totp/activate/", "/account/2fa/webauthn/add/", "/account/reauthenticate/"],
    )
    def test_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, person: User, path: str
    ) -> None:
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
        page.goto(f"{live_server.url}/account/login/")
        page.get_by_label("Email").fill(person.email)
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_load_state("networkidle")
        page.goto(f"{live_server.url}/account/reauthenticate/?next={path}")
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Confirm").click()
        expect(page).to_have_url(f"{live_server.url}{path}")

        audit(page, f"{live_server.url}{path}")


class TestSignIn:
    def test_keeps_the_address_and_takes_focus_to_the_error(
        self, page: Page, live_server: LiveServer, person: User
    ) -> None:
        page.goto(f"{live_server.url}/account/login/")
        page.get_by_label("Email").fill("mira@example.org")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in", exact=True).click()

        expect(page.locator(".error-summary")).to_be_focused()
        expect(page.get_by_label("Email")).to_have_value("mira@example.org")

    def test_works_without_javascript(
        self, browser: Browser, live_server: LiveServer, person: User
    ) -> None:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{live_server.url}/account/login/")
        expect(page.get_by_text("Sign in with a passkey")).to_be_hidden()

        page.get_by_label("Email").fill("mira@example.org")
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Sign in", exact=True).click()

        expect(page).not_to_have_url(f"{live_server.url}/account/login/")
        context.close()


class TestTheme:
    def test_is_kept_for_the_next_page(self, page: Page, live_server: LiveServer) -> None:
        page.goto(f"{live_server.url}/help/")
        page.get_by_label("Look").select_option("dark")

        page.goto(f"{live_server.url}/account/login/")

        expect(page.locator("html")).to_have_attribute("data-theme", "dark")


class TestErrorPage:
    def test_names_a_reference(self, page: Page, live_server: LiveServer) -> None:
        with observed(page) as seen:
            page.goto(f"{live_server.url}/nothing-here/")

        expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
        expect(page.locator("[data-reference]")).not_to_be_empty()
        assert not [fault for fault in seen.faults if "CSP" in fault]
