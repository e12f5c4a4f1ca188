"""The demo's people: they can sign in, support only with a second factor."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from artistportal.accounts.models import User
from artistportal.demo import people, plans
from artistportal.demo.making import people as making
from artistportal.demo.management.commands import demo_code
from artistportal.demo.timeline import SMALL

PLAN = plans.draw(SMALL, datetime(2026, 11, 21, 8, tzinfo=UTC))


@pytest.mark.django_db
class TestMake:
    def test_lets_everybody_of_the_sign_ins_in(self) -> None:
        making.make(PLAN)

        for person in people.SIGN_INS:
            assert Client().login(email=person.email, password=people.PASSWORD)

    def test_verifies_every_address(self) -> None:
        users = making.make(PLAN)

        verified = EmailAddress.objects.filter(verified=True, primary=True)
        assert verified.count() == len(users)

    def test_lets_nobody_else_in(self) -> None:
        users = making.make(PLAN)

        others = users.keys() - {person.key for person in people.SIGN_INS}
        assert others
        assert not any(users[key].has_usable_password() for key in others)

    def test_lets_one_of_two_of_support_in_with_a_second_factor(self) -> None:
        making.make(PLAN)

        support, second = User.objects.filter(is_staff=True).order_by("-is_superuser")
        assert not second.has_usable_password()
        (authenticator,) = Authenticator.objects.all()
        assert authenticator.user == support
        assert TOTP(authenticator).validate_code(demo_code.code_of_the_moment())

    def test_lets_support_into_the_admin_with_the_code_of_the_moment(self) -> None:
        making.make(PLAN)
        client = Client()
        support = next(person for person in people.SIGN_INS if person.key == people.SUPPORT)

        client.post(reverse("account_login"), {"login": support.email, "password": people.PASSWORD})
        assert client.get(reverse("admin:index")).status_code != 200
        client.post(reverse("mfa_authenticate"), {"code": demo_code.code_of_the_moment()})

        assert client.get(reverse("admin:index")).status_code == 200

    def test_changes_nothing_the_second_time(self) -> None:
        first = making.make(PLAN)

        second = making.make(PLAN)

        assert first == second
        assert User.objects.count() == len(first)
        assert Authenticator.objects.count() == 1


class TestSignIns:
    def test_tells_the_password_and_every_address(self) -> None:
        told = "\n".join(people.sign_ins())

        assert people.PASSWORD in told
        assert people.TOTP_SECRET in told
        assert all(person.email in told for person in people.SIGN_INS)


class TestDemoCode:
    def test_is_refused_where_debug_is_off(self) -> None:
        with pytest.raises(CommandError, match="DEBUG is off"):
            call_command(demo_code.Command())

    def test_says_six_digits(self, settings: Settings) -> None:
        settings.DEBUG = True
        out = StringIO()

        call_command(demo_code.Command(), stdout=out)

        assert len(out.getvalue().strip()) == 6
