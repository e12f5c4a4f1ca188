"""People who sign in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core import signing
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.declarations import Sequence
from factory.django import DjangoModelFactory

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import Letter, Notification, User
from artistportal.accounts.services import downloads, notifications
from artistportal.accounts.services.downloads import Order
from artistportal.accounts.services.letters import STOP_SALT
from artistportal.accounts.services.notifications import News
from artistportal.background import JobState

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


def arguments(user: User, artist: UUID) -> dict[str, dict[str, Any]]:
    """The addresses of what is the person's own: a file made for them, and what they were told."""
    now = timezone.now()
    key = f"artist:{artist}"
    order = Order("your_data", "Your data", "your-data.zip")
    download = downloads.ask(order, user=user, account=key, now=now)
    download.file.save("data", ContentFile(b"data"), save=False)
    download.state = JobState.DONE
    download.save()
    news = News(Topic.DOWNLOADS, "Your data is ready", "", "/downloads/", key)
    notifications.tell(news, to=[user], now=now)
    letter = Letter.objects.filter(to=user).latest("pk")
    token = signing.Signer(salt=STOP_SALT).sign(str(letter.public_id))
    theirs = {"public_id": download.public_id}
    return {
        "accounts:download": theirs,
        "accounts:download_again": theirs,
        "accounts:news": {"public_id": Notification.objects.filter(to=user).latest("pk").public_id},
        "accounts:mail_stop": {"token": token},
    }
