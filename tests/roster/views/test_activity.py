"""What people did for an account: newest first, by its own owners and managers alone."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artistportal.accounts.models import Deed
from artistportal.accounts.services import audit
from artistportal.accounts.services.audit import Fact, Whereabouts
from artistportal.roster.domain.roles import ArtistRole
from artistportal.roster.models import Artist
from artistportal.roster.services import mandates
from artistportal.roster.views import activity
from tests.factories.accounts import support
from tests.factories.roster import NOW, ArtistMemberFactory, MandateFactory, owner_of
from tests.roster.views.conftest import HTMX, SignIn

pytestmark = pytest.mark.django_db

JUNE = datetime(2026, 6, 1, tzinfo=UTC)


def done(artist: Artist, sentence: str, verb: str = "team.put", at: datetime = JUNE) -> Deed:
    key = f"artist:{artist.public_id}"
    return audit.record(Fact(verb, key, sentence, [key]), by=owner_of(artist), now=at)


class TestActivity:
    def test_shows_what_concerns_the_account_and_nothing_of_another(
        self, client: Client, artist: Artist
    ) -> None:
        done(artist, "First of all.")
        done(artist, "Then this.")
        done(ArtistMemberFactory.create().artist, "Elsewhere.")

        page = client.get("/activity/").content.decode()

        assert page.index("Then this.") < page.index("First of all.")
        assert "Elsewhere." not in page

    def test_tells_of_support_s_visits(self, client: Client, artist: Artist) -> None:
        key = f"artist:{artist.public_id}"
        with audit.standing_at(Whereabouts(door="page", visit=uuid4())):
            fact = Fact("visit.began", "visit:1", "Sam of support looks.", [key], reason="C-000001")
            audit.record(fact, by=support(), now=JUNE)

        page = client.get("/activity/?area=visits").content.decode()

        assert "Sam of support looks." in page
        assert "During a visit" in page
        assert "C-000001" in page

    def test_is_filtered_by_area_and_days(self, client: Client, artist: Artist) -> None:
        done(artist, "In May.", at=JUNE - timedelta(seconds=1))
        done(artist, "In June.")
        done(artist, "A split.", verb="split.agreed")

        page = client.get("/activity/?area=team&since=2026-06-01&until=2026-06-01", headers=HTMX)

        text = page.content.decode()
        assert "In June." in text
        assert "In May." not in text
        assert "A split." not in text
        assert "Nothing matches" in client.get("/activity/?since=2027-01-01").content.decode()

    def test_is_paged_by_key_at_the_same_cost(
        self, client: Client, artist: Artist, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(activity, "PAGE_SIZE", 2)
        deeds = [
            done(artist, f"Deed {number}.", at=JUNE + timedelta(number)) for number in range(5)
        ]
        counts = []
        seen = []
        before = ""
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(f"/activity/{before}")
            counts.append(len(queries))
            seen += [deed.sentence for deed in answer.context["shown"].deeds]
            before = f"?before={answer.context['shown'].older}"

        assert seen == [deed.sentence for deed in reversed(deeds[1:])]
        assert counts[1] == counts[0] + 1  # finds where to go on
        assert max(counts) <= 10

    def test_goes_on_from_no_other_account_s_deed(self, client: Client, artist: Artist) -> None:
        done(artist, "Mine.")
        theirs = done(ArtistMemberFactory.create().artist, "Theirs.")

        page = client.get(f"/activity/?before={theirs.public_id}").content.decode()

        assert "Mine." not in page

    def test_is_an_owner_s_or_manager_s(self, artist: Artist, sign_in: SignIn) -> None:
        answers = {
            role: sign_in(ArtistMemberFactory.create(artist=artist, role=role).user)
            .get("/activity/")
            .status_code
            for role in ArtistRole
        }

        assert answers == {"owner": 200, "manager": 200, "editor": 403, "reader": 403}

    def test_is_a_label_s_too(self, rep_client: Client) -> None:
        assert "gave" in rep_client.get("/activity/").content.decode()


class TestCsv:
    def test_holds_all_of_it_safely(self, client: Client, artist: Artist) -> None:
        done(artist, '=HYPERLINK("x")', verb="split.agreed")

        answer = client.get("/activity.csv?area=splits")
        content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # streamed

        (row,) = csv.DictReader(content.splitlines())
        assert row["area"] == "Splits"
        assert row["sentence"].startswith("'=")


class TestDeeds:
    def test_tell_of_mandates_given_limited_and_ended(self, client: Client, artist: Artist) -> None:
        mandate = MandateFactory.create(artist=artist)
        owner = owner_of(artist)
        leave = mandates.left_by(mandate)
        narrower = mandates.limit(
            mandate=mandate,
            leave=mandates.Leave(leave.uses, leave.kinds, leave.clause, NOW, NOW + timedelta(9)),
            by=owner,
            now=NOW,
        )
        mandates.end(mandate=narrower, by=owner, now=NOW)
        mandates.end(mandate=narrower, by=owner, now=NOW)

        told = client.get("/activity/?area=mandates").context["shown"].deeds

        assert [deed.verb for deed in told] == [
            "mandate.ended", "mandate.limited", "mandate.granted",
        ]  # fmt: skip
