"""What an answer would do to models and money, as the summaries tell it."""

from __future__ import annotations

import pytest

from artistportal.periods import Month
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Organisation
from consent.models import Tool
from earnings.queries import outlooks
from earnings.queries.outlooks import Asked, Outlook
from tests.earnings.figures import THIS_MONTH, Career, reported
from tests.factories.consent import TermsFactory
from tests.factories.roster import NOW, CreditFactory

pytestmark = pytest.mark.django_db

EUR = 1_000_000


def career(works: int = 2) -> Career:
    made = Career().with_works(works).with_tools("Anvil")
    for work in made.works:
        CreditFactory.create(work=work, artist=made.artist, role=CreditRole.MUSICIAN)
    return made


def asked(made: Career, *uses: Use, works: frozenset[int] | None = None) -> Outlook:
    return outlooks.outlook(
        Asked(made.artist.pk, made.tools[0].pk, uses or (Use.TRAINING,), works),
        sees_money=True,
        now=NOW,
    )


def licensed(made: Career, tool: Tool) -> None:
    """Terms at a cent for each unit of every use, over the first work of the career."""
    holder = Organisation.objects.get(works=made.works[0])
    TermsFactory.create(licence__tool=tool, licence__organisation=holder)


def told_of(tool: Tool, months: int) -> None:
    """The tool told of so many closed months."""
    for back in range(months):
        reported(tool, THIS_MONTH.back(back))


class TestVersions:
    def test_are_those_that_training_uses_name(self) -> None:
        made = career()
        made.is_used(THIS_MONTH.back(2), model_version="v1")
        made.is_used(THIS_MONTH.back(1), model_version="v1")
        made.is_used(THIS_MONTH.back(1), model_version="v9", use=Use.REMIX.value)

        (version,) = asked(made).versions

        assert (version.name, version.works) == ("v1", 2)
        assert version.first_used_at == THIS_MONTH.back(2).from_at

    def test_that_no_report_names_are_said_to_be_unknown(self) -> None:
        made = career()
        made.is_used(THIS_MONTH.back(1), model_version="")

        assert [version.name for version in asked(made).versions] == [""]

    def test_of_one_work_are_its_own(self) -> None:
        made = career()
        made.is_used(THIS_MONTH.back(1))

        (version,) = asked(made, works=frozenset({made.works[0].pk})).versions

        assert version.works == 1


class TestTails:
    def test_say_what_terms_by_use_pay(self) -> None:
        made = career()
        made.is_used(THIS_MONTH.back(1))
        licensed(made, made.tools[0])

        (tail,) = asked(made).tails

        assert "pay by use" in tail
        assert "remix 0.01\N{NO-BREAK SPACE}EUR" in tail
        assert "Nothing is agreed for merely keeping what was learned." in tail

    def test_say_that_nothing_is_agreed(self) -> None:
        made = career()
        made.is_used(THIS_MONTH.back(1))

        assert asked(made).tails == [
            "Anvil: nothing is agreed about what such versions pay; no terms are in force."
        ]

    def test_are_silent_where_no_version_is_known(self) -> None:
        made = career()
        licensed(made, made.tools[0])

        assert asked(made).tails == []


class TestWorths:
    def test_are_the_last_twelve_months_again(self) -> None:
        made = career()
        told_of(made.tools[0], 14)
        for back in range(1, 15):
            made.earns(THIS_MONTH.back(back), back * EUR, held_micros=EUR)

        (worth,) = asked(made).worths

        assert worth.estimate
        assert worth.estimate.likely_micros == (78 + 12) * EUR
        assert worth.estimate.low_micros == 4 * (1 + 2 + 3 + 3) * EUR
        assert worth.estimate.high_micros == 4 * (10 + 11 + 12 + 3) * EUR
        assert "up to February 2026" in worth.estimate.assumptions[0]
        assert worth.estimate.assumptions[1].startswith("Held amounts count in full")

    def test_count_months_in_which_nothing_came_in(self) -> None:
        made = career()
        told_of(made.tools[0], 12)
        made.earns(THIS_MONTH.back(2), 120 * EUR)

        (worth,) = asked(made).worths

        assert worth.estimate
        assert (worth.estimate.low_micros, worth.estimate.likely_micros) == (0, 120 * EUR)

    def test_of_one_work_follow_how_often_it_was_used(self) -> None:
        made = career(3)
        told_of(made.tools[0], 3)
        for back in (1, 2, 3):
            made.earns(THIS_MONTH.back(back), 9 * EUR)
            made.is_used(THIS_MONTH.back(back))

        (worth,) = asked(made, works=frozenset({made.works[0].pk})).worths

        assert worth.estimate
        assert worth.estimate.likely_micros == 36 * EUR

    def test_keep_currencies_apart(self) -> None:
        made = career()
        told_of(made.tools[0], 3)
        made.earns(THIS_MONTH.back(1), EUR)
        made.earns(THIS_MONTH.back(1), EUR, currency="USD")

        assert [worth.currency for worth in asked(made).worths] == ["EUR", "USD"]

    def test_have_no_basis_in_two_months(self) -> None:
        made = career()
        told_of(made.tools[0], 2)
        made.earns(THIS_MONTH.back(1), EUR)

        assert asked(made).without_basis == [
            ("Training", "fewer than 3 months of use were reported by Anvil")
        ]

    def test_are_nobodys_without_money_in_view(self) -> None:
        made = career()
        made.earns(THIS_MONTH.back(1), EUR)
        question = Asked(made.artist.pk, None, (Use.TRAINING,))

        assert outlooks.outlook(question, sees_money=False, now=NOW).worths == []


class TestOfOthers:
    def others(self, made: Career, count: int) -> None:
        for place in range(count):
            other = Career(name=f"Artist {place:02}").with_works(1)
            CreditFactory.create(work=other.works[0], artist=other.artist)
            other.tools = made.tools
            other.earns(THIS_MONTH.back(1), 50 * EUR)

    def test_takes_their_uses_at_the_rate_on_offer(self) -> None:
        made = career()
        licensed(made, made.tools[0])
        self.others(made, 10)

        (worth,) = asked(made).worths

        assert worth.estimate
        assert worth.estimate.likely_micros == 2 * 100 * 10_000
        assert "10 or more other artists" in worth.estimate.assumptions[0]

    def test_has_no_basis_below_ten(self) -> None:
        made = career()
        licensed(made, made.tools[0])
        self.others(made, 9)

        ((uses, why),) = asked(made, Use.TRAINING, Use.REMIX).without_basis

        assert uses == "Training and Remix"
        assert why.endswith("fewer than 10 artists stand behind any number")

    def test_has_no_basis_without_terms(self) -> None:
        made = career()
        self.others(made, 10)

        ((_, why),) = asked(made).without_basis

        assert why.endswith("no licence in force offers terms for it")


def test_months_are_closed_ones_only() -> None:
    made = career()
    told_of(made.tools[0], 3)
    made.earns(Month.of(NOW), EUR)

    ((_, why),) = asked(made).without_basis

    assert why.startswith("nothing was paid for it")
