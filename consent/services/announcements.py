"""Telling an artist what was decided for them, in the words that the decider saw."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import notifications
from artistportal.accounts.services.notifications import News
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.domain.roles import ArtistRole
from consent.models import Act, Decision
from consent.queries import acts

SPEAKERS = (ArtistRole.OWNER.value, ArtistRole.MANAGER.value)


def write(act: Act, decisions: Sequence[Decision], prepared_by: User | None = None) -> None:
    """Tells whoever speaks for the artist, if an organisation decided for them.

    It names who prepared it too, where a second person approved it.
    """
    if act.organisation is None:
        return
    members = act.artist.members.in_force(act.given_at).filter(role__in=SPEAKERS)
    news = News(
        topic=Topic.CONSENT_BY_OTHERS,
        subject=f"{act.organisation} decided for {act.artist}",
        text=_text(act, decisions, prepared_by),
        path=reverse("consent:act", kwargs={"act": act.public_id}),
        account=f"{AccountKind.ARTIST}:{act.artist.public_id}",
    )
    people = User.objects.filter(pk__in=members.values("user"))
    notifications.tell(news, to=people, now=act.given_at)


def _text(act: Act, decisions: Sequence[Decision], prepared_by: User | None) -> str:
    under = decisions[0].mandate
    clause = f" under your mandate, {under.clause}" if under else ""
    who = f"{act.given_by.name}, for {act.organisation}, decided for {act.artist}{clause}"
    if prepared_by is not None:
        who += f". {prepared_by.name} prepared it and {act.given_by.name} approved it"
    said = "\n".join(f"- {sentence}" for sentence in acts.in_words(decisions))
    return f"{who}:\n\n{said}\n\nYou can see it and take it back at once.\n"
