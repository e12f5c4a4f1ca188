"""Tools are added by support alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from consent.domain.tools import ToolStatus
from consent.services import tools
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import ProviderFactory, ToolFactory
from tests.factories.roster import NOW

pytestmark = pytest.mark.django_db


class TestAdd:
    def test_adds_a_tool_of_a_provider(self) -> None:
        tool = ToolFactory.create(name="Harmonia Two", status=ToolStatus.PILOT)

        assert (tool.slug, tool.status) == ("harmonia-two", "pilot")

    def test_refuses_everybody_but_support(self) -> None:
        with pytest.raises(PermissionDenied):
            tools.add(
                provider=ProviderFactory.create(),
                description=tools.Description("x", "X", ToolStatus.LIVE),
                by=UserFactory.create(),
            )


class TestRelease:
    def test_notes_a_version(self) -> None:
        version = tools.release(
            tool=ToolFactory.create(name="Lark"),
            name="2.1",
            released_date=date(2026, 2, 1),
            by=support(),
        )

        assert str(version) == "Lark 2.1"


class TestAddMember:
    def test_lets_a_person_report(self) -> None:
        member = tools.add_member(
            tool=ToolFactory.create(), user=UserFactory.create(), by=support(), now=NOW
        )

        assert member.from_at == NOW
