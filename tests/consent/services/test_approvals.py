"""The second person: who may, once, as of then, and never the one who prepared it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from artistportal.accounts.models import Deed, Letter, Notification, User
from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.domain.uses import Use
from consent.domain.approvals import ApprovalState
from consent.models import Approval, Decision
from consent.queries import bulk, facts
from consent.queries.artists import Subject
from consent.queries.bulk import Answer, Line
from consent.queries.centre import Known
from consent.queries.proposals import Limits
from consent.services import approvals
from consent.services import bulk as services
from consent.services.approvals import Draft, NotOpen
from consent.services.decisions import Stale
from tests.consent.views.stage import Stage
from tests.factories.accounts import support
from tests.factories.consent import say_no
from tests.factories.roster import NOW, OrganisationMemberFactory

pytestmark = pytest.mark.django_db


class Office:
    """Ana's label, where Tom prepares what Ines, a manager, may approve."""

    def __init__(self, tool: str = "Ossilune") -> None:
        self.stage = Stage(3, tool=tool)
        self.tom: User = self.stage.rep().user
        self.ines = self.person("Ines Roth", OrganisationRole.MANAGER)
        self.stage.label.second_person_above = 2
        self.stage.label.save()

    def person(self, name: str, role: OrganisationRole) -> User:
        member = OrganisationMemberFactory.create(
            organisation=self.stage.label, user__name=name, role=role
        )
        user: User = member.user
        return user

    @property
    def lines(self) -> list[Line]:
        """Yes to training of each recording, as it would be said now."""
        from consent.permissions import authority  # noqa: PLC0415  # the office's own reading

        artist = self.stage.artist
        known = Known(facts.about([artist.pk]), [], [self.stage.tool], NOW, artist.pk)
        answer = Answer(True, self.stage.tool, Use.TRAINING, Limits())
        leave = authority(self.tom, artist, self.stage.label, NOW)
        subject = Subject(artist.pk, artist.public_id, artist.name, leave)
        return bulk.lines(known, self.stage.works, answer, subject.authority)

    def prepare(self, **how: object) -> Approval:
        draft = Draft(
            self.stage.label,
            self.stage.artist,
            {"answer": "yes"},
            self.lines,
            "Yes to training by Ossilune for 3 works of Ana Sol",
            0,
        )
        return approvals.prepare(**{"by": self.tom, "draft": draft, "now": NOW} | how)  # type: ignore[arg-type]  # as told

    def approve(self, approval: Approval, **how: object) -> list[Decision]:
        newest = Decision.objects.newest_first().first()
        said = {
            "by": self.ines,
            "approval": approval,
            "lines": self.lines,
            "seen": newest.number if newest else 0,
            "now": NOW,
        }
        return approvals.approve(**said | how)  # type: ignore[arg-type]  # likewise


@pytest.fixture
def office() -> Office:
    return Office()


class TestPrepare:
    def test_keeps_it_and_saves_nothing_of_it(self, office: Office) -> None:
        made = office.prepare()

        assert (made.works, made.state(NOW)) == (3, ApprovalState.OPEN)
        assert not Decision.objects.exists()
        assert Notification.objects.get(to=office.ines).subject == (
            "Tom Reed asks for your approval"
        )
        deed = Deed.objects.get(verb="approval.prepared")
        assert {each.account for each in deed.concerns.all()} == {
            f"organisation:{office.stage.label.public_id}"
        }

    def test_is_the_same_when_it_is_sent_twice(self, office: Office) -> None:
        assert office.prepare() == office.prepare()

    def test_is_not_for_who_decides_nothing(self, office: Office) -> None:
        for user in (support(), office.person("Rae", OrganisationRole.READER), Office("Anvil").tom):
            with pytest.raises(PermissionDenied):
                office.prepare(by=user)

    def test_cannot_be_gone_round(self, office: Office) -> None:
        with pytest.raises(services.NeedsSecondPerson, match="more than 2 works"):
            services.save(
                by=office.tom,
                artist=office.stage.artist,
                lines=office.lines,
                organisation=office.stage.label,
                now=NOW,
            )
        assert not Decision.objects.exists()


class TestApprove:
    def test_saves_as_of_then_and_names_both(self, office: Office) -> None:
        made = office.prepare()
        later = NOW + timedelta(days=3)

        saved = office.approve(made, now=later)

        made.refresh_from_db()
        assert {d.given_at for d in saved} == {later}
        assert {d.given_by for d in saved} == {office.ines}
        assert made.act is not None
        assert made.act.decisions.count() == 3
        assert made.state(later) is ApprovalState.APPROVED
        letter = Letter.objects.filter(subject__contains="decided for").latest("pk")
        assert "Tom Reed prepared it and Ines Roth approved it" in letter.text
        deed = Deed.objects.get(verb="approval.approved")
        assert deed.sentence.startswith("Ines Roth approved what Tom Reed prepared")
        assert deed.concerns.count() == 2

    def test_twice_is_once(self, office: Office) -> None:
        made = office.prepare()

        assert office.approve(made) == office.approve(made)
        assert Decision.objects.count() == 3
        assert Deed.objects.filter(verb="approval.approved").count() == 1

    def test_is_for_an_owner_or_manager_who_did_not_prepare_it(self, office: Office) -> None:
        made = office.prepare()
        editor = office.person("Eve", OrganisationRole.EDITOR)

        for user in (office.tom, editor, support(), Office("Anvil").ines):
            with pytest.raises(PermissionDenied):
                office.approve(made, by=user)
        assert not Decision.objects.exists()

    def test_is_refused_by_the_database_too_for_who_prepared_it(self, office: Office) -> None:
        made = office.prepare()

        with pytest.raises(IntegrityError), transaction.atomic():
            Approval.objects.filter(pk=made.pk).update(answered_by=office.tom)

    def test_asks_anew_when_something_was_decided_since(self, office: Office) -> None:
        made = office.prepare()
        no = say_no(office.stage.artist, use=Use.REMIX)

        with pytest.raises(Stale):
            office.approve(made, seen=0)
        assert len(office.approve(made, seen=no.number)) == 3

    def test_ends_after_fourteen_days(self, office: Office) -> None:
        made = office.prepare()

        with pytest.raises(NotOpen, match="expired"):
            office.approve(made, now=NOW + timedelta(days=14))

    def test_is_within_the_mandate_of_then(self, office: Office) -> None:
        made = office.prepare()
        lines = office.lines
        office.stage.artist.mandates.update(until_at=NOW)

        with pytest.raises(PermissionDenied):
            office.approve(made, lines=lines)


class TestRefuse:
    def test_says_why_and_saves_nothing(self, office: Office) -> None:
        made = office.prepare()

        approvals.refuse(by=office.ines, approval=made, reason=" Not  yet. ", now=NOW)

        made.refresh_from_db()
        assert (made.state(NOW), made.reason) == (ApprovalState.REFUSED, "Not yet.")
        told = Notification.objects.get(to=office.tom)
        assert "Not yet." in told.text
        with pytest.raises(NotOpen):
            office.approve(made)
        assert not Decision.objects.exists()

    def test_needs_a_reason(self, office: Office) -> None:
        with pytest.raises(NotOpen):
            approvals.refuse(by=office.ines, approval=office.prepare(), reason=" ", now=NOW)


class TestWithdraw:
    def test_is_for_who_prepared_it(self, office: Office) -> None:
        made = office.prepare()

        with pytest.raises(PermissionDenied):
            approvals.withdraw(by=office.ines, approval=made, now=NOW)
        assert approvals.withdraw(by=office.tom, approval=made, now=NOW).withdrawn_at
        with pytest.raises(NotOpen, match="withdrawn"):
            office.approve(made)


class TestAskAbove:
    def test_is_for_an_owner_and_told_to_the_others(self, office: Office) -> None:
        said = {"organisation": office.stage.label, "above": 500, "now": NOW}
        with pytest.raises(PermissionDenied):
            approvals.ask_above(by=office.ines, **said)  # type: ignore[arg-type]  # as named

        approvals.ask_above(by=office.tom, **said)  # type: ignore[arg-type]  # likewise

        office.stage.label.refresh_from_db()
        assert office.stage.label.second_person_above == 500
        deed = Deed.objects.get(verb="organisation.second_person")
        assert (deed.before, deed.after) == (
            {"second_person_above": 2},
            {"second_person_above": 500},
        )
        assert Notification.objects.filter(to=office.ines).count() == 1
