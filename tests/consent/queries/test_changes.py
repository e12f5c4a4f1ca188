"""A snapshot and the changes after it say, wherever they are read, what the rule says."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Work
from consent.domain.snapshots import NotInSnapshot, Shelf
from consent.models import Change
from consent.queries import changes as feed
from consent.queries import clearances, snapshots
from consent.queries.changes import Cursor
from consent.services import changes
from tests.consent.world import CHANGES, World

pytestmark = pytest.mark.django_db

STEPS = st.lists(
    st.tuples(st.sampled_from([*CHANGES, "poll", "poll"]), st.integers(0, 9_999)),
    min_size=5,
    max_size=30,
)
LATER = (timedelta(), timedelta(hours=25), timedelta(days=3))


class Reader:
    """A tool that keeps a shelf fresh, a few rows at a time, and may stop in the middle."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tool = world.tools[0]
        changes.number_touches(world.now)
        self.cursor = str(Cursor(Change.objects.newest_number()))
        self.shelf = Shelf(
            row.told for page in snapshots.every_row(self.tool.pk, world.now) for row in page
        )

    def poll(self, most_rows: int) -> bool:
        """Read one page; whether more waits."""
        changes.number_touches(self.world.now)
        page = feed.page(self.tool.pk, feed.read_cursor(self.cursor), most_rows, self.world.now)
        for told in page.told:
            assert not told.takes_snapshot
            self.shelf.take(feed.as_json(told)["rows"])
        self.cursor = str(page.cursor)
        return page.has_more

    def check(self) -> None:
        """Read to the end, then compare with the rule at several moments from now on."""
        while self.poll(3):
            pass
        self.poll(3)
        for work in Work.objects.order_by("pk"):
            for use in (Use.TRAINING, Use.VOICE, Use.ANALYSIS):
                for territory in ("DE", "US", "Worldwide"):
                    for later in LATER:
                        self._compare(work, use, territory, self.world.now + later)

    def _compare(self, work: Work, use: Use, territory: str, at: datetime) -> None:
        ruled = clearances.explain(
            tool=self.tool.pk, work=work.pk, use=use, territory=territory, at=at
        )
        try:
            told = self.shelf.ask(work.identifier, use.value, territory, at)
        except NotInSnapshot:
            assert not ruled.is_cleared
        else:
            assert (told.status, told.reason) == (ruled.status.value, ruled.reason.value)


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_snapshot_and_changes_say_what_the_rule_says(steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        world = World()
        reader = Reader(world)
        for kind, seed in steps:
            if kind == "poll":
                reader.poll(1 + seed % 3)
            else:
                world.change(kind, seed)
        reader.check()
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "text",
    ["x", "MC4", "LTEuMA", "!!!!", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MC4w"],
)
def test_refuses_what_is_no_cursor(text: str) -> None:
    with pytest.raises(feed.NotACursor):
        feed.read_cursor(text)
