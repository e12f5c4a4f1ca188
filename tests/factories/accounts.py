"""People who sign in."""

from __future__ import annotations

from typing import Any

from factory.declarations import Sequence
from factory.django import DjangoModelFactory

from artistportal.accounts.models import User

PASSWORD = "correct horse battery staple"


class UserFactory(DjangoModelFactory[User]):
    """A person with no membership anywhere."""

    class Meta:
        model = User

    email = Sequence(lambda number: f"person{number}@example.org")
    name = Sequence(lambda number: f"Person {number}")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(password=PASSWORD, **kwargs)


def support() -> User:
    """The member of support in whose name factories act."""
    staff = User.objects.filter(is_staff=True).first()
    return staff or UserFactory.create(
        email="support@example.org", name="Sam of support", is_staff=True
    )
