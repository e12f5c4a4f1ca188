"""The inbox: what is asked stands in one place; a no is one step, a yes is looked at first."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from artistportal.roster.domain.roles import ArtistRole, CreditRole
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist
from consent.models import Decision, Request
from consent.services import requests as services
from tests.consent.views.stage import Stage
from tests.factories.consent import TermsFactory, say_no
from tests.factories.requests import answer, propose, speaker_of
from tests.factories.roster import ArtistFactory, ArtistMemberFactory, CreditFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return Stage()


def asked(stage: Stage, *uses: Use, **how: object) -> Request:
    now = timezone.now()
    how.setdefault("deadline_at", now + timedelta(days=9))
    return propose(stage.terms, stage.works, uses or (Use.TRAINING,), now=now, **how)


def text(client: Client, address: str) -> str:
    return re.sub(r"\s+", " ", client.get(address).content.decode())


def co_writer(stage: Stage) -> Artist:
    ben: Artist = ArtistFactory.create(name="Ben Oduya")
    for work in stage.works:
        CreditFactory.create(work=work.compositions.get(), artist=ben, role=CreditRole.WRITER)
    return ben


class TestInbox:
    def test_says_who_asks_for_what_until_when_and_what_silence_means(self, stage: Stage) -> None:
        asked(stage, Use.TRAINING, Use.REMIX)

        page = text(stage.client(), "/requests/")

        assert "1 waits for your answer" in page
        assert "training and remix, for 2 recordings and 2 songs" in page
        assert "No answer means no." in page

    def test_declines_in_one_step(self, stage: Stage) -> None:
        request = asked(stage)
        client = stage.client()

        done = client.post(
            f"/requests/{request.public_id}/answer/", {"all": "no", "seen": "0"}, follow=True
        )

        page = done.content.decode()
        assert "Saved, in force from" in page
        assert '<a href="/consent/decisions/1/">D-000001</a>' in page
        assert "Take it back</a>" in page
        assert {decision.is_yes for decision in Decision.objects.all()} == {False}

    def test_keeps_what_is_answered_and_what_is_closed_readable(self, stage: Stage) -> None:
        request = asked(stage)
        answer(request, stage.artist, False, now=timezone.now())
        client = stage.client()

        assert "Not agreed" in text(client, "/requests/")
        page = text(client, f"/requests/{request.public_id}/")
        assert "The tool pays for each use as listed." in page
        assert "Not allowed" in page

    def test_says_what_will_come_where_nobody_has_asked(self, stage: Stage) -> None:
        assert "Nothing waits for your answer" in text(stage.client(), "/requests/")

    def test_stands_before_the_charts_of_the_first_page(self, stage: Stage) -> None:
        asked(stage)

        page = text(stage.client(), "/")

        assert "1 request waits for your answer" in page
        assert '<span class="count">1<span class="visually-hidden"> waiting</span></span>' in page

    @pytest.mark.parametrize("count", [1, 9])
    def test_costs_the_same_for_one_request_and_for_many(
        self, stage: Stage, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(count):
            answer(asked(stage), stage.artist, False, now=timezone.now())
            asked(stage)
        client = stage.client()
        client.get("/requests/")

        with django_assert_max_num_queries(10):
            client.get("/requests/")


class TestDetail:
    def test_tells_all_that_is_asked_with_the_price_worked_out(self, stage: Stage) -> None:
        request = asked(stage, territories=frozenset({"DE", "FR"}))

        page = text(stage.client(), f"/requests/{request.public_id}/")

        assert "Germany, France" in page
        assert "1,000 units × 0.01 EUR = 10.00 EUR." in page
        assert "takes effect at once" in page
        assert "We would like to teach it your sound." in page

    def test_shows_who_is_still_open_to_those_who_agreed(self, stage: Stage) -> None:
        co_writer(stage)
        request = asked(stage)
        client = stage.client()
        before = text(client, f"/requests/{request.public_id}/")

        answer(request, stage.artist, True, now=timezone.now())

        assert "1 other is asked" in before
        assert "Ben Oduya" not in before
        after = text(client, f"/requests/{request.public_id}/")
        assert "Still open: Ben Oduya." in after

    def test_never_names_artists_of_other_works(self, stage: Stage) -> None:
        elsewhere = CreditFactory.create(work__rights_holder=stage.label, artist__name="Zoe")
        stage.works.append(elsewhere.work)
        request = asked(stage)
        answer(request, stage.artist, True, now=timezone.now())

        assert "Zoe" not in text(stage.client(), f"/requests/{request.public_id}/")

    def test_lets_a_reader_read_and_not_answer(self, stage: Stage) -> None:
        request = asked(stage)
        reader = ArtistMemberFactory.create(artist=stage.artist, role=ArtistRole.READER).user
        client = Client()
        client.force_login(reader)

        page = text(client, f"/requests/{request.public_id}/")

        assert "Decline" not in page
        assert "somebody they let decide for them" in page

    def test_is_no_page_for_an_artist_who_is_not_asked(self, stage: Stage) -> None:
        request = asked(stage)
        client = Client()
        client.force_login(ArtistMemberFactory.create().user)

        assert client.get(f"/requests/{request.public_id}/").status_code == 404

    def test_leads_on_from_a_mail_that_is_to_another_artist_of_the_person(
        self, stage: Stage
    ) -> None:
        request = asked(stage)
        other = ArtistMemberFactory.create(user=stage.owner.user, artist__name="Zed").artist
        client = stage.client()
        client.post(reverse("roster:switch_account"), {"account": f"artist:{other.public_id}"})
        address = f"/requests/{request.public_id}/"
        page = text(client, address)
        there = client.post(
            reverse("roster:switch_account"),
            {"account": f"artist:{stage.artist.public_id}", "next": address, "exactly": "1"},
        )

        assert "Act for Ana Sol and see it" in page
        assert there["Location"] == address

    @pytest.mark.parametrize("count", [2, 60])
    def test_costs_the_same_for_few_works_and_for_many(
        self, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        stage = Stage(count)
        co_writer(stage)
        address = f"/requests/{asked(stage, Use.TRAINING, Use.REMIX).public_id}/"
        client = stage.client()
        client.get(address)

        with django_assert_max_num_queries(14):
            client.get(address)


class TestReview:
    def test_stands_before_any_yes(self, stage: Stage) -> None:
        request = asked(stage)
        address = f"/requests/{request.public_id}/"

        answered = stage.client().post(f"{address}answer/", {"all": "yes", "seen": "0"})

        assert answered["Location"] == f"{address}review/?training=yes"
        assert not Decision.objects.exists()

    def test_says_what_a_yes_would_do(self, stage: Stage) -> None:
        request = asked(stage, Use.TRAINING, Use.REMIX)

        page = text(stage.client(), f"/requests/{request.public_id}/review/?training=yes&remix=no")

        assert "Allow training" in page
        assert "After saving: Allowed" in page
        assert "Do not allow remix" in page
        assert "It takes effect at once." in page
        assert "works added later" not in page

    def test_is_saved_from_there(self, stage: Stage) -> None:
        request = asked(stage)
        client = stage.client()

        done = client.post(
            f"/requests/{request.public_id}/answer/",
            {"training": "yes", "seen": "0", "reviewed": "1"},
            follow=True,
        )

        assert "Saved, in force from" in done.content.decode()
        assert {decision.is_yes for decision in Decision.objects.all()} == {True}


class TestAnswer:
    def say(self, stage: Stage, request: Request, **said: str) -> tuple[int, str]:
        done = stage.client().post(
            f"/requests/{request.public_id}/answer/", {"seen": "0", "reviewed": "1"} | said
        )
        return done.status_code, done.content.decode()

    def test_of_an_old_form_is_refused_with_what_stands_now(self, stage: Stage) -> None:
        request = asked(stage)
        say_no(stage.artist, now=timezone.now())

        status, page = self.say(stage, request, training="yes")

        assert status == 409
        assert "This was decided meanwhile (D-000001)" in page

    def test_after_withdrawal_is_refused(self, stage: Stage) -> None:
        request = asked(stage)
        services.withdraw(by=speaker_of(stage.tool), request=request, now=timezone.now())

        status, page = self.say(stage, request, all="no")

        assert status == 409
        assert "It was withdrawn on" in page
        assert not Decision.objects.exists()

    def test_after_newer_terms_is_refused(self, stage: Stage) -> None:
        request = asked(stage)
        TermsFactory.create(licence=stage.terms.licence, now=timezone.now())

        status, page = self.say(stage, request, all="yes")

        assert status == 409
        assert "Newer terms are on offer" in page

    def test_of_nothing_is_refused(self, stage: Stage) -> None:
        status, page = self.say(stage, asked(stage, Use.TRAINING, Use.REMIX))

        assert status == 409
        assert "Nothing was chosen" in page


class TestForALabel:
    def test_answers_for_the_artist_within_the_mandate(self, stage: Stage) -> None:
        request = asked(stage, Use.TRAINING, Use.REMIX)
        rep = stage.rep()
        client = Client()
        client.force_login(rep.user)
        address = f"/consent/artists/{stage.artist.public_id}/requests/"

        assert "1 waits for an answer" in text(client, address)
        page = text(client, f"{address}{request.public_id}/")
        assert 'name="training"' in page
        assert 'name="remix"' not in page
        client.post(
            f"{address}{request.public_id}/answer/",
            {"training": "yes", "seen": "0", "reviewed": "1"},
        )

        assert {d.capacity for d in Decision.objects.all()} == {"mandate"}

    def test_sees_no_request_under_another_labels_licence(self, stage: Stage) -> None:
        other = Stage(tool="Anvil")
        credit = CreditFactory.create(work=other.works[0], artist=stage.artist)
        request = propose(
            other.terms,
            [credit.work],
            now=timezone.now(),
            deadline_at=timezone.now() + timedelta(days=9),
        )
        client = Client()
        client.force_login(stage.rep().user)
        address = f"/consent/artists/{stage.artist.public_id}/requests/{request.public_id}/"

        assert client.get(address).status_code == 404
