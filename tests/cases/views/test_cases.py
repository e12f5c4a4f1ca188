"""The pages of cases: what they say, to whom, and at which cost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from artistportal.accounts.models import Download
from artistportal.cases.domain.kinds import CaseKind
from artistportal.cases.domain.states import CaseState
from artistportal.cases.models import Attachment, Case
from artistportal.cases.services import desk
from artistportal.cases.services.messages import Said
from artistportal.roster.domain.roles import ArtistRole, CreditRole
from tests.factories.accounts import UserFactory, support
from tests.factories.cases import member, opened
from tests.factories.roster import NOW, CreditFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def case(client: Client) -> Case:
    """A case of the artist whose owner is signed in."""
    made = opened(title="Why so few in May?")
    client.force_login(made.opened_by)
    return made


def page(case: Case, name: str = "case") -> str:
    return reverse(f"cases:{name}", args=[case.public_id])


class TestListed:
    def test_says_state_last_answer_and_when_one_is_due(self, client: Client, case: Case) -> None:
        later = NOW + timedelta(hours=1)
        desk.take(case, by=support(), now=later)
        desk.ask(case, Said("Which tool?"), by=support(), now=later)

        content = client.get("/cases/").content.decode()

        assert f"{case.code}: Why so few in May?" in content
        assert "Waits for your answer" in content
        assert "Sam of support" in content
        assert "New for you" in content
        assert "When you have answered" in content

    def test_narrows_by_words_number_and_state(self, client: Client, case: Case) -> None:
        for query, is_found in (
            (f"search={case.code}", True),
            ("search=few", True),
            ("search=many", False),
            ("state=closed", False),
            ("kind=voice_clone", False),
            ("state=nonsense&page=9", True),
        ):
            content = client.get(f"/cases/?{query}", headers=HTMX).content.decode()

            assert (case.title in content) is is_found, query
            assert content.lstrip().startswith('<div id="list">')

    @pytest.mark.parametrize("more", [0, 60])
    def test_costs_the_same_for_few_and_for_many(
        self,
        client: Client,
        case: Case,
        more: int,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for _ in range(more):
            opened(by=case.opened_by)
        client.get("/cases/")

        with django_assert_max_num_queries(8):
            client.get("/cases/")


class TestNew:
    def test_knows_the_line_and_keeps_what_was_sent(self, client: Client) -> None:
        owner = member()
        credit = CreditFactory.create(artist=owner.artist)
        key = f"{credit.work.public_id}/{owner.artist.public_id}/{CreditRole.MAIN_ARTIST}"
        client.force_login(owner.user)

        shown = client.get(f"/cases/new/?subject=credit:{key}").content.decode()
        sent = client.post(
            "/cases/new/",
            {
                "subject": f"credit:{key}",
                "kind": CaseKind.QUESTION.value,
                "title": "Wrong role",
                "text": "I sang.",
                "attached": [
                    SimpleUploadedFile("a.html", b"<script>"),
                    SimpleUploadedFile("b", b"b"),
                ],
            },
        )

        assert f"as main artist on {credit.work.title}" in shown
        case = Case.objects.get()
        assert sent.headers["Location"] == page(case)
        assert case.subject_key == key
        kept = Attachment.objects.order_by("pk")[0]
        answer = client.get(f"{page(case)}files/{kept.public_id}/")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="a.html"'
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        answer.close()

    def test_is_not_there_for_a_strangers_line(self, client: Client) -> None:
        client.force_login(member().user)
        line = f"work:{CreditFactory.create().work.public_id}"

        assert client.get(f"/cases/new/?subject={line}").status_code == 404
        assert client.post("/cases/new/", {"subject": line}).status_code == 404

    def test_says_what_is_missing(self, client: Client) -> None:
        client.force_login(UserFactory.create())
        files = [SimpleUploadedFile(str(n), b"x") for n in range(6)]
        said = {"kind": "question", "text": "Why?", "attached": files}

        answer = client.post("/cases/new/", said)

        assert answer.status_code == 422
        content = answer.content.decode()
        assert 'href="#id_title"' in content
        assert "at most 5 files" in content

    def test_is_refused_to_readers(self, client: Client) -> None:
        client.force_login(member(role=ArtistRole.READER).user)

        assert client.get("/cases/new/").status_code == 403


class TestPage:
    def test_goes_from_answer_to_decision_and_appeal(self, client: Client, case: Case) -> None:
        desk.take(case, by=support(), now=NOW)
        desk.ask(case, Said("Which tool?"), by=support(), now=NOW)
        desk.note(case, Said("Has asked before."), by=support(), now=NOW)

        before = client.get(page(case)).content.decode()
        client.post(page(case, "answer"), {"text": "Brindle."})

        assert "Which tool?" in before
        assert "Has asked before." not in before
        case.refresh_from_db()
        assert case.state == CaseState.WITH_SUPPORT
        assert "New for you" not in client.get("/cases/").content.decode()

    def test_an_empty_answer_is_shown_again_and_a_late_one_says_why(
        self, client: Client, case: Case
    ) -> None:
        assert client.post(page(case, "answer"), {"text": " "}).status_code == 422

        client.post(page(case, "withdraw"), {"back-reason": "Found it."})
        late = client.post(page(case, "answer"), {"text": "More."}, follow=True)

        assert "nothing more is written" in late.content.decode()
        assert case.messages.count() == 1

    def test_orders_the_evidence(self, client: Client, case: Case) -> None:
        answer = client.post(page(case, "evidence"))

        assert answer.headers["Location"] == reverse("accounts:downloads")
        assert Download.objects.get().options["case"] == str(case.public_id)

    def test_is_not_there_for_strangers(self, client: Client, case: Case) -> None:
        client.force_login(member().user)

        for name in ("case", "answer", "withdraw", "appeal", "evidence"):
            answer = client.get if name == "case" else client.post
            assert answer(page(case, name)).status_code == 404, name

    def test_offers_a_reader_nothing_to_write(self, client: Client, case: Case) -> None:
        reader = member(artist=case.artist, role=ArtistRole.READER)
        client.force_login(reader.user)

        content = client.get(page(case)).content.decode()

        assert "Withdraw" not in content
        assert client.post(page(case, "answer"), {"text": "Hi"}).status_code == 403
        case.refresh_from_db()
        assert case.seen_by_opener_at == NOW

    def test_costs_little_however_much_was_said(
        self,
        client: Client,
        case: Case,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for _ in range(30):
            desk.reply(case, Said("Soon."), by=support(), now=NOW)
        client.get(page(case))

        with django_assert_max_num_queries(9):
            client.get(page(case))


class TestPlaces:
    def test_one_case_carries_them_with_their_notices(self, client: Client) -> None:
        case = opened(kind=CaseKind.VOICE_CLONE)
        client.force_login(case.opened_by)
        said = {"place-platform": "Tube", "place-address": "https://tube.example/1"}

        added = client.post(f"{page(case)}found/", said)
        twice = client.post(f"{page(case)}found/", said)
        notice = client.get(added.headers["Location"]).content.decode()
        for what in ("noticed", "answered", "removed", "noticed"):
            client.post(f"{added.headers['Location']}{what}/", {"answer": "We look."})

        assert twice.status_code == 422
        assert "Our reference: " + case.code in notice
        content = client.get(page(case)).content.decode()
        assert "We look." in content
        assert "Gone" in content
        assert "under a minute" in client.get("/cases/platforms/").content.decode()
        assert client.post(f"{added.headers['Location']}eaten/").status_code == 404
