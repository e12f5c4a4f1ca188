"""The consent centre: states in words, review before saving, no as easy as yes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artistportal.roster.domain.roles import ArtistRole, CreditRole
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, Mandate
from consent.domain import wordings
from consent.models import Decision
from tests.consent.views.stage import Fields, Stage
from tests.factories.consent import TermsFactory, say_no, say_yes
from tests.factories.roster import (
    ArtistMemberFactory,
    CreditFactory,
    OrganisationMemberFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return Stage()


def save(client: Client, url: str, **answers: str) -> Fields:
    """Review the answers and save them, as a browser without script would."""
    fields = Fields(client.get(f"{url}review/", answers).content.decode())
    client.post(fields.action, fields.hidden)
    return fields


class TestCentre:
    def test_says_that_no_answer_means_no(self, stage: Stage) -> None:
        page = stage.client().get("/consent/")

        assert "No answer yet</span>: that means no." in page.content.decode()

    def test_ticks_nothing_beforehand(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms)

        assert " checked" not in stage.client().get("/consent/").content.decode()

    def test_says_since_when_and_by_whom(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, use=Use.TRAINING)
        say_no(stage.artist, tool=stage.tool, use=Use.REMIX)

        page = stage.client().get("/consent/").content.decode()

        assert "Allowed</span> since 15 Mar 2026 by you." in page
        assert "Not allowed</span> since 15 Mar 2026 by you." in page

    def test_counts_works_with_an_answer_of_their_own(self, stage: Stage) -> None:
        say_no(stage.artist, work=stage.works[0])

        assert (
            "1 work with an answer of its own" in stage.client().get("/consent/").content.decode()
        )

    def test_explains_beside_the_control_what_a_manager_may_not(self, stage: Stage) -> None:
        manager = ArtistMemberFactory.create(artist=stage.artist, role=ArtistRole.MANAGER)
        client = Client()
        client.force_login(manager.user)

        page = client.get("/consent/").content.decode()

        assert "Only Ana Sol decides about their voice" in page
        assert 'name="voice"' not in page
        assert 'name="training"' in page

    def test_lets_a_reader_read_and_not_choose(self, stage: Stage) -> None:
        reader = ArtistMemberFactory.create(artist=stage.artist, role=ArtistRole.READER)
        client = Client()
        client.force_login(reader.user)

        page = client.get("/consent/").content.decode()

        assert 'type="radio"' not in page
        assert "somebody they let decide for them" in page

    def test_gives_htmx_the_partial(self, stage: Stage) -> None:
        page = stage.client().get("/consent/", headers={"HX-Request": "true"})

        assert page.content.decode().lstrip().startswith('<div id="centre">')
        assert "HX-Request" in page["Vary"]

    def test_says_what_will_come_where_no_tool_has_a_licence(self) -> None:
        credit = CreditFactory.create()
        client = Client()
        client.force_login(ArtistMemberFactory.create(artist=credit.artist).user)

        assert "No tool has asked yet" in client.get("/consent/").content.decode()

    def test_says_so_to_a_player_who_holds_no_consent(self) -> None:
        credit = CreditFactory.create(holds_consent=False)
        client = Client()
        client.force_login(ArtistMemberFactory.create(artist=credit.artist).user)

        assert "Others hold consent here" in client.get("/consent/").content.decode()


class TestReview:
    def test_tells_the_price_the_change_and_what_cannot_be_undone(self, stage: Stage) -> None:
        page = stage.client().get("/consent/review/", {"tool": "ossilune", "training": "yes"})

        text = page.content.decode()
        assert "Allow training" in text
        assert (
            "Pays 0.01\N{NO-BREAK SPACE}EUR for each unit (Northlight, licence L-0001, terms 1)."
            in text
        )
        assert "stays in the versions already released" in text
        assert "After saving: Allowed" in text
        assert not Decision.objects.exists()

    def test_tells_a_no_which_versions_keep_what_they_learned(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms)

        page = stage.client().get("/consent/review/", {"tool": "ossilune", "training": "no"})

        assert "Versions already released (v2) keep what they learned" in page.content.decode()
        assert "It concerns the licence L-0001." in page.content.decode()

    def test_tells_of_the_notice_that_was_accepted(self, stage: Stage) -> None:
        terms = TermsFactory.create(licence=stage.terms.licence, notice_days=30)
        say_yes(stage.artist, terms)

        page = stage.client().get("/consent/review/", {"tool": "ossilune", "remix": "no"})

        ends = wordings.day(timezone.now() + timedelta(days=30))
        told = f"30 days&#x27; notice was accepted: said now, it takes effect {ends}."
        assert told in page.content.decode()

    def test_says_so_when_nothing_was_chosen(self, stage: Stage) -> None:
        page = stage.client().get("/consent/review/", {"tool": "ossilune"})

        assert "nothing to save" in page.content.decode()


class TestDecide:
    def test_saves_a_yes_and_gives_its_number(self, stage: Stage) -> None:
        client = stage.client()

        save(client, "/consent/", tool="ossilune", discovery="yes")

        decision = Decision.objects.get()
        assert (decision.is_yes, decision.use, decision.terms) == (True, "discovery", stage.terms)
        page = client.get("/consent/").content.decode()
        assert "Saved, in force from" in page
        assert "D-000001" in page

    def test_saves_one_no_to_every_use_of_a_tool(self, stage: Stage) -> None:
        save(stage.client(), "/consent/", tool="ossilune", all="no")

        decision = Decision.objects.get()
        assert (decision.is_yes, decision.tool, decision.use) == (False, stage.tool, "")

    def test_saves_one_no_to_everything(self, stage: Stage) -> None:
        save(stage.client(), "/consent/", everything="no")

        decision = Decision.objects.get()
        assert (decision.is_yes, decision.tool, decision.use, decision.work) == (
            False,
            None,
            "",
            None,
        )

    def test_limits_a_yes_as_it_was_limited(self, stage: Stage) -> None:
        client = stage.client()
        page = client.get("/consent/review/", {"tool": "ossilune", "discovery": "yes"})
        fields = Fields(page.content.decode())
        last_day = (timezone.now() + timedelta(days=30)).date()

        client.post(
            fields.action,
            fields.hidden
            | {"territories": "de, FR", "ends_on": last_day, "reaches_later_works": "on"},
        )

        decision = Decision.objects.get()
        assert decision.territories == ["DE", "FR"]
        assert decision.ends_at is not None
        assert decision.ends_at.date() == last_day + timedelta(days=1)
        assert decision.reaches_later_works

    def test_shows_the_form_again_when_a_limit_makes_no_sense(self, stage: Stage) -> None:
        client = stage.client()
        page = client.get("/consent/review/", {"tool": "ossilune", "discovery": "yes"})
        fields = Fields(page.content.decode())

        answer = client.post(fields.action, fields.hidden | {"territories": "Narnia"})

        assert answer.status_code == 422
        assert "no territories: NARNIA" in answer.content.decode()
        assert not Decision.objects.exists()

    def test_saves_once_when_the_button_is_pressed_twice(self, stage: Stage) -> None:
        client = stage.client()
        fields = save(client, "/consent/", tool="ossilune", discovery="yes")

        again = client.post(fields.action, fields.hidden)

        assert again.status_code == 302
        assert Decision.objects.count() == 1

    def test_refuses_a_form_that_was_overtaken_and_shows_what_stands(self, stage: Stage) -> None:
        client = stage.client()
        page = client.get("/consent/review/", {"tool": "ossilune", "discovery": "yes"})
        fields = Fields(page.content.decode())
        say_no(stage.artist, tool=stage.tool, use=Use.DISCOVERY)

        answer = client.post(fields.action, fields.hidden)

        assert answer.status_code == 409
        text = answer.content.decode()
        assert "nothing was saved" in text
        assert "Not allowed</span> since 15 Mar 2026 by you." in text
        assert Decision.objects.count() == 1

    def test_refuses_terms_that_were_replaced_while_they_were_read(self, stage: Stage) -> None:
        client = stage.client()
        page = client.get("/consent/review/", {"tool": "ossilune", "discovery": "yes"})
        fields = Fields(page.content.decode())
        TermsFactory.create(licence=stage.terms.licence)

        answer = client.post(fields.action, fields.hidden)

        assert answer.status_code == 409
        assert not Decision.objects.exists()

    @pytest.mark.parametrize(
        "forged", [{"terms": "²"}, {"ends_on": "9999-12-31"}, {"seen": "9" * 40}, {"seen": "-1"}]
    )
    def test_stands_a_forged_form(self, stage: Stage, forged: dict[str, str]) -> None:
        form = {"tool": "ossilune", "discovery": "yes", "seen": "0", **forged}

        response = stage.client().post("/consent/decide/", form)

        assert response.status_code in {200, 409, 422}
        assert not Decision.objects.exists()

    def test_refuses_a_form_of_another_account_than_the_one_in_view(self, stage: Stage) -> None:
        client = stage.client()
        fields = Fields(
            client.get("/consent/review/", {"tool": "ossilune", "all": "no"}).content.decode()
        )
        other = ArtistMemberFactory.create(user=stage.owner.user, artist__name="Zoë Abt")
        CreditFactory.create(work=stage.works[0], artist=other.artist)
        client.post("/start/switch/", {"account": f"artist:{other.artist.public_id}"})

        response = client.post(fields.action, fields.hidden)

        assert response.status_code == 403
        assert "You act for Zoë Abt now" in response.content.decode()
        assert not Decision.objects.exists()

    def test_refuses_a_reader(self, stage: Stage) -> None:
        reader = ArtistMemberFactory.create(artist=stage.artist, role=ArtistRole.READER)
        client = Client()
        client.force_login(reader.user)

        answer = client.post("/consent/decide/", {"tool": "ossilune", "discovery": "no", "seen": 0})

        assert answer.status_code == 403
        assert not Decision.objects.exists()


class TestOneWork:
    def test_is_decided_by_itself(self, stage: Stage) -> None:
        url = f"/consent/works/{stage.works[0].public_id}/"

        save(stage.client(), url, tool="ossilune", discovery="no")

        assert Decision.objects.get().work == stage.works[0]

    def test_says_yes_for_each_part_that_is_the_artists(self, stage: Stage) -> None:
        url = f"/consent/works/{stage.works[0].public_id}/"

        save(stage.client(), url, tool="ossilune", training="yes")

        works = {d.work for d in Decision.objects.all()}
        assert works == {stage.works[0], stage.works[0].compositions.get()}

    def test_names_who_has_agreed_and_who_has_not(self, stage: Stage) -> None:
        song = stage.works[0].compositions.get()
        for name in ("Pilar Vega", "Adaeze Obi"):
            CreditFactory.create(work=song, artist__name=name, role=CreditRole.WRITER)
        say_yes(Artist.objects.get(name="Pilar Vega"), stage.terms)
        url = f"/consent/works/{stage.works[0].public_id}/review/"

        page = stage.client().get(url, {"tool": "ossilune", "training": "yes"}).content.decode()

        assert "Adaeze Obi has not answered; Pilar Vega has agreed." in page

    def test_is_not_found_when_it_is_somebody_elses(self, stage: Stage) -> None:
        other = Stage(tool="Anvil").works[0]

        assert stage.client().get(f"/consent/works/{other.public_id}/").status_code == 404


class TestForALabel:
    @pytest.fixture
    def client(self, stage: Stage) -> Client:
        browser = Client()
        browser.force_login(stage.rep().user)
        return browser

    def test_shows_what_lies_outside_the_mandate_and_why(
        self, stage: Stage, client: Client
    ) -> None:
        page = client.get(f"/consent/artists/{stage.artist.public_id}/").content.decode()

        assert "Only Ana Sol decides about their voice" in page
        assert "mandate to Northlight does not cover remix of" in page
        assert "You may decide training and discovery of" in page
        assert 'name="training"' in page
        assert 'name="remix"' not in page

    def test_decides_under_the_mandate(self, stage: Stage, client: Client) -> None:
        save(
            client,
            f"/consent/artists/{stage.artist.public_id}/",
            tool="ossilune",
            discovery="yes",
        )

        decision = Decision.objects.get()
        assert decision.mandate is not None
        assert decision.mandate.organisation == stage.label

    def test_decides_of_one_work_only_the_part_that_the_mandate_covers(
        self, stage: Stage, client: Client
    ) -> None:
        Mandate.objects.update(kinds=["recording"])
        url = f"/consent/artists/{stage.artist.public_id}/works/{stage.works[0].public_id}/"

        save(client, url, tool="ossilune", training="yes")

        assert Decision.objects.get().work == stage.works[0]

    def test_is_not_found_by_another_label(self, stage: Stage) -> None:
        other = Client()
        other.force_login(OrganisationMemberFactory.create().user)

        assert other.get(f"/consent/artists/{stage.artist.public_id}/").status_code == 404

    def test_has_no_consent_of_its_own(self, client: Client) -> None:
        assert client.get("/consent/").status_code == 404


def queries(client: Client, url: str) -> list[str]:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured]


class TestQueries:
    @pytest.mark.parametrize(
        "path",
        [
            "/consent/",
            "/consent/review/?tool=ossilune&training=yes",
            "/consent/review/?tool=ossilune&training=no",
            "/consent/review/?everything=no",
            "/consent/history/",
            "/consent/why/",
            "/consent/works/{work}/",
            "/consent/works/{work}/review/?tool=ossilune&training=yes",
            "/consent/works/{work}/review/?tool=ossilune&training=no",
            "/consent/works/{work}/why/?tool=ossilune&use=training",
            "/consent/artists/{artist}/works/{work}/review/?tool=ossilune&training=yes",
            "/consent/artists/{artist}/works/{work}/why/?tool=ossilune&use=training",
        ],
    )
    def test_are_at_most_ten_and_none_repeated(self, path: str) -> None:
        counts = []
        for size in (1, 15):
            stage = Stage(size, tool=f"Anvil {size}")
            say_yes(stage.artist, stage.terms)
            client = stage.client()
            if "{artist}" in path:
                client.force_login(stage.rep().user)
            named = {"work": stage.works[0].public_id, "artist": stage.artist.public_id}
            url = path.format(**named).replace("ossilune", stage.tool.slug)
            statements = queries(client, url)
            assert len(set(statements)) == len(statements)
            counts.append(len(statements))

        assert counts[0] == counts[1]
        assert counts[0] <= 10
