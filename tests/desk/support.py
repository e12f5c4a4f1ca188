"""A member of support at the desk."""

from __future__ import annotations

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Permission
from django.test import Client

from artistportal.accounts.models import User
from tests.factories.accounts import UserFactory


def somebody(*leave: str) -> User:
    """Staff with a second factor: a superuser, or with leave for just these models' pages."""
    user = UserFactory.create(is_staff=True, is_superuser=not leave)
    user.user_permissions.set(Permission.objects.filter(codename__in=leave))
    TOTP.activate(user, generate_totp_secret())
    return user


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
