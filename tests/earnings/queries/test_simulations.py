"""What an album might come to: from one's own months, and from others without telling whose."""

from __future__ import annotations

import pytest

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Organisation, Signing
from earnings.domain import outlooks
from earnings.queries import simulations
from earnings.queries.simulations import Question, Row, Simulation
from tests.earnings.figures import THIS_MONTH, Career, reported
from tests.factories.consent import TermsFactory
from tests.factories.roster import (
    NOW,
    ArtistMemberFactory,
    CreditFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db

EUR = 1_000_000


def career(works: int = 3) -> Career:
    """An artist whose works one tool licenses at a cent a unit."""
    made = Career().with_works(works).with_tools("Anvil")
    for work in made.works:
        CreditFactory.create(work=work, artist=made.artist)
    holder = Organisation.objects.get(works=made.works[0])
    TermsFactory.create(licence__tool=made.tools[0], licence__organisation=holder)
    for back in range(12):
        reported(made.tools[0], THIS_MONTH.back(back))
    return made


def simulated(made: Career, *works: int, at_offer: bool = True, tool: str = "") -> Simulation:
    chosen = frozenset(made.works[place].pk for place in works) if works else None
    question = Question(made.artist.pk, chosen, len(works or made.works), at_offer)
    prices = simulations.versions(question, NOW)
    return simulations.simulation(question, prices, [tool] if tool else [], NOW)


def row(found: Simulation, use: Use = Use.TRAINING) -> Row:
    return next(each for each in (*found.rows, *found.without) if each.use is use)


def others(made: Career, count: int, micros: int = 50 * EUR) -> list[Career]:
    """So many other artists, with one work each, whom the same tool used."""
    return [other(made, place, micros) for place in range(count)]


def other(made: Career, place: int, micros: int = 50 * EUR) -> Career:
    another = Career(name=f"Artist {place:02}").with_works(1)
    CreditFactory.create(work=another.works[0], artist=another.artist)
    another.tools = made.tools
    another.earns(THIS_MONTH.back(1), micros)
    return another


class TestOwnMonths:
    def test_are_the_basis_where_there_are_any(self) -> None:
        made = career()
        for back in range(1, 13):
            made.earns(THIS_MONTH.back(back), back * EUR)

        estimate = row(simulated(made)).estimate

        assert estimate
        assert (estimate.low_micros, estimate.likely_micros) == (24 * EUR, 78 * EUR)
        assert row(simulated(made)).basis == "Your 12 months to Feb 2026"

    def test_of_some_works_follow_how_often_these_were_used(self) -> None:
        made = career()
        for back in range(1, 13):
            made.earns(THIS_MONTH.back(back), 9 * EUR)
            made.is_used(THIS_MONTH.back(back))

        estimate = row(simulated(made, 0, 1)).estimate

        assert estimate
        assert estimate.likely_micros == 12 * 6 * EUR

    def test_move_to_the_rate_on_offer(self) -> None:
        made = career()
        for back in range(1, 13):
            made.earns(THIS_MONTH.back(back), 10 * EUR)
        licence = made.tools[0].licences.get()
        TermsFactory.create(licence=licence, rates_micros=dict.fromkeys(Use, 15_000), now=NOW)

        offered = row(simulated(made)).estimate
        paid = row(simulated(made, at_offer=False)).estimate

        assert offered
        assert paid
        assert (offered.likely_micros, paid.likely_micros) == (180 * EUR, 120 * EUR)
        assert "Months paid at an older rate are moved to the rate on offer now." in (
            offered.assumptions
        )


class TestOthers:
    def test_stand_beside_ones_own_from_ten_artists_on(self) -> None:
        made = career()
        others(made, 10)

        found = row(simulated(made))

        assert found.basis == simulations.SIMILAR
        assert found.others == found.estimate
        assert found.others is not None
        assert found.others.likely_micros == 3 * 100 * 10_000  # uses, at a cent each

    def test_are_not_told_of_nine(self) -> None:
        made = career()
        others(made, 9)

        found = row(simulated(made))

        assert found.others is None
        assert "fewer than 10 artists stand behind any number" in found.why_not

    def test_leave_out_ones_own_label(self) -> None:
        """A label with nine artists could otherwise work out the tenth."""
        made = career()
        label = OrganisationFactory.create()
        found = others(made, 10)
        for artist in (made.artist, found[0].artist):
            Signing.objects.create(
                organisation=label, artist=artist, from_date=THIS_MONTH.back(20).first
            )

        assert row(simulated(made)).others is None

    def test_leave_out_artists_with_whom_a_team_is_shared(self) -> None:
        made = career()
        found = others(made, 10)
        ArtistMemberFactory.create(artist=found[0].artist, user=made.member.user)

        assert row(simulated(made)).others is None

    def test_are_the_same_whichever_works_and_tools_are_asked_for(self) -> None:
        """Two questions set against each other tell nothing: per work, the answers are one."""
        made = career()
        for place in range(12):
            other(made, place, (place + 1) * 7_777_777)
        pairs = [
            (len(works or made.works), row(simulated(made, *works, tool=tool)).others)
            for works in ((), (0,), (0, 1))
            for tool in ("", "anvil")
        ]

        of_a_work = {estimate.likely_micros // count for count, estimate in pairs if estimate}

        assert len(pairs) == 6
        assert len(of_a_work) == 1
        assert of_a_work == {outlooks.cut(next(iter(of_a_work)))}


class TestTotals:
    def test_keep_currencies_apart_and_say_what_is_assumed(self) -> None:
        made = career()
        others(made, 10)

        (total,) = simulated(made).totals

        assert total.currency == "EUR"
        assert simulations.PRICED in simulated(made).assumptions

    def test_of_nothing_are_none(self) -> None:
        made = Career().with_works(1)

        found = simulated(made)

        assert (found.rows, found.without, found.totals) == ((), (), ())


class TestCatalogue:
    def test_lists_albums_with_what_is_on_none_last(self) -> None:
        made = career(3)
        made.works[0].release_title = "Zenith"
        made.works[0].save()
        made.works[1].release_title = ""
        made.works[1].save()
        made.works[2].release_title = ""
        made.works[2].save()

        albums, tracks = simulations.catalogue(made.artist.pk, "Zenith")

        assert [(album.title, album.works) for album in albums] == [("Zenith", 1), ("", 2)]
        assert [track.id for track in tracks] == [made.works[0].pk]
