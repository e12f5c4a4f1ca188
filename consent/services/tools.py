"""Adding tools, the versions of their models, and the people who report for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from artistportal.accounts.models import User
from consent import permissions
from consent.domain.tools import ToolStatus
from consent.models import ModelVersion, Provider, Tool, ToolMember


@dataclass(frozen=True, slots=True)
class Description:
    """What people are told about a tool."""

    slug: str
    name: str
    status: ToolStatus
    text: str = ""


def add_provider(*, name: str, by: User, dpid: str | None = None, country: str = "") -> Provider:
    """Add the company behind one or more tools; it pays from the country, where that is known."""
    permissions.check_is_support(by)
    return Provider.objects.create(name=name, dpid=dpid, country=country)


def add(*, provider: Provider, description: Description, by: User) -> Tool:
    """Add a tool; nothing is cleared for it before it has a licence and a yes."""
    permissions.check_is_support(by)
    return Tool.objects.create(
        slug=description.slug,
        name=description.name,
        provider=provider,
        status=description.status.value,
        description=description.text,
    )


def release(*, tool: Tool, name: str, released_date: date, by: User) -> ModelVersion:
    """Note that a version of the tool's model came out."""
    permissions.check_is_support(by)
    return ModelVersion.objects.create(tool=tool, name=name, released_date=released_date)


def add_member(*, tool: Tool, user: User, by: User, now: datetime) -> ToolMember:
    """Let a person report for the tool."""
    permissions.check_is_support(by)
    return ToolMember.objects.create(tool=tool, user=user, from_at=now)
