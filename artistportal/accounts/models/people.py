"""The people who sign in, and the letters written to them."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower

from artistportal.background import Job, JobQuerySet


class PersonManager(UserManager["User"]):
    """Makes people whose e-mail address is their name."""

    def create_user(  # type: ignore[override]  # no username here
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(  # type: ignore[override]  # no username here
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person; what they may do comes from their memberships."""

    username = None  # type: ignore[assignment]  # the e-mail address is the name
    first_name = None  # type: ignore[assignment]  # one name, as its bearer writes it
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=200, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name or self.email


class LetterQuerySet(JobQuerySet["Letter"]):
    """The verbs of background work."""


class Letter(Job):
    """One mail to one person; sending it is the job."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to = models.ForeignKey(User, models.PROTECT, related_name="letters")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    address = models.EmailField(
        "elsewhere", blank=True, help_text="Another address they proved; empty: their own."
    )
    topic = models.CharField(
        max_length=20, blank=True, help_text="Mail about it ends by the link in it; empty: cannot."
    )

    objects = LetterQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.subject}, to {self.to}"
