"""Taking back what was saved together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import Letter, Notification
from artistportal.roster.domain.uses import Use
from artistportal.roster.services import mandates
from consent.domain.acts import Cause
from consent.models import Act, Decision
from consent.queries import clearances, integrity
from consent.services import acts, decisions
from consent.services.decisions import Choice
from tests.consent.views.stage import Stage
from tests.factories.consent import TermsFactory, owner_of, say_no, say_yes
from tests.factories.roster import NOW, ArtistMemberFactory

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def is_allowed(stage: Stage, use: Use = Use.DISCOVERY) -> bool:
    return clearances.explain(
        tool=stage.tool.pk, work=stage.works[0].pk, use=use, territory="DE", at=LATER
    ).is_cleared


def newest() -> Act:
    found = Act.objects.newest_first().first()
    assert found is not None
    return found


def take_back(stage: Stage, act: Act) -> list[Decision]:
    return acts.reverse(act=act, by=owner_of(stage.artist), now=LATER)


class TestReverse:
    def test_withdraws_what_was_granted(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms)

        (no,) = take_back(stage, newest())

        assert (no.is_yes, no.tool, no.use) == (False, stage.tool, "")
        assert not is_allowed(stage)

    def test_allows_again_what_a_no_to_everything_took_away(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms)
        say_no(stage.artist)
        act = newest()

        take_back(stage, act)

        assert is_allowed(stage)
        reversal = newest()
        assert (reversal.cause, reversal.reverses) == (Cause.REVERSAL.value, act)
        assert integrity.first_fault() is None

    def test_erases_nothing(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms)

        take_back(stage, newest())

        assert [d.is_yes for d in Decision.objects.order_by("number")] == [True, False]

    def test_can_itself_be_taken_back(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms)
        take_back(stage, newest())

        take_back(stage, newest())

        assert is_allowed(stage)

    def test_happens_once(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms)
        act = newest()
        take_back(stage, act)

        with pytest.raises(acts.NotToBeReversed, match="taken back already"):
            take_back(stage, act)

        assert Decision.objects.count() == 2

    def test_keeps_an_earlier_yes_that_the_act_reached_too(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, use=Use.DISCOVERY)
        say_yes(stage.artist, stage.terms)

        take_back(stage, newest())

        assert is_allowed(stage)
        assert not is_allowed(stage, Use.STYLE)

    def test_refuses_where_nothing_would_differ(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms)
        TermsFactory.create(licence=stage.terms.licence, is_material=True)

        with pytest.raises(acts.NotToBeReversed, match="nothing to take back"):
            take_back(stage, newest())

    def test_refuses_a_stranger_and_a_reader(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms)
        stranger = ArtistMemberFactory.create().user

        with pytest.raises(PermissionDenied):
            acts.reverse(act=newest(), by=stranger, now=LATER)


class TestUnderAMandate:
    @pytest.fixture
    def decided(self, stage: Stage) -> Act:
        rep = stage.rep().user
        decisions.record(
            by=rep,
            artist=stage.artist,
            organisation=stage.label,
            choice=Choice(is_yes=True, tool=stage.tool, use=Use.DISCOVERY, terms=stage.terms),
            now=NOW,
        )
        return newest()

    def test_is_announced_to_the_artist_in_the_same_words(self, stage: Stage, decided: Act) -> None:
        letter = Letter.objects.get()

        assert letter.to == owner_of(stage.artist)
        assert letter.subject == "Northlight decided for Ana Sol"
        assert "Yes to discovery by Ossilune for all works" in letter.text
        news = Notification.objects.get(to=letter.to)
        assert news.path == f"/consent/acts/{decided.public_id}/"
        assert news.account == f"artist:{stage.artist.public_id}"
        assert f"/inbox/{news.public_id}/" in letter.text

    def test_is_undone_by_the_artist_in_person(self, stage: Stage, decided: Act) -> None:
        (no,) = take_back(stage, decided)

        assert no.mandate is None
        assert not is_allowed(stage)

    def test_is_undone_by_the_artist_when_the_mandate_has_ended(
        self, stage: Stage, decided: Act
    ) -> None:
        soon = NOW + timedelta(minutes=30)
        mandates.end(mandate=stage.artist.mandates.get(), by=owner_of(stage.artist), now=soon)

        take_back(stage, decided)

        assert not is_allowed(stage)

    def test_is_undone_by_the_label_that_gave_it(self, stage: Stage, decided: Act) -> None:
        rep = decided.given_by

        (no,) = acts.reverse(act=decided, by=rep, organisation=stage.label, now=LATER)

        assert no.mandate is not None

    def test_is_not_what_a_label_undoes_of_the_artists_own(
        self, stage: Stage, decided: Act
    ) -> None:
        say_no(stage.artist, tool=stage.tool, use=Use.DISCOVERY)

        with pytest.raises(PermissionDenied, match="Only Ana Sol takes this back"):
            acts.reverse(act=newest(), by=decided.given_by, organisation=stage.label, now=LATER)
