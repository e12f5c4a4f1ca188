"""RSL 1.0: what nobody may do with a page and the works on it without a licence of their own.

RSL cannot name a tool, so it permits nothing here; who may ask is told beside it.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from consent.domain.signals.declarations import Declaration

VERSION = "RSL 1.0"
NAMESPACE = "https://rslstandard.org/rsl"
MEDIA_TYPE = "application/rsl+xml"
# A no counts at once, so nobody keeps the file for longer than a day.
MAX_AGE_DAYS = 1
PROHIBITED = "ai-all"

OPENING = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<rsl xmlns="{NAMESPACE}" max-age="{MAX_AGE_DAYS}">\n'
)
CLOSING = "</rsl>\n"


def content(address: str, contact: str) -> str:
    """One page and all below it: every AI use is prohibited, and whom to ask."""
    ask = f"mailto:{contact}" if contact else address
    return (
        f" <content url={quoteattr(address)}>\n"
        "  <license>\n"
        f'   <prohibits type="usage">{PROHIBITED}</prohibits>\n'
        f'   <legal type="contact">{escape(ask)}</legal>\n'
        "  </license>\n"
        " </content>\n"
    )


def document(declaration: Declaration) -> str:
    """The whole file about one page."""
    return OPENING + content(declaration.address, declaration.contact) + CLOSING


def link(address: str) -> str:
    """The value of the Link header that leads to the file."""
    return f'<{address}>; rel="license"; type="{MEDIA_TYPE}"'
