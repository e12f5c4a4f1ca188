"""The people who sign in, their addresses verified; support with a second factor."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db import transaction

from artistportal.accounts.models import User
from artistportal.demo.people import (
    PASSWORD,
    PUBLISHER_ADMIN,
    SECOND_SUPPORT,
    SIGN_INS,
    SUPPORT,
    TOTP_SECRET,
)
from artistportal.demo.plans import Plan

Users = dict[str, User]


@transaction.atomic
def make(plan: Plan) -> Users:
    """Everybody by key: the sign-ins, and one person for each artist who decides."""
    wanted = {person.key: (person.email, person.name) for person in SIGN_INS}
    wanted[PUBLISHER_ADMIN] = ("leonie@ferrylane.example", "Leonie Ashgrove-Bihari")
    wanted[SECOND_SUPPORT] = ("ines@demo.example", "Ines Vasquez-Moreau")
    for artist in plan.people.artists.values():
        wanted.setdefault(artist.key, (f"{artist.key}@artists.example", artist.person))
    known = {user.email: user for user in User.objects.all()}
    users = {
        key: known.get(email) or _add(plan, email, name) for key, (email, name) in wanted.items()
    }
    _open_doors(users)
    return users


def _add(plan: Plan, email: str, name: str) -> User:
    """Somebody who cannot sign in yet."""
    user = User.objects.create_user(email, name=name, date_joined=plan.founded_at)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _open_doors(users: Users) -> None:
    """The demo's password for those who sign in; for support the right and the second factor."""
    closed = [users[p.key] for p in SIGN_INS if not users[p.key].has_usable_password()]
    hashed = make_password(PASSWORD)
    for user in closed:
        user.password = hashed
    User.objects.bulk_update(closed, ["password"])
    support = users[SUPPORT]
    if not support.is_staff:
        support.is_staff = support.is_superuser = True
        support.save(update_fields=["is_staff", "is_superuser"])
    second = users[SECOND_SUPPORT]
    if not second.is_staff:
        second.is_staff = True
        second.save(update_fields=["is_staff"])
    if not Authenticator.objects.filter(user=support, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(support, TOTP_SECRET)
