"""The pages of splits: listed, proposed, signed, refused, brought by file and given out."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from artistportal.roster.domain.split_proposals import Standing
from artistportal.roster.models import SplitProposal
from artistportal.roster.queries.split_parties import Party
from artistportal.roster.services import splits
from tests.factories.roster import (
    ArtistMemberFactory,
    CreditFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    SplitSheetFactory,
)
from tests.factories.splits import FROM, Studio, share_of, studio
from tests.roster.views.conftest import HTMX, SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Studio:
    return studio()


@pytest.fixture
def rep(scene: Studio, sign_in: SignIn) -> Client:
    return sign_in(scene.rep)


@pytest.fixture
def owner(scene: Studio, sign_in: SignIn) -> Client:
    return sign_in(scene.owner)


class TestListed:
    def test_shows_what_waits_and_what_has_none(
        self, scene: Studio, rep: Client, owner: Client
    ) -> None:
        assert "Propose" in rep.get("/splits/?show=missing").content.decode()
        scene.propose()

        page = owner.get("/splits/").content.decode()

        assert "1 proposal waits for your signature." in page
        assert scene.work.title in page
        assert "50.00" in page or "50%" in page
        assert "Waits for signatures" in owner.get("/splits/?show=missing").content.decode()
        assert "None of these" in owner.get("/splits/?show=signed").content.decode()

    def test_shows_nothing_of_others(self, scene: Studio, sign_in: SignIn) -> None:
        proposal = scene.propose()
        for stranger in (ArtistMemberFactory.create(), OrganisationMemberFactory.create()):
            client = sign_in(stranger.user)

            assert scene.work.title not in client.get("/splits/").content.decode()
            assert client.get(f"/splits/{proposal.public_id}/").status_code == 404
            assert client.get(f"/splits/new/?work={scene.work.public_id}").status_code == 404
            answer = {"answer": "sign", "share": share_of(proposal, scene.artist).pk}
            assert client.post(f"/splits/{proposal.public_id}/answer/", answer).status_code == 404

    def test_says_why_it_is_empty_to_who_does_not_see_the_money(
        self, scene: Studio, sign_in: SignIn
    ) -> None:
        proposal = scene.propose()
        member = ArtistMemberFactory.create(artist=scene.artist, sees_money=False)
        client = sign_in(member.user)

        assert "does not include the money" in client.get("/splits/").content.decode()
        assert client.get(f"/splits/{proposal.public_id}/").status_code == 403
        assert client.get("/splits/splits.csv").status_code == 403

    def test_costs_the_same_for_few_and_for_many(
        self,
        scene: Studio,
        rep: Client,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for day in range(1, 6):
            scene.propose({f"Outsider {day}": 1_000_000}, from_date=date(2026, 2, day))
        RecordingFactory.create_batch(3, rights_holder=scene.label)

        for show in ("open", "missing"):
            with django_assert_max_num_queries(10):
                rep.get(f"/splits/?show={show}")


class TestNew:
    def test_proposes_what_was_typed(self, scene: Studio, rep: Client) -> None:
        address = f"/splits/new/?work={scene.work.public_id}"
        page = rep.get(address).content.decode()
        assert f"{scene.artist} (main artist)" in page or scene.artist.name in page

        typed = {
            "from_date": "2026-01-01",
            f"share-artist-{scene.artist.public_id}": "33.3333",
            f"share-organisation-{scene.label.public_id}": "33,3333",
            "name-0": "Ada Song",
            "other-0": "33.3333",
            "lines": "4",
        }
        refused = rep.post(address, typed, headers=HTMX)
        assert refused.status_code == 422
        assert "0.0001 % is missing" in refused.content.decode()

        rep.post(address, typed | {"other-0": "33.3334"})

        proposal = SplitProposal.objects.get()
        assert share_of(proposal, "Ada Song").share_ppm == 333_334
        assert share_of(proposal, scene.artist).share_ppm == 333_333

    def test_begins_with_the_shares_of_today(self, scene: Studio, owner: Client) -> None:
        payee = splits.payee_of_artist(scene.artist)
        SplitSheetFactory.create(work=scene.work, shares={payee: 1_000_000})

        page = owner.get(f"/splits/new/?work={scene.work.public_id}").content.decode()

        assert 'value="100"' in page

    def test_gives_more_lines_and_keeps_what_was_typed(self, scene: Studio, rep: Client) -> None:
        address = f"/splits/new/?work={scene.work.public_id}"

        answer = rep.post(address, {"name-0": "Ada Song", "lines": "4", "more": "1"})

        page = answer.content.decode()
        assert answer.status_code == 200
        assert 'value="Ada Song"' in page
        assert "Somebody else 8, name" in page

    @pytest.mark.parametrize("query", ["", "?work=", "?work=nonsense"])
    def test_needs_a_work(self, rep: Client, query: str) -> None:
        assert rep.get(f"/splits/new/{query}").status_code == 404


class TestProposal:
    def test_shows_what_changes_and_takes_the_signature(
        self, scene: Studio, rep: Client, owner: Client
    ) -> None:
        joe = CreditFactory.create(work=scene.work).artist
        SplitSheetFactory.create(
            work=scene.work,
            shares={splits.payee_of_artist(joe): 1_000_000},
            from_date=date(2025, 1, 1),
        )
        proposal = scene.propose()
        address = f"/splits/{proposal.public_id}/"

        page = rep.get(address).content.decode()
        assert "paid no longer" in page
        assert "support takes their signed paper down" in page
        assert "Withdraw" in page

        page = owner.get(address).content.decode()
        assert "Your answer for" in page
        assert "Withdraw" not in page
        share = share_of(proposal, scene.artist).pk
        answer = owner.post(f"{address}answer/", {"answer": "sign", "share": share}, follow=True)
        assert "It waits for the others now." in answer.content.decode()

    def test_refuses_with_words_alone(self, scene: Studio, owner: Client, rep: Client) -> None:
        proposal = scene.propose()
        address = f"/splits/{proposal.public_id}/"
        said = {"answer": "refuse", "share": share_of(proposal, scene.artist).pk, "words": ""}

        answer = owner.post(f"{address}answer/", said)
        assert answer.status_code == 422
        assert 'href="#id_words"' in answer.content.decode()

        owner.post(f"{address}answer/", said | {"words": "<b>Joe</b> played too."})
        page = rep.get(address).content.decode()
        assert "&lt;b&gt;Joe" in page
        proposal.refresh_from_db()
        assert proposal.standing is Standing.REFUSED
        late = owner.post(f"{address}answer/", said | {"answer": "sign"})
        assert late.status_code == 409

    def test_takes_a_paper_for_somebody_outside(self, scene: Studio, rep: Client) -> None:
        proposal = scene.propose({"Ada Song": 1_000_000})
        address = f"/splits/{proposal.public_id}/"
        said = {"answer": "paper", "share": share_of(proposal, "Ada Song").pk, "words": "Page 2"}

        answer = rep.post(f"{address}answer/", said, follow=True)

        assert "the sheet is in force" in answer.content.decode()
        assert "Signed on paper" in answer.content.decode()

    def test_takes_no_share_of_another_proposal(self, scene: Studio, owner: Client) -> None:
        other = studio().propose()
        mine = scene.propose()

        said = {"answer": "sign", "share": other.shares.waiting().get().pk}

        assert owner.post(f"/splits/{mine.public_id}/answer/", said).status_code == 404

    def test_is_withdrawn_by_the_proposer(self, scene: Studio, rep: Client, owner: Client) -> None:
        proposal = scene.propose()

        assert owner.post(f"/splits/{proposal.public_id}/withdraw/").status_code == 403
        rep.post(f"/splits/{proposal.public_id}/withdraw/")

        proposal.refresh_from_db()
        assert proposal.standing is Standing.WITHDRAWN

    def test_asks_the_database_ten_times_at_most(
        self,
        scene: Studio,
        owner: Client,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        payees: dict[Party | str, int] = {f"Outsider {n}": 100_000 for n in range(9)}
        proposal = scene.propose(payees | {scene.artist: 100_000})

        with django_assert_max_num_queries(10):
            owner.get(f"/splits/{proposal.public_id}/")


class TestFiles:
    def test_are_tried_and_then_proposed(self, scene: Studio, rep: Client) -> None:
        text = f"isrc,payee,share,from\n{scene.work.isrc},{scene.artist.name},100,{FROM}\n"

        page = rep.post("/splits/file/", {"text": text}).content.decode()
        assert "1 sheet can be proposed" in page
        assert not SplitProposal.objects.exists()

        answer = rep.post("/splits/file/", {"text": text, "propose": "1"})
        assert answer.headers["Location"] == "/splits/"
        assert SplitProposal.objects.get().work == scene.work

        again = rep.post("/splits/file/", {"text": text, "propose": "1"})
        assert "wait for signatures already" in again.content.decode()

    def test_say_what_is_wrong_with_them(self, rep: Client) -> None:
        assert rep.post("/splits/file/", {}).status_code == 422
        answer = rep.post("/splits/file/", {"text": "nonsense\n"})
        assert answer.status_code == 422

    def test_come_out_as_they_go_in(self, scene: Studio, rep: Client, owner: Client) -> None:
        scene.propose({scene.artist: 333_333, "=Ada": 666_667})

        text = rep.get("/splits/splits.csv").content.decode()

        assert "33.3333" in text
        assert "'=Ada" in text
        tried = rep.post("/splits/file/", {"text": text.replace("2026-01-01", "2026-08-01")})
        assert "1 sheet can be proposed" in tried.content.decode()
