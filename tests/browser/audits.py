"""What every page must pass in a real browser; call `audit(page, url)` for a page of yours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, ViewportSize

WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
NARROW: ViewportSize = {"width": 320, "height": 640}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


@dataclass
class Observed:
    """What went wrong while a page was open, in words."""

    faults: list[str] = field(default_factory=list)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"console: {message.text}")

    def on_request(self, request: Request) -> None:
        host = urlsplit(request.url).hostname
        if host not in {"localhost", "127.0.0.1", None}:
            self.faults.append(f"request to another host: {request.url}")


@contextmanager
def observed(page: Page) -> Iterator[Observed]:
    """Collects console errors, policy violations and requests to other hosts."""
    seen = Observed()
    page.add_init_script(REPORT_VIOLATIONS)
    page.on("console", seen.on_console)
    page.on("pageerror", lambda error: seen.faults.append(f"script: {error}"))
    page.on("request", seen.on_request)
    yield seen


def audit(page: Page, url: str) -> None:
    """Fails unless the page is sound in light and dark, wide and on a phone.

    Sound: no axe violation, console error, policy violation, request to another host or sideways
    scroll; one main and one h1; the first Tab lands on the skip link.
    """
    with observed(page) as seen:
        for size in (PHONE, WIDE):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme="light", reduced_motion="reduce")
            page.goto(url)
            page.wait_for_load_state("networkidle")
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                seen.faults += _look(page, scheme, size["width"])
        page.set_viewport_size(NARROW)
        seen.faults += [*_look(page, "dark", NARROW["width"]), *_structure(page)]
    assert not seen.faults, "\n".join(dict.fromkeys(seen.faults))


def violations(page: Page) -> list[str]:
    """What axe has against the page as it stands, one line a rule and element."""
    found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return [
        f"axe {rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def _look(page: Page, scheme: Scheme, width: int) -> list[str]:
    faults = [f"{scheme} {width}: {line}" for line in violations(page)]
    overflow = page.evaluate(OVERFLOW)
    return faults + [f"{width}: scrolls sideways by {overflow}px"] * (overflow > 0)


def _structure(page: Page) -> list[str]:
    counts = {tag: page.locator(tag).count() for tag in ("main", "h1")}
    faults = [f"{count} <{tag}>" for tag, count in counts.items() if count != 1]
    page.keyboard.press("Tab")
    if page.locator(":focus").get_attribute("href") != "#main":
        faults.append("the first Tab is not the skip link")
    return faults
