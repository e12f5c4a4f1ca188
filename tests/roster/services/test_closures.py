"""Closing a person's account: the waiting time, what ends, what stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import is_password_usable
from django.test import Client

from artistportal.accounts import permissions
from artistportal.accounts.models import Closure, Deed, Notification, User
from artistportal.accounts.services import closures
from artistportal.accounts.services.closures import WAITS
from artistportal.roster.domain.roles import ArtistRole
from artistportal.roster.models import ArtistMember
from artistportal.roster.services import successors
from artistportal.roster.services.successors import Heir
from consent.models import Decision
from tests.factories.accounts import PASSWORD, support
from tests.factories.consent import say_no
from tests.factories.roster import NOW, ArtistMemberFactory

pytestmark = pytest.mark.django_db
DAY = NOW + WAITS


@pytest.fixture
def member() -> ArtistMember:
    return ArtistMemberFactory.create(artist__name="Ana Sol")


@pytest.fixture
def person(member: ArtistMember) -> User:
    return member.user


def closed(person: User) -> User:
    closures.ask(user=person, now=NOW)
    closures.carry_out_due(now=DAY)
    person.refresh_from_db()
    return person


class TestAsk:
    def test_changes_nothing_for_fourteen_days_and_tells_the_person(self, person: User) -> None:
        closure = closures.ask(user=person, now=NOW)

        assert closures.ask(user=person, now=DAY - timedelta(days=1)) == closure
        assert closures.carry_out_due(now=DAY - timedelta(seconds=1)) == 0
        person.refresh_from_db()
        assert person.is_active
        assert Notification.objects.get(to=person).topic == "security"
        assert Deed.objects.get(verb="account.closing_asked").by == person

    def test_can_be_taken_back(self, person: User) -> None:
        closures.ask(user=person, now=NOW)

        assert closures.withdraw(user=person, now=DAY)
        assert not closures.withdraw(user=person, now=DAY)
        assert closures.carry_out_due(now=DAY) == 0
        assert closures.ask(user=person, now=DAY).effective_at == DAY + WAITS


class TestCarryOut:
    def test_ends_every_place_session_and_second_factor(self, person: User) -> None:
        TOTP.activate(person, generate_totp_secret())
        client = Client()
        client.force_login(person)

        closed(person)

        assert permissions.accounts_of(person, DAY) == {}
        assert not Authenticator.objects.filter(user=person).exists()
        assert not is_password_usable(person.password)
        assert client.get("/account/").status_code == 302
        assert not Client().login(email=person.email, password=PASSWORD)

    def test_keeps_the_name_and_every_decision_as_it_was(self, member: ArtistMember) -> None:
        decision = say_no(member.artist, by=member.user)
        before = Decision.objects.values().get(pk=decision.pk)
        name = member.user.name

        person = closed(member.user)

        assert Decision.objects.values().get(pk=decision.pk) == before
        assert (person.name, person.is_active) == (name, False)
        deed = Deed.objects.get(verb="account.closing_closed")
        assert deed.by is None
        assert deed.concerns.get().account == f"artist:{member.artist.public_id}"

    def test_tells_support_of_an_artist_whom_nobody_owns_now(self, person: User) -> None:
        staff = support()

        closed(person)

        told = Notification.objects.get(to=staff)
        assert told.subject == "Ana Sol has no owner any more"
        assert "No successor is named." in told.text

    def test_tells_support_of_the_successor_who_is_named(self, member: ArtistMember) -> None:
        heir = Heir("Mia Sol", "mia@example.org")
        successors.name(artist=member.artist, heir=heir, by=member.user, now=NOW)
        staff = support()

        closed(member.user)

        assert "Mia Sol is named as successor." in Notification.objects.get(to=staff).text

    def test_tells_support_nothing_where_another_owner_stays(self, member: ArtistMember) -> None:
        ArtistMemberFactory.create(artist=member.artist)

        closed(member.user)

        assert not Notification.objects.filter(to=support()).exists()

    def test_happens_once(self, person: User) -> None:
        closed(person)

        assert closures.carry_out_due(now=DAY) == 0
        assert Closure.objects.get().done_at == DAY

    def test_is_whole_or_not_at_all(self, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
        closures.ask(user=person, now=NOW)

        def breaks(*_given: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(closures, "ENDINGS", [*closures.ENDINGS, breaks])
            with pytest.raises(KeyboardInterrupt):
                closures.carry_out_due(now=DAY)

        person.refresh_from_db()
        assert person.is_active
        assert permissions.accounts_of(person, DAY)
        assert closures.carry_out_due(now=DAY) == 1


class TestConsequences:
    def test_say_whether_somebody_else_owns_the_account(self, member: ArtistMember) -> None:
        alone, _heir = closures.consequences(member.user, NOW)
        ArtistMemberFactory.create(artist=member.artist)
        among, _heir = closures.consequences(member.user, NOW)

        assert alone.startswith("You are the last owner of Ana Sol.")
        assert among == "You leave the team of Ana Sol."

    def test_name_the_successor_or_say_that_there_is_none(self, member: ArtistMember) -> None:
        _place, none = closures.consequences(member.user, NOW)
        heir = Heir("Mia Sol", "mia@example.org")
        successors.name(artist=member.artist, heir=heir, by=member.user, now=NOW)
        _place, named = closures.consequences(member.user, NOW)

        assert none.startswith("No successor is named for Ana Sol")
        assert named.startswith("Mia Sol stays named as successor of Ana Sol.")

    def test_say_nothing_of_successors_to_who_owns_nothing(self, member: ArtistMember) -> None:
        reader = ArtistMemberFactory.create(artist=member.artist, role=ArtistRole.READER)

        assert closures.consequences(reader.user, NOW) == ["You leave the team of Ana Sol."]
