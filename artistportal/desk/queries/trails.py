"""How the audit trail is searched: by person, subject or verb, never by a word in between."""

from __future__ import annotations

from django.db.models import Q

from artistportal.accounts.models import User

DOORS = ("site", "admin", "api", "job", "command")
FAMILIES = (
    ("visit.", "Visits"),
    ("desk.", "Searches and looks"),
    ("sign_in.", "Sign-ins"),
    ("case.", "Cases"),
    ("team.", "Teams"),
    ("split.", "Splits"),
    ("claim.", "Claims of profiles"),
    ("payout_account.", "Payout accounts"),
    ("hold.", "Holds"),
)


def of_family(prefix: str | None) -> Q:
    """The deeds of one kind; all for a prefix that nobody knows."""
    return Q(verb__startswith=prefix) if prefix in dict(FAMILIES) else Q()


def matching(text: str) -> Q:
    """A person's deeds and what befell their account, a subject's deeds, or those of a verb."""
    if "@" in text:
        people = list(User.objects.filter(email=text.lower()).values_list("pk", flat=True))
        return Q(by__in=people) | Q(subject__in=[f"user:{pk}" for pk in people])
    return Q(subject=text) if ":" in text else Q(verb__startswith=text)
