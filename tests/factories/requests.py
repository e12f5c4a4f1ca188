"""Requests, made through the service by somebody who may."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from artistportal.accounts.models import User
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, Organisation, Work
from consent.domain.requests import Ask
from consent.models import Decision, Request, Terms, Tool
from consent.queries.request_plans import Found
from consent.services import requests, tools
from consent.services.requests import Given, Proposal, Words
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import owner_of
from tests.factories.roster import NOW, OrganisationMemberFactory

DEADLINE = NOW + timedelta(days=14)


def speaker_of(proposer: Tool | Organisation) -> User:
    """Somebody who may ask in the name of a tool or an organisation."""
    member = proposer.members.select_related("user").first()
    if member:
        return member.user
    if isinstance(proposer, Tool):
        user: User = UserFactory.create()
        tools.add_member(tool=proposer, user=user, by=support(), now=NOW)
        return user
    made: User = OrganisationMemberFactory.create(organisation=proposer).user
    return made


def proposal(
    terms: Terms,
    works: Iterable[Work],
    uses: Collection[Use] = (Use.TRAINING,),
    proposer: Tool | Organisation | None = None,
    **ask: Any,
) -> Proposal:
    """The tool asks for training, to be answered within two weeks, unless told otherwise."""
    asked = replace(Ask(frozenset(uses), DEADLINE), **ask)
    words = Words("Choir sounds for the spring release", "We would like to teach it your sound.")
    found = Found(tuple(work.pk for work in works))
    return Proposal(terms, proposer or terms.licence.tool, words, asked, found)


def propose(
    terms: Terms, works: Iterable[Work], uses: Collection[Use] = (Use.TRAINING,), **how: Any
) -> Request:
    now: datetime = how.pop("now", NOW)
    made = proposal(terms, works, uses, **how)
    return requests.propose(by=speaker_of(made.proposer), proposal=made, now=now)


def answer(
    request: Request, artist: Artist, answers: dict[Use, bool] | bool, **how: Any
) -> list[Decision]:
    """The artist's own answer: for each use, or alike for all that are asked for."""
    said = dict.fromkeys(request.asked_uses, answers) if isinstance(answers, bool) else answers
    return requests.answer(
        by=how.pop("by", None) or owner_of(artist),
        artist=artist,
        request=request,
        given=Given(said, how.pop("seen", None)),
        now=how.pop("now", NOW),
        **how,
    )
