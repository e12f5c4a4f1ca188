"""An account on one screen: all that a case needs, personal data only for a reason."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artistportal.accounts.models import Deed
from artistportal.accounts.services import letters, sign_ins
from artistportal.cases.services import visits
from artistportal.cases.services.visits import Purpose
from tests.cases.visiting import case_of
from tests.desk.support import desk_of, somebody
from tests.factories import maths
from tests.factories.earnings import Deal, deal
from tests.factories.roster import (
    ArtistMemberFactory,
    OrganisationMemberFactory,
    PayeeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(settings: Any, tmp_path: Any) -> Deal:
    """An artist with an answer, a statement, a case, a letter, a sign-in and a visit."""
    settings.MEDIA_ROOT, settings.ARCHIVE_URL = tmp_path, str(tmp_path / "archive")
    found = deal()
    payee = PayeeFactory.create(name=found.artist.name, artist=found.artist)
    maths.computed(found, payee)
    maths.told(payee)
    happen(found)
    return found


def happen(found: Deal) -> None:
    owner = ArtistMemberFactory.create(artist=found.artist, user__name="Noor Haddad").user
    now, case = timezone.now(), case_of(owner)
    letters.write(to=[owner], subject="You are asked", text="Please.", now=now)
    sign_ins.note("signed_in", owner, by=owner, now=now)
    visits.begin(Purpose(owner, case, "She sees no statement."), by=somebody(), now=now)


def page(agreed: Deal) -> str:
    return f"/admin/account/artist/{agreed.artist.public_id}/"


class TestAccount:
    def test_tells_everything_and_hides_personal_data(self, agreed: Deal) -> None:
        text = desk_of(somebody()).get(page(agreed)).content.decode()

        for told in (
            "Noor Haddad", "Owner", "AI use:", "Where is my statement?", "You are asked",
            "Signed in.", "She sees no statement.", "S-0000", "Balance", "Identity",
        ):  # fmt: skip
            assert told in text, told
        email = agreed.artist.members.last().user.email  # type: ignore[union-attr]
        assert email not in text
        assert f"{email[0]}•••@" in text

    def test_reveals_for_a_reason_that_the_account_may_read(self, agreed: Deal) -> None:
        sam = somebody()
        email = agreed.artist.members.last().user.email  # type: ignore[union-attr]

        without = desk_of(sam).post(page(agreed), {"reason": "  "})
        shown = desk_of(sam).post(page(agreed), {"reason": "To write back."})

        assert without.status_code == 422
        assert email not in without.content.decode()
        assert email in shown.content.decode()
        deed = Deed.objects.get(verb="desk.revealed")
        assert (deed.by, deed.reason) == (sam, "To write back.")
        key = f"artist:{agreed.artist.public_id}"
        assert [each.account for each in deed.concerns.all()] == [key]

    def test_tells_where_consent_stood_on_a_day(self, agreed: Deal) -> None:
        before = desk_of(somebody()).get(page(agreed), {"on": "2024-01-01"}).content.decode()
        odd = desk_of(somebody()).get(page(agreed), {"on": "soon"})

        assert "as it stood at the end of 1 Jan 2024" in before
        assert "no answer yet" in before or "nothing is allowed" in before
        assert odd.status_code == 200

    def test_costs_the_same_for_a_short_history_and_a_longer_one(self, agreed: Deal) -> None:
        client = desk_of(somebody())
        client.get(page(agreed))  # content types are read once
        counts = []
        for _ in range(2):
            happen(agreed)
            with CaptureQueriesContext(connection) as queries:
                client.get(page(agreed))
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 40

    def test_shows_money_only_with_leave(self, agreed: Deal) -> None:
        text = desk_of(somebody("view_artist")).get(page(agreed)).content.decode()

        assert "Balance" not in text
        assert desk_of(somebody("view_work")).get(page(agreed)).status_code == 403

    def test_is_there_for_organisations(self) -> None:
        member = OrganisationMemberFactory.create(user__name="Ines")
        path = f"/admin/account/organisation/{member.organisation.public_id}/"

        assert "Ines" in desk_of(somebody()).get(path).content.decode()
        assert desk_of(somebody()).get(path.replace("organisation", "tool")).status_code == 404


class TestPerson:
    def test_tells_for_whom_they_act(self) -> None:
        member = ArtistMemberFactory.create(user__name="Noor", artist__name="Salt Roads")

        path = f"/admin/account/person/{member.user_id}/"
        text = desk_of(somebody()).get(path).content.decode()

        assert "Salt Roads" in text
        assert member.user.email not in text


class TestQueues:
    def test_say_what_waits_and_since_when_to_those_who_may_see_it(self) -> None:
        case_of(ArtistMemberFactory.create().user)

        whole = desk_of(somebody()).get("/admin/")
        part = desk_of(somebody("view_work")).get("/admin/").content.decode()

        waiting = {each.queue.title: each for each in _lengths(whole)}
        assert waiting["Cases for support to answer"].count == 1
        assert waiting["Cases for support to answer"].oldest_at
        assert "Cases for support to answer" not in part

    def test_lead_to_lists_that_open(self) -> None:
        client = desk_of(somebody())

        for each in _lengths(client.get("/admin/")):
            assert client.get(each.queue.path).status_code == 200, each.queue.title


def _lengths(answer: Any) -> Any:
    return next(context["lengths"] for context in answer.context if "lengths" in context)
