"""A label's yes to a request for many works: it waits for a second person, and a no never does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import Letter, Notification, User
from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.domain.uses import Use
from consent.domain.acts import Cause
from consent.domain.approvals import LASTS, ApprovalState
from consent.models import Approval, Decision, Request
from consent.services import approvals, requests
from consent.services.bulk import NeedsSecondPerson
from consent.services.requests import Given, NotToBeAnswered
from tests.consent.views.stage import Stage
from tests.factories.consent import say_no
from tests.factories.requests import DEADLINE, answer, propose
from tests.factories.roster import NOW, OrganisationMemberFactory

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(hours=1)


class Office:
    """Ana's label is asked about her three recordings, and asks a second person above two."""

    def __init__(self) -> None:
        self.stage = Stage(3)
        self.tom: User = self.stage.rep().user
        self.ines: User = OrganisationMemberFactory.create(
            organisation=self.stage.label, user__name="Ines Roth", role=OrganisationRole.MANAGER
        ).user
        self.stage.label.second_person_above = 2
        self.stage.label.save()
        self.request: Request = propose(
            self.stage.terms, self.stage.works, [Use.TRAINING, Use.DISCOVERY]
        )

    def answer(self, said: dict[Use, bool], **given: User) -> list[Decision]:
        return requests.answer(
            by=given.get("by", self.tom),
            artist=self.stage.artist,
            request=self.request,
            given=Given(said, prepared_by=given.get("prepared_by")),
            organisation=self.stage.label,
            now=NOW,
        )

    def prepare(self, said: dict[Use, bool], seen: int = 0) -> Approval:
        return approvals.prepare_answer(
            by=self.tom,
            artist=self.stage.artist,
            request=self.request,
            given=Given(said, seen),
            organisation=self.stage.label,
            now=NOW,
        )

    def approve(
        self, approval: Approval, by: User | None = None, now: datetime = SOON
    ) -> list[Decision]:
        newest = Decision.objects.newest_first().first()
        seen = newest.number if newest else 0
        return approvals.approve(
            by=by or self.ines, approval=approval, lines=[], seen=seen, now=now
        )


@pytest.fixture
def office() -> Office:
    return Office()


YES = {Use.TRAINING: True}


class TestAnswer:
    def test_keeps_a_yes_to_more_works_than_one_person_answers_for(self, office: Office) -> None:
        with pytest.raises(NeedsSecondPerson, match="more than 2 works"):
            office.answer(YES)
        with pytest.raises(NeedsSecondPerson):
            office.answer(YES, prepared_by=office.tom)
        assert not Decision.objects.exists()

    def test_never_keeps_a_no(self, office: Office) -> None:
        assert len(office.answer({Use.TRAINING: False, Use.DISCOVERY: False})) == 6

    def test_takes_as_many_as_one_person_answers_for(self, office: Office) -> None:
        office.stage.label.second_person_above = 3
        office.stage.label.save()

        assert len(office.answer(YES)) == 3

    def test_is_not_for_an_artist_in_person(self, office: Office) -> None:
        assert len(answer(office.request, office.stage.artist, YES)) == 6


class TestPrepareAnswer:
    def test_asks_the_others_and_saves_nothing(self, office: Office) -> None:
        made = office.prepare(YES)

        assert made.sentence == (
            "Yes to training by Ossilune for 3 works of Ana Sol, as Q-00001 asks"
        )
        assert (made.works, made.request) == (3, office.request)
        assert made.expires_at == min(NOW + LASTS, DEADLINE)
        assert not Decision.objects.exists()
        assert Notification.objects.get(to=office.ines).subject == "Tom Reed asks for your approval"

    def test_saves_the_no_beside_it_at_once(self, office: Office) -> None:
        made = office.prepare({Use.TRAINING: True, Use.DISCOVERY: False})

        saved = Decision.objects.order_by("number")
        assert [(d.use, d.is_yes) for d in saved] == [("discovery", False)] * 3
        assert made.answers == {Use.TRAINING: True}
        assert made.seen == 3

    def test_is_the_same_when_it_is_sent_twice(self, office: Office) -> None:
        assert office.prepare(YES) == office.prepare(YES)

    def test_is_refused_beyond_the_mandate(self, office: Office) -> None:
        office.stage.artist.mandates.update(until_at=NOW)

        with pytest.raises(PermissionDenied):
            office.prepare(YES)

    def test_is_refused_when_the_request_takes_no_answer(self, office: Office) -> None:
        requests.withdraw(by=office.request.made_by, request=office.request, now=NOW)

        with pytest.raises(NotToBeAnswered, match="withdrawn"):
            office.prepare(YES)


class TestApprove:
    def test_answers_the_request_as_of_then_and_names_both(self, office: Office) -> None:
        made = office.prepare(YES)

        saved = office.approve(made)

        made.refresh_from_db()
        assert {(d.given_by, d.given_at, d.is_yes) for d in saved} == {(office.ines, SOON, True)}
        assert made.act is not None
        assert (made.act.cause, made.act.request) == (Cause.REQUEST, office.request)
        parts = office.request.parts.filter(is_yes=True)
        assert {(part.use, part.given_by) for part in parts} == {("training", office.ines)}
        letter = Letter.objects.filter(subject__contains="decided for").latest("pk")
        assert "Tom Reed prepared it and Ines Roth approved it" in letter.text

    def test_twice_is_once(self, office: Office) -> None:
        made = office.prepare(YES)

        assert office.approve(made) == office.approve(made)
        assert Decision.objects.count() == 3

    def test_is_never_for_who_prepared_it(self, office: Office) -> None:
        with pytest.raises(PermissionDenied):
            office.approve(office.prepare(YES), by=office.tom)

    def test_is_over_with_the_request(self, office: Office) -> None:
        made = office.prepare(YES)
        requests.withdraw(by=office.request.made_by, request=office.request, now=NOW)

        with pytest.raises(NotToBeAnswered, match="withdrawn"):
            office.approve(made)

        made.refresh_from_db()
        assert made.state(SOON) is ApprovalState.OPEN
        assert made.state(DEADLINE) is ApprovalState.EXPIRED

    def test_never_answers_a_no_given_in_person(self, office: Office) -> None:
        made = office.prepare(YES)
        say_no(office.stage.artist, use=Use.TRAINING)

        with pytest.raises(NotToBeAnswered, match="in person"):
            office.approve(made)
        assert Decision.objects.count() == 1
