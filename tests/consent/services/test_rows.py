"""Rows written past the models are as the models would have written them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from consent.domain.changes import ChangeKind
from consent.models import Change, TreeNode
from consent.services import rows
from tests.factories.consent import ToolFactory
from tests.factories.roster import NOW

pytestmark = pytest.mark.django_db

COLUMNS = ("number", "kind", "at", "tool")


class TestInsert:
    def test_stores_what_the_models_read_back(self) -> None:
        tool = ToolFactory.create()
        number = Change.objects.newest_number() + 1

        rows.insert(Change, COLUMNS, [(number, ChangeKind.TERMS.value, NOW, tool.pk)])

        stored = Change.objects.get(number=number)
        assert (stored.kind, stored.at, stored.tool, stored.work) == ("terms", NOW, tool, None)

    def test_stores_nothing_of_nothing(self) -> None:
        rows.insert(TreeNode, ("level", "position", "hash"), [])

        assert not TreeNode.objects.exists()

    def test_is_held_by_the_promises_of_the_table(self) -> None:
        twice = [(1, 5, "0" * 64)] * 2

        with pytest.raises(IntegrityError), transaction.atomic():
            rows.insert(TreeNode, ("level", "position", "hash"), twice)
