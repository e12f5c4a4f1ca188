"""The artist's pages in a real browser: in every look, alive with htmx, whole without script."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from tests.browser.audits import audit, observed
from tests.browser.conftest import SignIn
from tests.earnings.figures import Career, reported

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def career(transactional_db: None, sign_in: SignIn) -> Career:
    """Nine months of an artist whose titles are not what a page would wish for."""
    made = Career().with_works(12).with_tools("Anvil", "<b>Ossilune</b>")
    made.works[0].title = "<i>Ash</i> & =HYPERLINK(1)"
    made.works[0].save()
    this_month = Month.of(timezone.now())
    for back in range(1, 10):
        made.earns(this_month.back(back), 30_123_456 * back)
        made.earns(this_month.back(back), 3_400, tool=made.tools[1], use=Use.REMIX)
        made.is_used(this_month.back(back), uncleared_units=back % 3)
    made.is_booked(this_month.previous(), 250_000_000)
    for tool in made.tools:
        reported(tool, this_month.previous(), timezone.now())
    sign_in(made.member.user)
    return made


def see_each_chart(page: Page) -> None:
    """Scrolls to the charts one by one; each is drawn when it comes near."""
    charts = page.locator(".chart-box")
    expect(charts).to_have_count(4)
    for place in range(4):
        charts.nth(place).scroll_into_view_if_needed()
        expect(charts.nth(place)).to_have_class(re.compile("chart-drawn"))


class TestPages:
    @pytest.mark.parametrize(
        "path",
        ["/", "/uses/", "/earnings/", "/earnings/?period=this-month", "/earnings/simulator/"],
    )
    def test_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, career: Career, path: str
    ) -> None:
        audit(page, f"{live_server.url}{path}")


class TestCharts:
    def test_are_drawn_follow_the_look_and_survive_a_swap(
        self, page: Page, live_server: LiveServer, career: Career
    ) -> None:
        with observed(page) as seen:
            page.goto(f"{live_server.url}/earnings/")
            see_each_chart(page)
            light = page.locator("#months-box .bars path").first.evaluate(
                "bar => getComputedStyle(bar).fill"
            )

            page.get_by_label("Look").select_option("dark")
            expect(page.locator("#months-box .bars path").first).not_to_have_css("fill", light)

            page.locator("#id_tool").select_option("anvil")
            expect(page).to_have_url(re.compile("tool=anvil"))
            see_each_chart(page)
        assert not seen.faults


class TestMap:
    def test_is_drawn_from_the_sites_own_outlines(
        self, page: Page, live_server: LiveServer, career: Career
    ) -> None:
        with observed(page) as seen:
            page.goto(f"{live_server.url}/earnings/?period=last-12-months")

            germany = page.locator(".chart-map use[href$='#DE']")
            expect(germany).to_have_class("m5")
            assert (germany.bounding_box() or {"width": 0})["width"] > 5
        assert not seen.faults


class TestFilter:
    def test_renews_figures_address_and_title_and_keeps_the_focus(
        self, page: Page, live_server: LiveServer, career: Career
    ) -> None:
        page.goto(f"{live_server.url}/earnings/")
        chooser = page.get_by_label("Months of use")
        chooser.focus()
        chooser.select_option("last-month")

        last_month = Month.of(timezone.now()).previous().name
        expect(page).to_have_title(f"Earnings, {last_month} – Mira Holm – Artist Portal")
        expect(page.locator("#messages")).to_contain_text(f"Showing {last_month}")
        expect(page).to_have_url(re.compile("period=last-month"))
        expect(chooser).to_be_focused()

    def test_goes_back_to_what_was_shown_before(
        self, page: Page, live_server: LiveServer, career: Career
    ) -> None:
        page.goto(f"{live_server.url}/uses/")
        page.locator("#id_tool").select_option("anvil")
        expect(page).to_have_url(re.compile("tool=anvil"))

        page.go_back()
        page.wait_for_load_state("networkidle")

        expect(page.get_by_role("heading", level=1)).to_contain_text("Uses")
        assert page.evaluate("sessionStorage.getItem('htmx-history-cache')") is None

    def test_says_in_words_that_the_site_broke(
        self, page: Page, live_server: LiveServer, career: Career
    ) -> None:
        page.goto(f"{live_server.url}/uses/")
        page.route("**/uses/?*", lambda route: route.fulfill(status=500, body="broken"))
        page.locator("#id_tool").select_option("anvil")

        expect(page.locator("#alerts")).to_contain_text("Something broke on our side.")
        expect(page.locator("#uses")).to_be_visible()

    def test_goes_to_sign_in_as_a_whole_page_when_the_session_is_over(
        self, page: Page, live_server: LiveServer, career: Career
    ) -> None:
        page.goto(f"{live_server.url}/uses/")
        page.context.clear_cookies()
        page.locator("#id_tool").select_option("anvil")

        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        expect(page).to_have_url(re.compile("next=%2Fuses%2F$"))


class TestWithoutScript:
    def test_reads_filters_and_downloads(
        self, browser: Browser, page: Page, live_server: LiveServer, career: Career
    ) -> None:
        context = browser.new_context(
            java_script_enabled=False, storage_state=page.context.storage_state()
        )
        plain = context.new_page()
        plain.goto(f"{live_server.url}/earnings/")
        expect(plain.locator(".chart-first").first).to_be_visible()

        plain.get_by_label("Months of use").select_option("last-month")
        plain.get_by_role("button", name="Show").click()

        expect(plain).to_have_url(re.compile("period=last-month"))
        with plain.expect_download() as download:
            plain.get_by_role("link", name=re.compile("by work")).click()
        assert download.value.suggested_filename.startswith("earnings-by-work_mira-holm")
        context.close()
