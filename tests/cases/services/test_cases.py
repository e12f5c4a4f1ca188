"""Cases as their openers make and move them."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from artistportal import kept_files
from artistportal.accounts.models import Deed
from artistportal.cases.domain.kinds import CaseKind, SubjectKind
from artistportal.cases.domain.states import CaseState
from artistportal.cases.models import Attachment, Case
from artistportal.cases.queries import cases as found
from artistportal.cases.queries.subjects import UnknownSubject
from artistportal.cases.services import cases, messages
from artistportal.cases.services.cases import Opening
from artistportal.cases.services.messages import NotSent, Said
from artistportal.roster.domain.roles import ArtistRole, CreditRole
from tests.factories.accounts import UserFactory
from tests.factories.cases import account_of, member, opened
from tests.factories.roster import NOW, CreditFactory, RecordingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


class TestOpenCase:
    def test_gives_a_number_a_deadline_and_keeps_what_was_said(self) -> None:
        first = opened()
        case = opened(kind=CaseKind.VOICE_CLONE, title="  My  voice ")

        assert (case.number, case.code) == (first.number + 1, f"CS-{first.number + 1:06d}")
        assert case.answer_by == NOW + timedelta(days=2)
        assert case.title == "My voice"
        assert case.messages.get().text == "There were more."
        assert Deed.objects.get(subject=f"case:{case.public_id}").verb == "case.opened"

    def test_says_what_line_it_is_about(self) -> None:
        owner = member()
        credit = CreditFactory.create(artist=owner.artist)
        line = f"credit:{credit.work.public_id}/{owner.artist.public_id}/{CreditRole.MAIN_ARTIST}"

        case = opened(by=owner.user, line=line)

        assert case.subject_kind == SubjectKind.CREDIT
        assert case.subject_label == (
            f"The credit of {owner.artist} as main artist on {credit.work.title}"
        )
        assert case.subject_path == f"/works/{credit.work.public_id}/"

    @pytest.mark.parametrize(
        "line",
        ["work:{work}", "work:nonsense", "work:", "elephant:1", "nothing:x", "credit:{work}/x/y"],
    )
    def test_knows_no_line_that_the_account_may_not_see(self, line: str) -> None:
        work = RecordingFactory.create()

        with pytest.raises(UnknownSubject):
            opened(line=line.format(work=work.public_id))

        assert not Case.objects.exists()

    def test_is_refused_to_readers_and_strangers(self) -> None:
        owner = member()
        reader = member(artist=owner.artist, role=ArtistRole.READER)
        account = account_of(owner.user)
        for user in (reader.user, UserFactory.create()):
            opening = Opening(CaseKind.QUESTION, "Why?", Said("Why?"), account)
            with pytest.raises(PermissionDenied):
                cases.open_case(opening, by=user, now=NOW)

    def test_is_open_to_a_person_without_an_account(self) -> None:
        person, other = UserFactory.create_batch(2)

        case = opened(by=person)

        assert found.visible_to(person, account_of(person)).get() == case
        assert not found.visible_to(other, account_of(other)).exists()
        with pytest.raises(PermissionDenied):
            cases.answer(case, Said("Me too."), by=other, now=NOW)

    def test_keeps_files_as_they_were_received(self) -> None:
        file = ContentFile(b"\x00proof", name="..\\..\\C:\\proof\n.exe")

        opened(said=Said("See here.", [file]))

        kept = Attachment.objects.get()
        assert (kept.name, kept.size) == ("proof.exe", 6)
        assert kept.file.name == f"cases/{kept.public_id}"
        assert kept.sha256 == hashlib.sha256(b"\x00proof").hexdigest()
        with kept.file.open() as stored:
            assert stored.read() == b"\x00proof"

    def test_refuses_too_many_and_too_large_files_and_silence(self) -> None:
        small = [ContentFile(b"x", name="x") for _ in range(messages.MOST_FILES + 1)]
        large = ContentFile(b"x" * (kept_files.LARGEST + 1), name="x")
        for said in (Said("See.", small), Said("See.", [large]), Said("  ")):
            with pytest.raises(NotSent):
                opened(said=said)

        assert not Case.objects.exists()


class TestAnswer:
    def test_adds_to_an_open_case_without_moving_it(self) -> None:
        case = opened()
        later = NOW + timedelta(hours=1)

        cases.answer(case, Said("And another thing."), by=case.opened_by, now=later)

        case.refresh_from_db()
        assert case.state == CaseState.OPEN
        assert (case.moved_at, case.seen_by_opener_at) == (later, later)
        assert case.messages.count() == 2

    def test_is_refused_to_another_artists_people(self) -> None:
        with pytest.raises(PermissionDenied):
            cases.answer(opened(), Said("Mine now."), by=member().user, now=NOW)
