"""The second person's pages: from the trial to what is saved, and everybody who may not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.models import Signing
from consent.models import Approval, Decision
from tests.consent.views.stage import Fields, Stage
from tests.factories.consent import TermsFactory, say_no
from tests.factories.requests import propose
from tests.factories.roster import OrganisationMemberFactory

pytestmark = pytest.mark.django_db

YES = {"answer": "yes", "tool": "ossilune", "use": "training"}


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


class Office:
    """Tom of Ana's label has prepared a yes to training of her three recordings."""

    def __init__(self, works: int = 3, tool: str = "Ossilune") -> None:
        self.stage = Stage(works, tool=tool)
        self.tom = signed_in(self.stage.rep().user)
        self.ines = self.somebody(OrganisationRole.MANAGER)
        self.stage.label.second_person_above = 0
        self.stage.label.save()
        self.url = f"/consent/artists/{self.stage.artist.public_id}/bulk/"
        said = YES | {"tool": self.stage.tool.slug}
        self.trial = self.tom.post(self.url, said).content.decode()
        answer = self.tom.post(self.url, hidden(self.trial) | {"save": "1"})
        self.approval = Approval.objects.latest("pk")
        self.page = f"/approvals/{self.approval.public_id}/"
        assert answer["Location"] == self.page

    def somebody(self, role: OrganisationRole) -> Client:
        member = OrganisationMemberFactory.create(organisation=self.stage.label, role=role)
        return signed_in(member.user)

    def answer(self, client: Client, **said: str) -> tuple[int, str]:
        form = hidden(client.get(self.page).content.decode()) | {"answer": "approve"} | said
        answer = client.post(f"{self.page}answer/", form)
        return answer.status_code, answer.content.decode()


@pytest.fixture
def office() -> Office:
    return Office()


class TestPreparing:
    def test_is_said_before_and_saves_nothing(self, office: Office) -> None:
        assert "Ask a second person about 3 works" in office.trial
        assert office.approval.sentence == "Yes to training by Ossilune for 3 works of Ana Sol"
        assert not Decision.objects.exists()

    def test_is_not_asked_of_an_artist_in_person(self, office: Office) -> None:
        page = (
            office.stage.client()
            .post("/consent/bulk/", YES | {"kind": "recording"})
            .content.decode()
        )

        assert "Save for 3 works" in page


class TestApproving:
    def test_shows_each_work_and_saves_as_of_then(self, office: Office) -> None:
        page = office.ines.get(office.page).content.decode()
        assert all(work.title in page for work in office.stage.works)
        assert "You may decide training and discovery of recordings, not voice" in page

        assert office.answer(office.ines)[0] == 302
        assert office.answer(office.ines)[0] in {302, 422}

        assert Decision.objects.count() == 3
        assert "See what was saved" in office.ines.get(office.page).content.decode()

    def test_is_not_for_who_prepared_it(self, office: Office) -> None:
        page = office.tom.get(office.page).content.decode()

        assert "You prepared it, so somebody else approves it." in page
        assert 'value="approve"' not in page
        said = {"seen": "0", "terms": "", "answer": "refuse", "reason": "No."}
        assert office.tom.post(f"{office.page}answer/", said).status_code == 403
        assert not Decision.objects.exists()

    def test_shows_what_it_would_do_now_after_something_was_decided(self, office: Office) -> None:
        form = hidden(office.ines.get(office.page).content.decode()) | {"answer": "approve"}
        say_no(office.stage.artist, work=office.stage.works[0])

        answer = office.ines.post(f"{office.page}answer/", form)

        assert answer.status_code == 409
        page = answer.content.decode()
        assert "nothing was saved" in page
        assert "since this was prepared" in page
        assert Decision.objects.count() == 1
        assert office.answer(office.ines)[0] == 302

    def test_refuses_terms_that_nobody_saw(self, office: Office) -> None:
        form = hidden(office.ines.get(office.page).content.decode()) | {"answer": "approve"}
        TermsFactory.create(licence=office.stage.terms.licence)

        assert office.ines.post(f"{office.page}answer/", form).status_code == 409
        assert not Decision.objects.exists()

    def test_is_over_when_the_artist_left_the_roster(self, office: Office) -> None:
        Signing.objects.update(until_date=timezone.now().date() - timedelta(days=1))

        page = office.ines.get(office.page).content.decode()

        assert "not on your roster any more" in page
        said = {"seen": "0", "terms": "", "answer": "approve"}
        assert office.ines.post(f"{office.page}answer/", said).status_code == 409


class TestRefusing:
    def test_needs_a_reason_which_the_other_reads(self, office: Office) -> None:
        status, page = office.answer(office.ines, answer="refuse", reason="")
        assert status == 422
        assert "Say why not" in page

        assert office.answer(office.ines, answer="refuse", reason="Ask Ana first.")[0] == 302
        assert "Ask Ana first." in office.tom.get("/approvals/").content.decode()


class TestWithdrawing:
    def test_is_one_press_for_who_prepared_it(self, office: Office) -> None:
        assert office.ines.post(f"{office.page}withdraw/").status_code == 403
        assert office.tom.post(f"{office.page}withdraw/").status_code == 302

        assert "Taken back" in office.tom.get(office.page).content.decode()


class TestWalls:
    def test_is_a_file_for_the_label_and_nothing_for_anybody_else(self, office: Office) -> None:
        assert (
            office.stage.works[0].title
            in office.ines.get(f"{office.page}lines.csv").content.decode()
        )
        stranger = signed_in(OrganisationMemberFactory.create().user)
        for client in (stranger, office.stage.client()):
            for path in (office.page, f"{office.page}lines.csv"):
                assert client.get(path).status_code == 404
            assert client.post(f"{office.page}answer/", {}).status_code == 404

    def test_lets_a_reader_read_and_no_more(self, office: Office) -> None:
        reader = office.somebody(OrganisationRole.READER)

        page = reader.get(office.page).content.decode()

        assert "Only an owner or manager" in page
        assert 'value="approve"' not in page
        assert reader.post("/approvals/limit/", {"above": "9"}).status_code == 403

    def test_costs_the_same_for_few_works_and_for_many(self) -> None:
        counts = []
        for size in (2, 12):
            office = Office(size, tool=f"Anvil {size}")
            office.ines.get(office.page)
            for path in (office.page, "/approvals/"):
                with CaptureQueriesContext(connection) as queries:
                    office.ines.get(path)
                counts.append(len(queries))

        assert counts[:2] == counts[2:]
        assert max(counts) <= 10


class TestLimit:
    def test_is_an_owners_to_set(self, office: Office) -> None:
        assert office.tom.post("/approvals/limit/", {"above": "-1"}).status_code == 422
        assert office.tom.post("/approvals/limit/", {"above": "70"}).status_code == 302

        assert "more works than" in office.tom.get("/approvals/").content.decode()
        office.stage.label.refresh_from_db()
        assert office.stage.label.second_person_above == 70


class TestRequest:
    """Tom's label is asked about Ana's three recordings, and asks a second person above two."""

    @pytest.fixture
    def asked(self, office: Office) -> str:
        Approval.objects.all().delete()
        office.stage.label.second_person_above = 2
        office.stage.label.save()
        now = timezone.now()
        request = propose(
            office.stage.terms, office.stage.works, now=now, deadline_at=now + timedelta(days=9)
        )
        return f"/consent/artists/{office.stage.artist.public_id}/requests/{request.public_id}/"

    def prepare(self, office: Office, asked: str) -> None:
        review = office.tom.get(f"{asked}review/?training=yes").content.decode()
        assert "Ask a second person about 3 works" in review
        answer = office.tom.post(f"{asked}answer/", hidden(review))
        office.approval = Approval.objects.get()
        office.page = f"/approvals/{office.approval.public_id}/"
        assert answer["Location"] == office.page

    def test_is_shown_to_the_second_person_as_it_stands_and_saved_then(
        self, office: Office, asked: str
    ) -> None:
        self.prepare(office, asked)
        assert not Decision.objects.exists()
        assert "It waits for a second person" in office.tom.get(asked).content.decode()

        with CaptureQueriesContext(connection) as queries:
            page = office.ines.get(office.page).content.decode()
        assert len(queries) <= 12
        assert "After saving:" in page
        assert "Approve: save it for 3 works now" in page
        assert office.answer(office.ines)[0] == 302

        assert Decision.objects.filter(is_yes=True).count() == 3
        assert "waits for a second person" not in office.tom.get(asked).content.decode()

    def test_says_why_it_cannot_be_approved_any_more(self, office: Office, asked: str) -> None:
        self.prepare(office, asked)
        TermsFactory.create(licence=office.stage.terms.licence)

        page = office.ines.get(office.page).content.decode()

        assert "Newer terms are on offer" in page
        assert 'value="approve"' not in page
        assert office.answer(office.ines)[0] == 409
        assert not Decision.objects.exists()


class TestAllWorks:
    @pytest.mark.parametrize(("answer", "status", "said"), [("yes", 409, 0), ("no", 302, 1)])
    def test_keep_a_yes_back_and_never_a_no(
        self, office: Office, answer: str, status: int, said: int
    ) -> None:
        base = f"/consent/artists/{office.stage.artist.public_id}/"
        review = office.tom.get(f"{base}review/?tool=ossilune&training={answer}")
        form = Fields(review.content.decode()).hidden

        assert office.tom.post(f"{base}decide/", form).status_code == status
        assert Decision.objects.count() == said
