"""Dates that a consent brings with it, and the same as an iCalendar file (RFC 5545). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

PRODUCT = "-//Artist Portal//Consent//EN"
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that ends, takes effect or is due at a moment; `path` is where it is dealt with.

    `key` stays the same for the same thing, so that a calendar moves it and never doubles it.
    """

    key: str
    at: datetime
    title: str
    detail: str
    path: str

    @property
    def last_day(self) -> date | None:
        """The day after which it is over, where it ends with a whole day of UTC."""
        at = self.at.astimezone(UTC)
        return (at - A_DAY).date() if at.time() == time() else None


def written(entries: Iterable[Entry], name: str, site: str, now: datetime) -> bytes:
    """The calendar's whole file: whole days for what ends with a day, moments for the rest."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    host = urlsplit(site).netloc
    for entry in entries:
        calendar.add_component(_event(entry, host, site, now))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry, host: str, site: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{host}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("description", f"{entry.detail}\n{site}{entry.path}")
    event.add("url", f"{site}{entry.path}")
    event.add("transp", "TRANSPARENT")
    if entry.last_day:
        event.add("dtstart", entry.last_day)
        event.add("dtend", entry.last_day + A_DAY)
    else:
        event.add("dtstart", entry.at.astimezone(UTC))
    return event
