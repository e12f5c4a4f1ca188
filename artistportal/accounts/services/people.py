"""What a person changes of themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from artistportal.accounts import permissions
from artistportal.accounts.models import User
from artistportal.accounts.services import audit
from artistportal.accounts.services.audit import Fact


@transaction.atomic
def rename(*, user: User, name: str, now: datetime) -> User:
    """Change a person's name; those who act with them can read that it was another."""
    person = User.objects.select_for_update().get(pk=user.pk)
    before, person.name = person.name, " ".join(name.split())
    if before == person.name:
        return person
    person.save(update_fields=["name"])
    fact = Fact(
        verb="person.renamed",
        subject=f"user:{person.pk}",
        sentence=f"Changed their name from {before or 'none'} to {person.name}.",
        concerns=permissions.accounts_of(person, now),
        before={"name": before},
        after={"name": person.name},
    )
    audit.record(fact, by=person, now=now)
    return person
