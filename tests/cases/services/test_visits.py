"""Support's visits: who may be visited, for how long, who is told, and when one is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import Deed, Notification, User
from artistportal.cases.models import Case, Visit
from artistportal.cases.queries import visits as found
from artistportal.cases.services import visits
from artistportal.cases.services.visits import NotVisited, Purpose
from tests.cases.visiting import case_of
from tests.factories.accounts import UserFactory
from tests.factories.roster import NOW, ArtistMemberFactory, OrganisationMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor() -> User:
    return ArtistMemberFactory.create(user__name="Noor").user


@pytest.fixture
def case(noor: User) -> Case:
    return case_of(noor)


@pytest.fixture
def sam() -> User:
    """Somebody of support with a second factor who may visit."""
    user = UserFactory.create(name="Sam", is_staff=True, is_superuser=True)
    TOTP.activate(user, generate_totp_secret())
    return user


class TestBegin:
    def test_lasts_half_an_hour(self, noor: User, case: Case, sam: User) -> None:
        visit = visits.begin(Purpose(noor, case, "She sees no statement."), by=sam, now=NOW)

        last = NOW + timedelta(minutes=30)
        assert visit.until_at == last
        assert found.going_on(str(visit.public_id), sam, last - timedelta(seconds=1))
        assert not found.going_on(str(visit.public_id), sam, last)

    def test_is_a_deed_of_the_account_and_tells_the_person(
        self, noor: User, case: Case, sam: User
    ) -> None:
        visits.begin(Purpose(noor, case, "She sees no statement."), by=sam, now=NOW)

        deed, told = Deed.objects.get(verb="visit.begun"), Notification.objects.get(to=noor)
        assert (deed.by, deed.reason) == (sam, "She sees no statement.")
        assert [each.account for each in deed.concerns.all()] == [f"artist:{case.artist.public_id}"]  # type: ignore[union-attr]
        assert case.code in told.subject
        assert "Sam" in told.text
        assert "She sees no statement." in told.text
        assert told.topic == "security"

    def test_ends_the_visit_before_it(self, noor: User, case: Case, sam: User) -> None:
        first = visits.begin(Purpose(noor, case, "One."), by=sam, now=NOW)

        visits.begin(Purpose(noor, case, "Two."), by=sam, now=NOW + timedelta(minutes=5))

        first.refresh_from_db()
        assert first.ended_at == NOW + timedelta(minutes=5)
        assert Visit.objects.in_force(NOW + timedelta(minutes=6)).count() == 1

    def test_is_of_a_case_that_is_not_over_and_wants_a_reason(
        self, noor: User, case: Case, sam: User
    ) -> None:
        with pytest.raises(NotVisited, match="Say why"):
            visits.begin(Purpose(noor, case, "  "), by=sam, now=NOW)
        Case.objects.update(state="closed")
        case.refresh_from_db()

        with pytest.raises(NotVisited, match="over"):
            visits.begin(Purpose(noor, case, "Why not."), by=sam, now=NOW)

    def test_is_never_to_support_a_superuser_or_a_stranger(
        self, noor: User, case: Case, sam: User
    ) -> None:
        stranger = OrganisationMemberFactory.create().user
        peer = ArtistMemberFactory.create(artist=case.artist, user__is_staff=True).user
        chief = ArtistMemberFactory.create(artist=case.artist, user__is_superuser=True).user

        for person in (stranger, peer, chief, sam):
            with pytest.raises(NotVisited):
                visits.begin(Purpose(person, case, "Why not."), by=sam, now=NOW)
        assert not Visit.objects.exists()

    def test_wants_leave_and_a_second_factor(self, noor: User, case: Case) -> None:
        without_leave = UserFactory.create(is_staff=True)
        unarmed = UserFactory.create(is_staff=True, is_superuser=True)
        former = UserFactory.create(is_superuser=True)

        for by in (without_leave, unarmed, former, noor):
            with pytest.raises(PermissionDenied):
                visits.begin(Purpose(noor, case, "Why not."), by=by, now=NOW)


class TestEnd:
    def test_is_a_deed_once(self, noor: User, case: Case, sam: User) -> None:
        visit = visits.begin(Purpose(noor, case, "One."), by=sam, now=NOW)

        for _ in range(2):
            visits.end(visit, by=sam, now=NOW + timedelta(minutes=1))

        assert Deed.objects.filter(verb="visit.ended").count() == 1


class TestMayGoOn:
    @pytest.mark.parametrize("change", ["case", "support", "factor", "staff", "member"])
    def test_no_longer_once_what_allowed_it_is_gone(
        self, noor: User, case: Case, sam: User, change: str
    ) -> None:
        visits.begin(Purpose(noor, case, "One."), by=sam, now=NOW)
        assert found.may_go_on(Visit.objects.get(), NOW)

        if change == "case":
            Case.objects.update(state="withdrawn")
        elif change == "support":
            User.objects.filter(pk=sam.pk).update(is_staff=False)
        elif change == "factor":
            Authenticator.objects.filter(user=sam).delete()
        elif change == "staff":
            User.objects.filter(pk=noor.pk).update(is_staff=True)
        else:
            noor.artist_memberships.update(until_at=NOW)

        assert not found.may_go_on(Visit.objects.get(), NOW)
