"""Thousands of rulings at once are the rule's own, whatever happened in between."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Credit, Work
from consent.domain import rulings as rules
from consent.models import FootedWork, Terms, Tool
from consent.queries import clearances, rulings
from consent.queries.rulings import Asked
from consent.services import changes, footings, licences
from tests.consent.world import CHANGES, World
from tests.factories.accounts import support
from tests.factories.consent import TermsFactory, say_no, say_yes
from tests.factories.roster import NOW, CompositionFactory, CreditFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _begin_anew() -> None:
    rulings.forget()


STEPS = st.lists(
    st.tuples(st.sampled_from([*CHANGES, "ask", "ask", "ask"]), st.integers(0, 9_999)),
    min_size=8,
    max_size=40,
)


def by_the_rule(tool: Tool, use: Use, territory: str, at: datetime) -> dict[str, rules.Ruling]:
    return {
        work.identifier: rules.of(
            clearances.explain(tool=tool.pk, work=work.pk, use=use, territory=territory, at=at)
        )
        for work in Work.objects.order_by("pk")
    }


def check(world: World, seed: int) -> None:
    tool = world.tools[seed % 2]
    use = (Use.TRAINING, Use.VOICE, Use.ANALYSIS)[seed % 3]
    territory = ("DE", "FR", "US", "Worldwide")[seed % 4]
    at = None if seed % 5 else world.moments[seed % 3]
    changes.number_mandates(world.now)

    names = [work.identifier for work in Work.objects.order_by("-pk")]
    told = rulings.answer(Asked(tool.pk, use, territory), names, world.now, at)

    expected = by_the_rule(tool, use, territory, told.at)
    assert dict(zip(names, told.rulings, strict=True)) == expected


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_says_what_the_rule_says_of_each(steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        rulings.forget()
        world = World()
        world.change("digest", 0)
        for kind, seed in steps:
            if kind == "ask":
                check(world, seed)
            else:
                world.change(kind, seed)
        for seed in range(12):
            check(world, seed)
        transaction.set_rollback(True)


class TestAnswer:
    """What happens between two questions about footed works."""

    def stage(self) -> tuple[Terms, Credit]:
        credit = CreditFactory.create()
        terms = TermsFactory.create(licence__organisation=credit.work.rights_holder)
        CompositionFactory.create()
        changes.number_touches(NOW)
        footings.find_some()
        assert FootedWork.objects.get(work=credit.work).key > 0
        return terms, credit

    def ask(self, terms: Terms, credit: Credit, now: datetime = NOW) -> str:
        rulings_told = rulings.answer(
            Asked(terms.licence.tool_id, Use.ANALYSIS, "DE"), [credit.work.identifier], now, None
        )
        return rulings_told.rulings[0].status.value

    def test_hears_a_decision_about_the_work_itself(self) -> None:
        terms, credit = self.stage()
        assert self.ask(terms, credit) == "refused"

        say_yes(credit.artist, terms, work=credit.work)
        assert self.ask(terms, credit) == "cleared"
        say_no(credit.artist, work=credit.work)
        assert self.ask(terms, credit) == "refused"

    def test_hears_a_decision_about_all_works(self) -> None:
        terms, credit = self.stage()
        assert self.ask(terms, credit) == "refused"

        say_yes(credit.artist, terms)
        assert self.ask(terms, credit) == "cleared"
        say_no(credit.artist)
        assert self.ask(terms, credit) == "refused"

    def test_hears_time(self) -> None:
        terms, credit = self.stage()
        say_yes(credit.artist, terms, ends_at=NOW + timedelta(days=1))

        assert self.ask(terms, credit) == "cleared"
        assert self.ask(terms, credit, NOW + timedelta(days=1)) == "refused"

    def test_hears_the_catalogue(self) -> None:
        terms, credit = self.stage()
        say_yes(credit.artist, terms)
        assert self.ask(terms, credit) == "cleared"

        CreditFactory.create(work=credit.work)

        assert self.ask(terms, credit) == "refused"

    def test_hears_that_a_licence_ended(self) -> None:
        terms, credit = self.stage()
        say_yes(credit.artist, terms)
        assert self.ask(terms, credit) == "cleared"

        licences.end(licence=terms.licence, until_at=NOW, by=support(), now=NOW)

        assert self.ask(terms, credit) == "refused"
