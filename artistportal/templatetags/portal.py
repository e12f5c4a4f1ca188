"""How amounts, shares, numbers and dates are written on every page."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import structlog
from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from artistportal import money as amounts
from artistportal import territories

register = template.Library()

PPM_PER_PERCENT = 10_000
THEMES = ("light", "dark")


@register.filter
def money(micros: int | None, currency: str) -> str:
    """An amount in micro-units with its currency code: 1,240.50 EUR, 0.0034 EUR."""
    return "" if micros is None else amounts.shown(micros, currency)


@register.filter
def rounded(micros: int | None, currency: str) -> str:
    """An amount to the cent for reading; a smaller one in full: 1,240.50 EUR, 0.0034 EUR."""
    return "" if micros is None else amounts.rounded(micros, currency)


@register.filter
def signed(micros: int, currency: str) -> str:
    """A difference to the cent, with its sign: +31.00 EUR, −2.50 EUR."""
    text = amounts.rounded(micros, currency)
    return f"+{text}" if micros > 0 else text


@register.filter
def number(quantity: int | None) -> str:
    """A count with its thousands apart: 12,400."""
    return "" if quantity is None else f"{quantity:,}".replace("-", "\N{MINUS SIGN}")


@register.filter
def share(ppm: int | None) -> str:
    """Parts per million as a percentage, with as many digits as it has: 12.5%."""
    if ppm is None:
        return ""
    whole, rest = divmod(abs(ppm), PPM_PER_PERCENT)
    sign = "\N{MINUS SIGN}" if ppm < 0 else ""
    return f"{sign}{whole}.{rest:04}".rstrip("0").rstrip(".") + "%"


@register.filter
def percent(ppm: int | None) -> str:
    """A share of a sum, to a tenth of a percent; what is smaller says so: <0.1%."""
    if ppm is None:
        return ""
    tenths = (abs(ppm) + 500) // 1000
    if ppm and not tenths:
        return "<0.1%"
    sign = "\N{MINUS SIGN}" if ppm < 0 else ""
    return f"{sign}{tenths // 10}.{tenths % 10}%"


@register.filter
def territory(code: str) -> str:
    """A territory by its name: Germany for DE."""
    return territories.name(code)


@register.filter
def day(value: date | None) -> str | SafeString:
    """A day that nobody misreads: 3 Mar 2026."""
    if value is None:
        return ""
    when = value.astimezone(UTC).date() if isinstance(value, datetime) else value
    return format_html(
        '<time datetime="{}">{}</time>', when.isoformat(), f"{when.day} {when:%b %Y}"
    )


@register.filter
def moment(value: datetime | None) -> str | SafeString:
    """A moment with its time zone: 3 Mar 2026, 14:05 UTC."""
    if value is None:
        return ""
    when = value.astimezone(UTC)
    return format_html(
        '<time datetime="{}">{}</time>',
        when.isoformat(timespec="seconds"),
        f"{when.day} {when:%b %Y, %H:%M} UTC",
    )


@register.filter
def until(value: datetime | None) -> str | SafeString:
    """The end of something; midnight belongs to the day it ends: 5 Dec 2026, 24:00 UTC."""
    if value is None or value.astimezone(UTC).time() != time():
        return moment(value)
    return format_html("{}, 24:00 UTC", last_day(value))


@register.filter
def last_day(value: datetime | None) -> str | SafeString:
    """The last day before an end: 5 Dec 2026 for what ends as that day does."""
    return day(value and value - timedelta(microseconds=1))


@register.filter
def lasting(value: timedelta | None) -> str:
    """A length of time by its two largest units: 2 days 5 hours, 40 minutes."""
    if value is None:
        return ""
    minutes = int(value.total_seconds()) // 60
    counts = (minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute")
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counts if count]
    return " ".join(said[:2]) or "under a minute"


@register.filter
def month(value: date | None) -> str | SafeString:
    """A month by its name: March 2026."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', f"{value:%Y-%m}", f"{value:%B %Y}")


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The look a person chose for this browser, if any: light or dark."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag
def reference_number() -> str:
    """What a person quotes to support about this very request."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
