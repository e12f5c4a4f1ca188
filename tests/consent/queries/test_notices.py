"""What became of notices, as artists, tools, support and everybody see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from consent.domain.notices import NoticeState
from consent.models import Notice
from consent.queries import notices
from consent.services.acknowledgements import acknowledge
from tests.consent.views.stage import Stage
from tests.factories.consent import LicenceFactory, TermsFactory, say_no, say_yes
from tests.factories.roster import BEFORE, NOW

pytestmark = pytest.mark.django_db

DUE = NOW + timedelta(hours=72)


@pytest.fixture
def stage() -> Iterator[Stage]:
    """Ana, who allowed two tools and then refused both: notices 3 and 4 are to be obeyed."""
    made = Stage()
    second = TermsFactory.create(licence=LicenceFactory.create(organisation=made.label))
    for terms in (made.terms, second):
        say_yes(made.artist, terms, now=BEFORE)
    say_no(made.artist, now=NOW)
    cache.delete(notices.CACHE_KEY)
    yield made
    cache.delete(notices.CACHE_KEY)


def enforce(number: int, now: datetime) -> None:
    notice = Notice.objects.get(number=number)
    acknowledge(tool=notice.tool, number=number, state=NoticeState.ENFORCED, now=now)


class TestOfDecision:
    def test_counts_who_confirmed_and_names_who_is_due_next(self, stage: Stage) -> None:
        enforce(3, NOW + timedelta(hours=2))
        decision = Notice.objects.get(number=4).decision

        sent = notices.of_decision(decision, NOW + timedelta(hours=3))

        assert (sent.confirmed, len(sent.told), sent.overdue) == (1, 2, [])
        assert sent.next_due is not None
        assert sent.next_due.notice.number == 4

    def test_puts_those_that_are_late_first(self, stage: Stage) -> None:
        enforce(3, NOW + timedelta(hours=2))
        decision = Notice.objects.get(number=4).decision

        sent = notices.of_decision(decision, DUE)

        assert [told.state for told in sent.told] == [NoticeState.OVERDUE, NoticeState.ENFORCED]
        assert sent.next_due is None


class TestOfArtist:
    def test_lists_overdue_ones_first(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, now=DUE)

        listed = notices.of_artist(stage.artist, DUE)

        assert [decision.number for decision in listed] == [3, 4, 2, 1]

    def test_never_lists_another_artists(self, stage: Stage) -> None:
        assert not notices.of_artist(Stage(tool="Other").artist, DUE)

    def test_filters_by_tool(self, stage: Stage) -> None:
        listed = notices.of_artist(stage.artist, NOW, tool=stage.tool.slug)

        assert [decision.number for decision in listed] == [3, 1]


class TestInState:
    @pytest.mark.parametrize("at", [NOW, DUE])
    def test_finds_what_the_rule_says(self, stage: Stage, at: datetime) -> None:
        enforce(3, NOW + timedelta(hours=2))
        Notice.objects.filter(number=1).update(sent_at=NOW, is_waiting=False)
        Notice.objects.filter(number=2).update(dead_at=NOW, is_waiting=False)

        for state in NoticeState:
            found = set(notices.in_state(Notice.objects.all(), state, at))

            said = {n for n in Notice.objects.all() if notices.told(n, at).state is state}
            assert found == said, state


class TestToolsNotObeying:
    def test_counts_tools_past_a_deadline(self, stage: Stage) -> None:
        assert notices.tools_not_obeying(stage.artist.pk, DUE - timedelta(seconds=1)) == 0
        assert notices.tools_not_obeying(stage.artist.pk, DUE) == 2
        enforce(3, DUE)
        assert notices.tools_not_obeying(stage.artist.pk, DUE) == 1


class TestOverdue:
    def test_lists_the_longest_overdue_first(self, stage: Stage) -> None:
        Notice.objects.filter(number=4).update(deadline_at=DUE - timedelta(hours=1))

        assert [notice.number for notice in notices.overdue(DUE)] == [4, 3]


class TestObedience:
    def test_takes_the_median_from_effect_to_word_and_counts_what_is_owed(
        self, stage: Stage
    ) -> None:
        enforce(3, NOW + timedelta(hours=2))

        made = notices.obedience(DUE + timedelta(hours=1))

        quick, late = made.tools
        assert (quick.median, quick.overdue, quick.noes) == (timedelta(hours=2), 0, 1)
        assert (late.median, late.overdue, late.noes) == (timedelta(hours=73), 1, 1)

    def test_never_makes_a_tool_quick_by_the_half_that_it_kept(self, stage: Stage) -> None:
        enforce(3, NOW + timedelta(hours=2))
        say_yes(stage.artist, stage.terms, now=NOW + timedelta(hours=3))
        say_no(stage.artist, now=NOW + timedelta(hours=4))

        made = notices.obedience(DUE + timedelta(hours=4))

        (line,) = (tool for tool in made.tools if tool.slug == stage.tool.slug)
        assert (line.median, line.overdue, line.noes) == (timedelta(hours=72), 1, 2)

    def test_leaves_out_tools_that_owe_nothing_yet(self, stage: Stage) -> None:
        assert notices.obedience(NOW).tools == []

    def test_looks_back_a_year(self, stage: Stage) -> None:
        enforce(3, NOW + timedelta(hours=2))

        made = notices.obedience(NOW + timedelta(days=400))

        assert [tool.noes for tool in made.tools] == []

    def test_is_made_once_for_many_visits(self, stage: Stage) -> None:
        first = notices.obedience(DUE)

        assert notices.obedience(DUE + timedelta(minutes=1)).as_of == first.as_of
